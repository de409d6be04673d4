import { isCrmError } from '../base/crm-error.ts'
import type { OneOfMany } from './hooks.ts'

/** For a hook that takes many records: does the work for each, and refuses a record alone for what the work throws on purpose. */
export function eachRecord<E>(
  events: readonly OneOfMany<E>[],
  work: (event: OneOfMany<E>, index: number) => void,
): void {
  for (const [index, event] of events.entries()) {
    try {
      work(event, index)
    } catch (error) {
      if (!isCrmError(error)) throw error
      event.refuse(error)
    }
  }
}
