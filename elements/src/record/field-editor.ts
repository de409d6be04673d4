import { html, nothing, type TemplateResult } from 'lit'

import type { FieldInfo } from '../client/field-info.ts'
import type { Values } from '../fields/field-path.ts'
import type { Editors } from '../fields/load-editors.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { renderConflict } from '../form/conflict-template.ts'
import type { Editing, FieldEditing } from './field-editing.ts'
import { rowId } from './field-row.ts'

export interface FieldEditorView {
  readonly context: FieldContext
  readonly record: Values
  readonly editors: Editors
  readonly editing: FieldEditing
  readonly now: Editing
}

/** A control in the place of a value, with what stands in the way of storing it. */
export function fieldEditor(
  { context, record, editors, editing, now }: FieldEditorView,
  field: FieldInfo,
): TemplateResult {
  const id = rowId(field.key)
  const { fault, conflict } = now
  return html`<div
    class="value-editor"
    @focusout=${(event: FocusEvent) => {
      editing.left(field.key, event)
    }}
    aria-busy=${now.isSaving ? 'true' : nothing}
  >
    ${editors.renderEditor(field, now.value, {
      context,
      record,
      id,
      label: field.label,
      invalid: fault !== undefined,
      describedBy: fault === undefined ? undefined : `${id}-error`,
      onChange: editing.change,
      onCommit: editing.commit,
      onCancel: editing.cancel,
      onSet: editing.setBeside,
    })}
    ${
      fault === undefined
        ? nothing
        : html`<span class="error-text" part="error" id="${id}-error" role="alert">${fault}</span>`
    }
    ${
      conflict
        ? renderConflict(
            {
              ...{ context, value: record, idOf: rowId },
              decide: (_, whose) => {
                editing.decide(whose)
              },
            },
            { key: field.key, field },
            conflict,
          )
        : nothing
    }
  </div>`
}
