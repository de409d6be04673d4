import { html, nothing, type TemplateResult } from 'lit'

import type { FieldInfo } from '../client/field-info.ts'
import { valueAt, type Values } from '../fields/field-path.ts'
import { isEmpty } from '../fields/field-text.ts'
import { renderCell } from '../fields/render-cell.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { icon } from '../primitives/icon.ts'

export interface RowView {
  readonly context: FieldContext
  readonly record: Values
  readonly mayEdit: (field: FieldInfo) => boolean
  readonly edit: (key: string) => void
  /** The control of a field that is being edited. */
  readonly editor: (field: FieldInfo) => TemplateResult | undefined
}

/** A label and its value; a click, or the button a keyboard reaches, puts the control in its place. */
export function fieldRow(view: RowView, field: FieldInfo, isWide: boolean): TemplateResult {
  const { context, record } = view
  const { key, label } = field
  const editor = view.editor(field)
  const id = rowId(key)
  const value = valueAt(record, key)
  const mayEdit = view.mayEdit(field)
  return html`<div
    class="row ${isWide ? 'wide' : ''} ${editor ? 'edited' : ''}"
    part="field"
    data-key=${key}
  >
    <span class="row-label" part="label" id="${id}-label">${label}</span>
    ${
      editor ??
      html`<div
        class="value ${mayEdit ? 'editable' : ''} ${field.kind}"
        part="value"
        role="group"
        aria-labelledby="${id}-label"
        @click=${
          mayEdit
            ? (event: Event) => {
                if (!isInteractive(event)) view.edit(key)
              }
            : nothing
        }
      >
        <span class="value-text"
          >${
            isEmpty(value)
              ? html`<span class="muted">${context.t('value.empty')}</span>`
              : isolated(field, renderCell(field, value, record, context))
          }</span
        >
        ${
          mayEdit
            ? html`<button
                type="button"
                class="edit-button"
                id="${id}-edit"
                aria-label=${context.t('record.edit', { name: label })}
                @click=${() => {
                  view.edit(key)
                }}
              >
                ${icon('edit')}
              </button>`
            : nothing
        }
      </div>`
    }
  </div>`
}

export function rowId(key: string): string {
  return `row-${key.replace(/\W/g, '-')}`
}

/** A link in the value is followed, not edited. */
function isInteractive(event: Event): boolean {
  return event
    .composedPath()
    .some((node) => node instanceof Element && node.matches('a, button, input'))
}

/** Several things in a row stand in the direction of the page. */
const COMPOSED: ReadonlySet<string> = new Set([
  ...([
    'select',
    'multi-select',
    'texts',
    'relations',
    'tags',
    'member',
    'stamp',
    'boolean',
  ] as const),
])

/** A text in its own direction, whatever the page's: `1 Elm, Leeds` does not become `Elm, Leeds 1`. */
export function isolated({ kind }: FieldInfo, cell: TemplateResult): TemplateResult {
  return COMPOSED.has(kind) ? cell : html`<bdi>${cell}</bdi>`
}
