import type { Notice } from '../base/context.ts'
import type { BeforeAnswer } from '../base/events.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo, RelationInfo } from '../client/entity-schemas.ts'
import type { FieldInfo } from '../client/field-info.ts'
import type { Rec } from '../client/record.ts'
import { titleOf } from '../fields/field-text.ts'
import type { Editors } from '../fields/load-editors.ts'
import type { FieldContext } from '../fields/renderers.ts'
import type { Layout, PlacedField, PlacedSection } from '../form/layout.ts'
import { effectOf } from '../form/rules.ts'
import type { Localizer } from '../i18n/localizer.ts'

/** `deleted` here, `gone` by somebody else. */
export type RecordStatus = 'loading' | 'failed' | 'ready' | 'deleted' | 'gone'

/** What is known of the record at this moment; whoever changes it has it drawn again. */
export interface RecordState {
  status: RecordStatus
  record: Rec | undefined
  info: EntityInfo | undefined
  layout: Layout | undefined
  sections: readonly PlacedSection[]
  error: unknown
}

export function createRecordState(): RecordState {
  return {
    status: 'loading',
    sections: [],
    ...{ record: undefined, info: undefined, layout: undefined, error: undefined },
  }
}

/** The element, as the parts of the record see it. */
export interface RecordHost {
  readonly crm: () => CrmClient | undefined
  readonly entity: () => string
  readonly id: () => string | undefined
  /** In place of the stored one. */
  readonly layout: () => Layout | undefined
  readonly readonly: () => boolean
  readonly localizer: () => Localizer
  readonly context: () => FieldContext
  /** Aborted when the element leaves the page. */
  readonly signal: () => AbortSignal
  readonly loadEditors: () => Promise<Editors>
  /** Makes the page's own notices inert. */
  readonly isModal: () => boolean
  readonly mark: (state: 'loading' | 'error', on: boolean) => void
  readonly announce: (text: string, how?: 'polite' | 'assertive') => void
  /** Beside the page. */
  readonly notify: (notice: Notice) => void
  readonly emit: (type: `crm-${string}`, detail: object) => void
  readonly askHost: (verb: string, detail: object) => Promise<BeforeAnswer>
  /** False when the page around shows it itself. */
  readonly fail: (error: unknown, source: string) => boolean
  /** Puts the cursor into a field's control, or onto the button that opens it. */
  readonly focusRow: (key: string, where: 'control' | 'button') => void
  /** What has the focus in the element. */
  readonly focused: () => Element | null
  readonly redraw: () => void
}

export function titleOfRecord({ record, info }: RecordState): string {
  return titleOf(record ?? {}, info?.titleField) ?? info?.label.one ?? ''
}

/** Whether this actor may change the field, of this record, as it is laid out. */
export function mayEdit(state: RecordState, { key, readonly }: FieldInfo): boolean {
  const { status, record, info } = state
  if (status !== 'ready' || readonly || info?.permissions.update !== true) return false
  const placed = placedField(state, key)
  return placed?.readonly !== true && !effectOf(placed?.rule, record ?? {}).disabled
}

/** Lists of other records, in the order of the layout. */
export function relationsOf({ info, layout }: RecordState): readonly RelationInfo[] {
  return (layout?.related ?? []).flatMap(
    (name) => info?.relations.find((relation) => relation.name === name) ?? [],
  )
}

function placedField({ sections }: RecordState, key: string): PlacedField | undefined {
  return sections.flatMap(({ fields }) => fields).find((field) => field.key === key)
}
