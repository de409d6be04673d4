import type { Values } from '../fields/field-path.ts'
import { bodyToCheck } from './form-body.ts'
import type { FormHost, FormState } from './form-state.ts'
import type { Check } from './validation.ts'

/** The browser's own check: says what is wrong before anything is sent. */
export interface FormCheck {
  /** Loads what checks, 6 KB that a page needs once somebody fills in a form, and checks. */
  readonly load: () => Promise<void>
  /** Checks what is there now; tells the host when other fields are at fault. */
  readonly run: () => void
}

export function createFormCheck(state: FormState, host: FormHost): FormCheck {
  let create: ((schema: Values) => Check) | undefined
  let check: { readonly by: Values; readonly run: Check } | undefined

  return {
    async load() {
      if (create) return
      try {
        ;({ createCheck: create } = await import('./validation.ts'))
      } catch {
        // Its file did not come: the server checks, and says the same.
        return
      }
      run()
      host.redraw()
    },
    run,
  }

  function run(): void {
    const { fields, model, faults } = state
    const isNew = host.id() === undefined
    const schema = fields.info?.schema(isNew ? 'create' : 'patch')
    if (!create || !schema) return
    if (check?.by !== schema) check = { by: schema, run: create(schema) }
    const found = check.run(bodyToCheck(state, isNew))
    if (!faults.check(found, fields.faultPlace(model.value))) return
    const errors = [...faults.open].map(([path, { code, message }]) => ({ path, code, message }))
    host.emit('crm-validity', { valid: errors.length === 0, errors })
  }
}
