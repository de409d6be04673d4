import type { Notice } from '../base/context.ts'
import type { BeforeAnswer } from '../base/events.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { Rec } from '../client/record.ts'
import type { FieldContext } from '../fields/renderers.ts'
import type { Format } from '../i18n/format.ts'
import type { MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import type { Column } from './columns.ts'
import type { ListSource } from './list-source.ts'
import type { ListTools } from './list-tools.ts'
import type { Selection } from './selection.ts'

/** What a list asks for, as views, hosts and the filter bar say it. */
export interface ListRequest {
  readonly filter: object | undefined
  /** Up to three fields, `-` for descending. */
  readonly sort: readonly string[]
  readonly search: string
}

/** What a host may do with one record, or with the selected ones. */
export interface ListAction {
  readonly id: string
  readonly label: string
  readonly icon?: string
  readonly danger?: boolean
  /** Offered for the selection too. */
  readonly bulk?: boolean
  /** Offered for a single row; default true. */
  readonly row?: boolean
  /** Permission without which it is not offered: `contact.merge`. */
  readonly permission?: string
  readonly when?: (record: Rec) => boolean
}

/** Panels beside their button, and dialogs; one is open at a time. */
export type PanelKind =
  | 'filter'
  | 'sort'
  | 'columns'
  | 'save-view'
  | 'rename-view'
  | 'delete-view'
  | 'bulk-edit'
  | 'bulk-delete'

/** What the parts of the list share: the element, seen from inside. */
export interface ListContext {
  readonly element: HTMLElement
  readonly crm: CrmClient | undefined
  readonly entity: EntityInfo | undefined
  readonly request: ListRequest
  /** All in order; `shown` without the hidden ones, fewer where the list is narrow. */
  readonly columns: readonly Column[]
  readonly shown: readonly Column[]
  readonly source: ListSource
  readonly selection: Selection
  readonly selectable: 'none' | 'single' | 'multi'
  readonly actions: readonly ListAction[]
  readonly isEditable: boolean
  readonly isReadonly: boolean
  /** Rows are drawn as cards. */
  readonly isNarrow: boolean
  readonly isRtl: boolean
  /** px */
  readonly rowHeight: number
  /** Menus, panels, editing: undefined until they are loaded. */
  readonly tools: ListTools | undefined
  readonly fields: FieldContext
  readonly format: Format
  readonly signal: AbortSignal
  readonly t: (key: MessageKey, values?: MessageValues) => string
  readonly titleOf: (record: Rec | undefined) => string
  readonly setRequest: (change: Partial<ListRequest>) => void
  readonly setColumns: (columns: readonly Column[]) => void
  /** The user chose other records. */
  readonly selected: () => void
  /** Does it with the tools, at once or when they have come. */
  readonly withTools: (work: (tools: ListTools) => void) => void
  readonly openPanel: (kind: PanelKind, anchor: HTMLElement) => void
  readonly openRowMenu: (id: string, anchor: HTMLElement) => void
  readonly openColumnMenu: (key: string, anchor: HTMLElement) => void
  readonly openRow: (id: string, originalEvent: Event) => Promise<void>
  readonly update: () => void
  emit<D>(type: `crm-${string}`, detail: D, options?: { readonly cancelable?: boolean }): boolean
  readonly before: <D extends object>(verb: string, detail: D) => Promise<BeforeAnswer>
  readonly announce: (text: string, how?: 'polite' | 'assertive') => void
  readonly notify: (notice: Notice) => void
  readonly fail: (error: unknown, source: string) => boolean
}
