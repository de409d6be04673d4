import type { BeforeAnswer } from '../base/events.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { Values } from '../fields/field-path.ts'
import type { FieldContext } from '../fields/renderers.ts'
import type { PendingWrite } from './drafts.ts'
import { createFormFaults, type FormFaults } from './form-faults.ts'
import { createFormFields, type FieldChoice, type FormFields } from './form-fields.ts'
import { createFormModel, type FormModel } from './form-model.ts'

export type FormStatus = 'loading' | 'failed' | 'ready' | 'saving' | 'lost' | 'gone'

/** What a form is about at this moment; whoever changes it has the form drawn again. */
export interface FormState {
  status: FormStatus
  readonly model: FormModel
  readonly faults: FormFaults
  readonly fields: FormFields
  /** Of a record this form has made: a second save changes it. */
  madeId: string | undefined
  /** Sent, and not answered: only its own key may repeat it. */
  pending: PendingWrite | undefined
  /** Milliseconds since 1970: when the draft was left that is shown now. */
  restoredAt: number | undefined
  loadError: unknown
  /** The last thing that happened, beside the buttons. */
  note: string | undefined
  /** Asked whether to throw away what was typed. */
  isLeaving: boolean
}

export function createFormState(): FormState {
  return {
    status: 'loading',
    model: createFormModel(),
    faults: createFormFaults(),
    fields: createFormFields(),
    ...{ madeId: undefined, pending: undefined, restoredAt: undefined },
    ...{ loadError: undefined, note: undefined, isLeaving: false },
  }
}

/** Nothing is said of what was before. */
export function calm(state: FormState): void {
  state.faults.clear()
  state.pending = undefined
  state.restoredAt = undefined
  state.note = undefined
  state.isLeaving = false
}

/** The element, as the parts of the form see it. */
export interface FormHost {
  readonly crm: () => CrmClient | undefined
  readonly entity: () => string
  /** Undefined: the form makes a record. */
  readonly id: () => string | undefined
  readonly choice: () => FieldChoice
  /** What a new record starts with. */
  readonly preset: () => Values
  readonly autosave: () => boolean
  readonly readonly: () => boolean
  readonly disabled: () => boolean
  readonly context: () => FieldContext
  /** Aborted when the element leaves the page. */
  readonly signal: () => AbortSignal
  /** What draws the form, while schema and record are on their way. */
  readonly loadControls: () => Promise<unknown>
  readonly mark: (state: 'loading' | 'error', on: boolean) => void
  readonly announce: (text: string, how?: 'polite' | 'assertive') => void
  readonly emit: (type: `crm-${string}`, detail: object) => void
  readonly askHost: (verb: string, detail: object) => Promise<BeforeAnswer>
  /** False when the page around shows it itself. */
  readonly fail: (error: unknown, source: string) => boolean
  /** The focus goes to what stands in the way of saving. */
  readonly showSummary: () => Promise<void>
  /** The form can be filled in. */
  readonly opened: () => void
  readonly redraw: () => void
}
