// The engine
export { createCrm } from './kernel/create-crm.ts'
export type { CloseOptions, Crm, RunAs } from './kernel/crm.ts'
export type { EmbedSessionToken, NewEmbedSession } from './kernel/new-embed-session.ts'
export type { EmbedUser } from './identity/embed-session.ts'
export type {
  CrmOptions,
  DatabaseOptions,
  EmbedOptions,
  WorkerSettings,
} from './kernel/crm-options.ts'
export type { LiveSettings } from './live/create-live.ts'
export type { HostContext } from './kernel/host-context.ts'
export type { HostAuthenticate, HostIdentity, HostRequest } from './kernel/host-identity.ts'
export type { Tenant, Tenants } from './tenancy/tenants.ts'
export type { ApiKey, NewApiKey } from './identity/api-keys.ts'

// A plugin and what it is made of
export { definePlugin } from './kernel/plugin.ts'
export type {
  EntityDefinition,
  EventDefinition,
  ExtensionDefinition,
  LifecycleContext,
  PermissionDefinition,
  Plugin,
  PluginRoute,
  SubscriberDefinition,
  UiContribution,
} from './kernel/plugin.ts'
export type { PluginContext } from './kernel/plugin-context.ts'
export type { EventAddress } from './changes/change-log.ts'
export type { RecordSql } from './entities/reader/record-sql.ts'
export type { PluginName, PluginRegistry, PluginServices } from './kernel/plugin-registry.ts'
export type { CompleteHook, EntityHooks, Hook, HookOrder, OneOfMany } from './entities/hooks.ts'
export { eachRecord } from './entities/each-record.ts'
export type { AddJobOptions, JobDefinition, JobRun } from './jobs/define-job.ts'
export type { Answer, Call, Route } from './http/route.ts'

// Records
export type { Entity } from './entities/entity.ts'
export type { Property } from './entities/property.ts'
export type { Filter, FilterOperators } from './entities/filter.ts'
export type { ListQuery, Page, Records, WriteOptions } from './entities/records.ts'
export { normalizeValue } from './entities/normalize.ts'
export { currencyDigits } from './entities/currencies.ts'

// Who acts
export type { Actor, EmbedBounds, Through } from './identity/actor.ts'
export type { RequestContext } from './identity/request-context.ts'
export type { Rights, Scope } from './identity/rights.ts'

// Mail
export type { MailAddress } from './mail/address.ts'
export { type Letter, writeLetter } from './mail/letter.ts'
export type { MailOptions, SmtpOptions } from './mail/mail-options.ts'
export type { Mailer, OutgoingMail } from './mail/mailer.ts'
export type { Mail, NewMail } from './mail/mails.ts'

// Timeline
export type {
  RecordAddress,
  TimelineEntry,
  TimelinePage,
  TimelinePosition,
  TimelineSource,
} from './timeline/timeline-source.ts'
export type { MemberView } from './kernel/member-view.ts'

// Errors
export { CrmError, isCrmError, type Fault } from './base/crm-error.ts'
export { defineErrors, type ErrorCatalogue, type ErrorDefinition } from './base/define-errors.ts'

// Changes
export type { Change, ChangeAction } from './changes/change.ts'

// Basics
export type { Clock } from './base/clock.ts'
export type { Logger } from './base/logger.ts'
export type { JsonSchema } from './base/validator.ts'
export { uuidV7 } from './base/uuid-v7.ts'
