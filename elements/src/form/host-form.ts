import type { FieldContext } from '../fields/renderers.ts'
import { faultText } from './fault-text.ts'
import { bodyToSend } from './form-body.ts'
import type { FormState } from './form-state.ts'

export interface HostFormView {
  /** Undefined: its value is not part of the host's form. */
  readonly name: string | undefined
  readonly isNew: boolean
  readonly context: FieldContext
  /** What the browser's bubble points at. */
  readonly anchorOf: (key: string) => HTMLElement
}

/** Tells a `<form>` of the host what its value is here, and what is wrong with it. */
export function tellHostForm(
  internals: ElementInternals,
  state: FormState,
  { name, isNew, context, anchorOf }: HostFormView,
): void {
  const { model, faults, fields, status } = state
  if (status === 'loading' || status === 'failed') return
  const value = isNew ? bodyToSend(state, true) : model.value
  internals.setFormValue(name ? JSON.stringify(value) : null)
  const [fault] = faults.open
  const [undecided] = model.conflicts.keys()
  const key = fault?.[0] ?? undecided
  if (key === undefined) {
    internals.setValidity({})
    return
  }
  const field = fields.info?.field(key)
  const message =
    fault && field
      ? faultText(fault[1], field, context)
      : context.t('form.conflictUndecided', { name: fields.nameOf(key) })
  internals.setValidity({ customError: true }, message, anchorOf(key))
}
