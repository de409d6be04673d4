// Registration.
export { registerAll, type RegisterOptions } from './register-all.ts'

// The connection, for use without a provider and for the host's own calls.
export {
  type ClientSession,
  createCrmClient,
  type CrmClient,
  type CrmClientOptions,
} from './client/crm-client.ts'
export type { CrmUser } from './client/rights.ts'
export type { ConnectionStatus } from './client/connection-monitor.ts'
export type { EntityInfo, RelationInfo, SchemaPart } from './client/entity-schemas.ts'
export type { FieldInfo, FieldOption, FieldRelation } from './client/field-info.ts'
export type { FieldKind } from './fields/field-kind.ts'
export type { LiveChange, LiveEvent, LiveReset, LiveStream } from './client/live-stream.ts'
export type { FilterDocument, ListQuery, Rec, RecordPage } from './client/record.ts'
export { RecordConflict } from './client/record-conflict.ts'
export type { RecordChange, RecordStore, SaveOptions } from './client/record-store.ts'
export type { FetchSession, Session, SessionReason } from './client/session.ts'

// What a host hands to fields, forms and records.
export type {
  CellArgs,
  EditorArgs,
  FieldContext,
  FieldRenderer,
  FieldRenderers,
  RankedRenderer,
} from './fields/renderers.ts'
export type { Layout, LayoutField, LayoutRule, LayoutSection } from './form/layout.ts'
export type { RecordTab } from './record/record-tabs.ts'

// Look and language.
export type { Appearance } from './theme/appearance.ts'
export { type Message, type MessageKey, type Messages, messagesEn } from './i18n/messages-en.ts'

// What events say.
export type { ElementFault } from './base/errors.ts'
export type { BeforeAnswer, BeforeDetail } from './base/events.ts'
