import { html, nothing } from 'lit'

import { valueAt } from '../fields/field-path.ts'
import { isEmpty } from '../fields/field-text.ts'
import { renderCell } from '../fields/render-cell.ts'
import { icon } from '../primitives/icon.ts'
import { renderConflict } from './conflict-template.ts'
import { controlId } from './control-id.ts'
import { faultText } from './fault-text.ts'
import type { FormView } from './form-template.ts'
import { type PlacedField, spanOf } from './layout.ts'
import type { RuleEffect } from './rules.ts'
import { renderWithheld } from './withheld-template.ts'

/** Kinds whose control is a group with labels of its own. */
const GROUPS = new Set(['objects', 'address', 'stamp', 'id'])

/** A label, its control or its value, and what is to be said of it. */
export function renderField(view: FormView, placed: PlacedField, effect: RuleEffect): unknown {
  const { state, actions, context } = view
  const { model, faults, fields } = state
  const { key, field } = placed
  const id = controlId(key)
  const isWithheld = model.withheld.has(key)
  const fault = isWithheld ? undefined : faults.at(key)
  const conflict = model.conflicts.get(key)
  const text = fault && faultText(fault, field, context)
  const isBad = text !== undefined || isWithheld
  const isFixed = view.isReadonly || placed.readonly === true || field.readonly
  const isRequired = field.required && !isFixed
  const label = html`${field.label}${
    isRequired
      ? html`<span class="required" aria-hidden="true" title=${context.t('form.required')}>*</span>`
      : nothing
  }`
  const slotted = (event: Event): void => {
    actions.slotted(key, event)
  }
  return html`<div
    class="field ${isBad ? 'bad' : ''}"
    part="field"
    data-span=${spanOf(placed)}
    data-key=${key}
  >
    ${
      GROUPS.has(field.kind) || isFixed
        ? html`<span class="label" part="label" id="${id}-label">${label}</span>`
        : html`<label class="label" part="label" for=${id}>${label}</label>`
    }
    <slot name="field-${key}" @input=${slotted} @change=${slotted}
      >${
        isFixed
          ? html`<span class="f-fixed" id=${id} role="group" aria-labelledby="${id}-label"
              >${fixedValue(view, placed)}</span
            >`
          : view.editors?.renderEditor(field, valueAt(model.value, key) ?? null, {
              context,
              record: model.value,
              id,
              describedBy: describedBy(id, field.description, isBad),
              invalid: text !== undefined,
              required: isRequired,
              disabled: view.isDisabled || effect.disabled || isWithheld,
              onChange: (next) => {
                actions.set(key, next)
              },
              onCommit: () => {
                actions.commit(key)
              },
              onSet: (other, next) => {
                actions.set(other, next)
                actions.commit(other)
              },
            })
      }</slot
    >
    ${
      field.description
        ? html`<span class="hint" part="hint" id="${id}-hint"
            ><span>${hintOf(field.description)}</span></span
          >`
        : nothing
    }
    ${
      text
        ? html`<span class="error-text" part="error" id="${id}-error"
            >${icon('alert')}<span>${text}</span></span
          >`
        : nothing
    }
    ${
      isWithheld
        ? renderWithheld(
            { context, value: model.value },
            fields.withheld(key, model.withheld.get(key)),
            `${id}-error`,
          )
        : nothing
    }
    ${
      conflict
        ? renderConflict(
            { context, value: model.value, idOf: controlId, decide: actions.decide },
            placed,
            conflict,
          )
        : nothing
    }
  </div>`
}

function describedBy(id: string, hint: string | undefined, isBad: boolean): string | undefined {
  return (
    [hint ? `${id}-hint` : '', isBad ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined
  )
}

/** Descriptions are written for programs as well: their code marks mean nothing here. */
function hintOf(description: string): string {
  return description.replaceAll('`', '')
}

function fixedValue({ context, state }: FormView, { key, field }: PlacedField): unknown {
  const { value } = state.model
  const own = valueAt(value, key)
  return isEmpty(own)
    ? html`<span class="muted">–<span class="f-hidden">${context.t('value.empty')}</span></span>`
    : renderCell(field, own, value, context)
}
