import { html, nothing, type TemplateResult } from 'lit'

import type { FilterDocument } from '../client/record.ts'
import type { Values } from '../fields/field-path.ts'
import type { FieldContext } from '../fields/renderers.ts'
import type { Localizer } from '../i18n/localizer.ts'
import { skeleton } from '../primitives/skeleton.ts'
import { tabs } from '../primitives/tabs.ts'
import type { RowView } from './field-row.ts'
import { lazyPart } from './lazy-part.ts'
import { recordDetails } from './record-details.ts'
import { type RecordState, relationsOf } from './record-state.ts'

/** A tab of the host's: what is in its slot `tab-<id>`. */
export interface RecordTab {
  readonly id: string
  readonly label: string
}

/** Where somebody wants to go. */
export interface Destination {
  readonly entity: string
  readonly id?: string
  readonly view: 'record' | 'list' | 'create'
  readonly filter?: FilterDocument
  /** What a new record starts with. */
  readonly value?: Values
  readonly trigger: 'menu' | 'related'
}

export interface TabsOfRecordView {
  readonly state: RecordState
  readonly context: FieldContext
  readonly localizer: Localizer
  /** For elements in a tab: as the record's own. */
  readonly locale: string | undefined
  readonly readonly: boolean
  /** Of the record's title; the lists below it are one deeper. */
  readonly level: number
  /** The host's, after ours. */
  readonly own: readonly RecordTab[]
  /** The one that is asked for; where there is none such, the details. */
  readonly wanted: string
  readonly row: RowView
  readonly select: (id: string) => void
  readonly go: (to: Destination) => void
  readonly failed: (error: unknown, source: string) => void
  readonly redraw: () => void
}

// A page that shows the details alone does not load them.
const relatedLists = lazyPart(() => import('./related-list.ts'))
const changeLists = lazyPart(() => import('./change-list.ts'))

/** The parts of a record, one at a time. */
export function recordTabs(view: TabsOfRecordView): TemplateResult {
  const { t } = view.context
  const all = tabsOf(view)
  const selected = all.find(({ id }) => id === view.wanted)?.id ?? 'details'
  return html`${tabs({ tabs: all, selected, label: t('record.tabs'), onSelect: view.select })}
    <div
      class="panel-box"
      part="panel"
      role="tabpanel"
      id="panel-${selected}"
      aria-labelledby="tab-${selected}"
      tabindex=${selected === 'details' || selected === 'related' ? nothing : '0'}
    >
      ${content(view, selected)}
    </div>`
}

function tabsOf({ state, own, context: { t } }: TabsOfRecordView): readonly RecordTab[] {
  return [
    { id: 'details', label: t('record.details') },
    ...(relationsOf(state).length === 0 ? [] : [{ id: 'related', label: t('record.related') }]),
    ...(state.info?.timeline ? [{ id: 'timeline', label: t('record.timeline') }] : []),
    { id: 'changes', label: t('record.changes') },
    ...own,
  ]
}

function content(view: TabsOfRecordView, selected: string): unknown {
  const { state, context, localizer } = view
  const { info, record, layout, sections } = state
  if (!info || !record) return nothing
  const { id } = record
  const failed = (error: unknown): void => {
    view.failed(error, selected)
  }
  switch (selected) {
    case 'details': {
      const aside = (layout?.aside ?? []).flatMap((key) => info.field(key) ?? [])
      return recordDetails({ ...view.row, sections, aside })
    }
    case 'related':
      return related(view, id, failed)
    case 'timeline':
      // A page that shows no timeline does not load it.
      void import('../define/crm-timeline.ts')
      return html`<crm-timeline
        .locale=${view.locale}
        .entity=${info.name}
        .recordId=${id}
        .readonly=${view.readonly}
      ></crm-timeline>`
    case 'changes': {
      const { version } = record as { version?: unknown }
      const part = changeLists(view.redraw, failed)
      return part?.changeList({ context, localizer, info, id, version, failed }) ?? skeleton(5)
    }
    default:
      return html`<slot name="tab-${selected}"></slot>`
  }
}

function related(
  { state, context, level, go, redraw }: TabsOfRecordView,
  id: string,
  failed: (error: unknown) => void,
): TemplateResult {
  const trigger = 'related'
  const part = relatedLists(redraw, failed)
  if (!part) return html`<div class="related-lists">${skeleton(5)}</div>`
  return html`<div class="related-lists">
    ${relationsOf(state).map((relation) =>
      part.relatedList({
        context,
        relation,
        level: level + 1,
        id,
        failed,
        open: (entity, other) => {
          go({ entity, id: other, view: 'record', trigger })
        },
        showAll: (entity, filter) => {
          go({ entity, view: 'list', filter, trigger })
        },
        add: (entity, value) => {
          go({ entity, view: 'create', value, trigger })
        },
      }),
    )}
  </div>`
}
