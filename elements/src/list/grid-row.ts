import { html, nothing, type TemplateResult } from 'lit'

import type { Rec } from '../client/record.ts'
import type { FieldKind } from '../fields/field-kind.ts'
import { valueAt } from '../fields/field-path.ts'
import { renderCell } from '../fields/render-cell.ts'
import { avatar } from '../primitives/avatar.ts'
import { icon } from '../primitives/icon.ts'
import { canEdit } from './can-edit.ts'
import type { ColumnLayout } from './column-layout.ts'
import type { Column } from './columns.ts'
import { ACTIONS, SELECT } from './grid-focus.ts'
import type { ListContext } from './list-context.ts'

export interface RowView {
  readonly list: ListContext
  readonly layout: ColumnLayout
  /** Somebody points at the row or stands in it. */
  readonly isAt: (index: number) => boolean
  /** Somebody else has just changed this field of it. */
  readonly isFlashing: (id: string, key: string) => boolean
}

interface Shown {
  readonly view: RowView
  /** Undefined until it was read. */
  readonly record: Rec | undefined
  /** Somebody else has deleted it. */
  readonly isGhost: boolean
}

/** What is in a row. */
export function rowContent(view: RowView, index: number): TemplateResult {
  const { source, shown: columns, selectable } = view.list
  const id = source.idAt(index)
  const record = id === undefined ? undefined : source.record(id)
  const shown = { view, record, isGhost: id !== undefined && source.isGhost(id) }
  const first = selectable === 'none' ? 1 : 2
  return html`${selectable === 'none' ? nothing : selectCell(shown)}
    ${columns.map((column, at) => cell(shown, column, at, first + at))}
    <span class="filler" role="presentation"></span>
    ${actionsCell(shown, index, first + columns.length)}`
}

/** Classes and attributes of the row's own element. */
export function dressRow({ list }: RowView, row: HTMLElement, index: number): void {
  const { source, selection, selectable } = list
  const id = source.idAt(index)
  const record = id === undefined ? undefined : source.record(id)
  const isSelected = id !== undefined && selection.has(id) && selectable !== 'none'
  const classes = [
    'row',
    'body-row',
    record ? '' : 'pending',
    isSelected ? 'selected' : '',
    id !== undefined && source.isGhost(id) ? 'gone' : '',
    index % 2 ? 'odd' : '',
  ]
  const name = classes.filter(Boolean).join(' ')
  if (row.className !== name) row.className = name
  setAttribute(row, 'part', isSelected ? 'row row-selected' : 'row')
  setAttribute(row, 'aria-rowindex', String(index + 2))
  setAttribute(row, 'aria-selected', selectable === 'none' || !record ? null : String(isSelected))
  setAttribute(row, 'aria-busy', record ? null : 'true')
  setAttribute(row, 'data-index', String(index))
}

function setAttribute(element: HTMLElement, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name)
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

function selectCell({ view: { list }, record }: Shown): TemplateResult {
  const { selection, selectable, t, titleOf } = list
  return html`<div
    role="gridcell"
    class="cell select"
    part="cell"
    data-col=${SELECT}
    aria-colindex="1"
    tabindex="-1"
  >
    ${
      record
        ? html`<input
            type=${selectable === 'multi' ? 'checkbox' : 'radio'}
            class="check"
            tabindex="-1"
            aria-label=${t('list.select', { name: titleOf(record) })}
            .checked=${selection.has(record.id)}
          />`
        : nothing
    }
  </div>`
}

function cell(shown: Shown, column: Column, at: number, index: number): TemplateResult {
  const { view, record } = shown
  const { list, layout, isFlashing } = view
  const { key, field, alignEnd } = column
  const edit = list.tools?.edit
  const isTitle = key === list.entity?.titleField
  // Of a card: its title, the coloured word beside it, the line below.
  const place = at === 0 ? 0 : field.kind === 'select' ? 1 : 2
  const isEditing = record !== undefined && edit?.isEditing(record.id, key) === true
  const unsaved = record && edit?.unsavedAt(record.id, key)
  const isFlashed = record !== undefined && isFlashing(record.id, key)
  const name = `cell${alignEnd ? ' end' : ''}${isTitle ? ' title' : ''}${isEditing ? ' editing' : ''}${unsaved ? ' unsaved' : ''}${isFlashed ? ' flash' : ''} k-${field.kind} c${place}${layout.pinClass(at)}`
  return html`<div
    role="gridcell"
    class=${name}
    part=${isEditing ? 'cell cell-editing' : 'cell'}
    data-col=${key}
    aria-colindex=${index}
    aria-readonly=${list.isEditable && !canEdit(list, field) ? 'true' : nothing}
    aria-invalid=${unsaved ? 'true' : nothing}
    title=${unsaved?.message ?? nothing}
    tabindex="-1"
  >
    ${
      record === undefined
        ? nothing
        : isEditing
          ? edit?.template(field, record)
          : isTitle
            ? title(shown, record)
            : value(shown, column, record, unsaved ? unsaved.value : valueAt(record, key))
    }
  </div>`
}

/** From right to left, a text of another script is still cut at its own end. */
function value(
  { view: { list } }: Shown,
  { field }: Column,
  record: Rec,
  of: unknown,
): TemplateResult {
  const drawn = renderCell(field, of, record, list.fields)
  return list.isRtl && TEXTS.has(field.kind)
    ? html`<span class="own-way" dir="auto">${drawn}</span>`
    : drawn
}

function title({ view: { list }, isGhost }: Shown, record: Rec): TemplateResult {
  const { titleOf, entity, t } = list
  const name = titleOf(record)
  const shape = entity?.icon === 'person' ? 'circle' : 'square'
  return html`${avatar(name, { seed: record.id, shape, size: 'small' })}<span
      class="open"
      dir="auto"
      >${name}</span
    >${isGhost ? html`<span class="ghost-note">${t('list.deletedRow')}</span>` : nothing}`
}

const TEXTS: ReadonlySet<FieldKind> = new Set<FieldKind>([
  'text',
  'long-text',
  'email',
  'url',
  'address',
  'relation',
  'country',
])

/** Only where somebody points or stands: a button for each row would be a third of all nodes. */
function actionsCell({ view, record, isGhost }: Shown, row: number, index: number): TemplateResult {
  const { t, titleOf } = view.list
  return html`<div
    role="gridcell"
    class="cell actions"
    part="cell"
    data-col=${ACTIONS}
    aria-colindex=${index}
    tabindex="-1"
  >
    ${
      record && !isGhost && view.isAt(row)
        ? html`<button
            type="button"
            class="row-menu"
            tabindex="-1"
            aria-haspopup="menu"
            aria-label=${t('list.rowMenu', { name: titleOf(record) })}
          >
            ${icon('more')}
          </button>`
        : nothing
    }
  </div>`
}
