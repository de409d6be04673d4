import type { Fault } from '../../base/crm-error.ts'
import { errors } from '../reader/errors.ts'

/** A query of thousands of wrong places must not give an answer of the same size. */
const MAX_FAULTS = 20

export type FaultCode =
  | 'UNKNOWN_PARAMETER'
  | 'REPEATED_PARAMETER'
  | 'MALFORMED'
  | 'WRONG_TYPE'
  | 'OUT_OF_RANGE'
  | 'UNKNOWN_FIELD'
  | 'UNKNOWN_OPERATOR'
  | 'UNKNOWN_RELATION'
  | 'TOO_DEEP'
  | 'TOO_MANY'
  | 'NOT_SEARCHABLE'
  | 'CURSOR_INVALID'
  | 'CURSOR_OF_OTHER_QUERY'

/** Gathers everything wrong with a query, so that its author is told once. */
export class QueryFaults {
  readonly #faults: Fault[] = []

  /** `path` begins with the parameter: `filter/and/0/amount/gte`. */
  add(path: string, code: FaultCode, message: string): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push({ path, code, message })
  }

  get any(): boolean {
    return this.#faults.length > 0
  }

  get found(): readonly Fault[] {
    return this.#faults
  }

  throwIfAny(): void {
    const [first] = this.#faults
    if (!first) return
    const others = this.#faults.length - 1
    const more = others === 0 ? '' : ` (and ${others} more, see errors)`
    throw errors.INVALID_QUERY(
      { summary: `${first.path} ${first.message}${more}` },
      { faults: this.#faults },
    )
  }
}

/** One step of a path, escaped as RFC 6901 §3 has it. */
export function step(path: string, key: string | number): string {
  return `${path}/${String(key).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** A value as a message shows it: short, and never the whole of a long text. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
