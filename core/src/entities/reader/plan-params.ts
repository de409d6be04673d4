import { SqlParams } from '../../database/sql.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { CursorValue } from './cursor.ts'

/** What is known only when a cached plan runs. */
export interface Binding {
  readonly context: RequestContext
  readonly now: number
  /** Sort values of the record the page starts beside; empty on the first page. */
  readonly cursor: readonly CursorValue[]
  /** The id or key a single record is looked for by. */
  readonly record: unknown
}

type Bind = (binding: Binding) => unknown

/**
 * The bind places of one statement. The text is kept and run again for other actors of the same rights and at other times,
 * so a place holds how to get its value, not the value. `$1` is always the tenant.
 */
export class PlanParams extends SqlParams {
  readonly tenant: string
  readonly #places = new Map<unknown, string>()

  constructor() {
    super()
    this.tenant = `${this.bind(({ context }) => context.tenantId)}::uuid`
  }

  bind(value: Bind): string {
    return super.add(value)
  }

  /** A value of the query itself. */
  override add(value: unknown): string {
    return this.bind(() => value)
  }

  /** As `add`, with one place for all uses of a key. */
  once(key: unknown, value: Bind): string {
    let place = this.#places.get(key)
    if (place === undefined) {
      place = this.bind(value)
      this.#places.set(key, place)
    }
    return place
  }

  valuesFor(binding: Binding): unknown[] {
    return this.values.map((bind) => (bind as Bind)(binding))
  }
}
