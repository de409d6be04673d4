import { valueAt } from '../fields/field-path.ts'
import { createDraftKeeper } from './draft-keeper.ts'
import { createFormCheck } from './form-check.ts'
import { createFormLoading } from './form-loading.ts'
import { createFormSaving } from './form-saving.ts'
import { calm, createFormState, type FormHost, type FormState } from './form-state.ts'

/** A form without the element that shows it: what is typed, checked, kept and saved. */
export interface Form {
  readonly state: FormState
  readonly load: () => Promise<void>
  /** Checks what is there, with its faults told only at fields somebody has left. */
  readonly check: () => void
  /** Loads what checks, as soon as somebody needs it. */
  readonly needCheck: () => Promise<void>
  /** Somebody types. */
  readonly set: (key: string, value: unknown) => void
  /** The value is meant: the control was left, an option chosen. */
  readonly commit: (key: string) => void
  /** Chooses between one's own value and that of somebody else. */
  readonly decide: (key: string, whose: 'mine' | 'theirs') => void
  readonly submit: () => Promise<boolean>
  /** Loads again, or sends again, what did not come through. */
  readonly retry: () => void
  /** Back to what was read; the draft is gone. */
  readonly reset: () => void
  readonly keepDraft: () => void
  readonly stop: () => void
}

export function createForm(host: FormHost): Form {
  const state = createFormState()
  const { model, faults } = state
  const check = createFormCheck(state, host)
  const drafts = createDraftKeeper(state, host)
  const loading = createFormLoading(state, host, { check, drafts })
  const saving = createFormSaving(state, host, { check, drafts, loading })

  return {
    state,
    load: loading.load,
    check: check.run,
    needCheck: check.load,
    set(key, value) {
      model.set(key, value)
      state.note = undefined
      faults.forget(key)
      void check.load()
      if (faults.open.has(key)) check.run()
      drafts.soon()
      host.emit('crm-input', { path: key, value })
      host.redraw()
    },
    commit(key) {
      faults.touch(key)
      check.run()
      const dirty = model.changed.length > 0
      host.emit('crm-change', { path: key, value: valueAt(model.value, key), dirty })
      saving.soon()
      host.redraw()
    },
    decide(key, whose) {
      model.decide(key, whose)
      drafts.soon()
      host.redraw()
    },
    submit: saving.submit,
    retry() {
      if (state.status === 'failed') void loading.load()
      if (state.status === 'lost') void saving.retry()
    },
    reset() {
      model.reset()
      calm(state)
      if (state.status === 'lost') state.status = 'ready'
      drafts.now()
      host.redraw()
    },
    keepDraft: drafts.now,
    stop() {
      drafts.now()
      saving.stop()
      loading.stop()
    },
  }
}
