import { SqlParams } from '../../database/sql.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import { ME } from './condition.ts'
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
  readonly #isPrepared: boolean

  constructor(options: { isPrepared: boolean }) {
    super()
    this.#isPrepared = options.isPrepared
    this.tenant = `${this.bind(({ context }) => context.tenantId)}::uuid`
  }

  bind(value: Bind): string {
    return super.add(value)
  }

  /** A value of the query itself. */
  override add(value: unknown): string {
    return this.bind(() => value)
  }

  /** As `bind`, with one place for all uses of a key. */
  once(key: unknown, value: Bind): string {
    let place = this.#places.get(key)
    if (place === undefined) {
      place = this.bind(value)
      this.#places.set(key, place)
    }
    return place
  }

  /**
   * A value a field is compared with. In a prepared statement it stands in a sub-select, which the planner does not look into:
   * it then finds no plan for the value cheaper than the plan for any value, and stops planning after five runs. It would go on
   * for ever, at 0.6 ms a run, where a rare value promises a cheaper plan (measured: 39 of 39 runs planned anew).
   */
  compared(value: Bind, type: string): string {
    return this.hidden(this.bind(value), type)
  }

  /** A place as `compared` writes it. */
  hidden(bare: string, type: string): string {
    const place = `${bare}::${type}`
    if (!this.#isPrepared) return place
    // Without the outer cast `any((select …))` would mean the rows of the sub-select.
    return type.endsWith('[]') ? `(select ${place})::${type}` : `(select ${place})`
  }

  valuesFor(binding: Binding): unknown[] {
    return this.values.map((bind) => withMember((bind as Bind)(binding), binding))
  }
}

/** An actor without a member is nobody's owner: nothing is equal to null, and among values none stands for it. */
function withMember(value: unknown, { context: { actor } }: Binding): unknown {
  if (value === ME) return actor.memberId
  if (!Array.isArray(value) || !value.includes(ME)) return value
  return value.flatMap((one: unknown) => (one === ME ? (actor.memberId ?? []) : one))
}
