import type { Operand } from './operand.ts'
import type { OrderKey } from './order.ts'
import type { StatementScope } from './statement-scope.ts'

/** A sort key in the direction the page is read, with the place of the cursor's value. */
interface Bound {
  readonly sql: string
  readonly descending: boolean
  readonly nullable: boolean
  /** Whether records without a value come after those with one, as the page is read. */
  readonly nullsAfter: boolean
  /** Undefined when the cursor's record has no value here. */
  readonly place: string | undefined
}

/** Which values of a cursor are null: other nulls, other statement. */
export type NullPattern = readonly boolean[]

/** A key as the walked rows hold it. */
export type OperandOfKey = (key: OrderKey) => Operand

/** `order by` of a page; read backwards for `prev`. */
export function orderBy(
  keys: readonly OrderKey[],
  operand: OperandOfKey,
  backward: boolean,
): string {
  return keys
    .map((key) => {
      const direction = key.descending === backward ? 'asc' : 'desc'
      const nulls = key.nullsLast ? ` nulls ${backward ? 'first' : 'last'}` : ''
      return `${operand(key).sql} ${direction}${nulls}`
    })
    .join(', ')
}

/**
 * Conditions that together hold for exactly the records after the cursor's, disjoint, and in order: each is one range of
 * an index on the keys. Several only where nulls follow values (or values nulls) in the first key; one `or` over both would
 * not be a range, and page 4,000 would cost 4,000 pages.
 */
export function rangesAfter(
  scope: StatementScope,
  keys: readonly OrderKey[],
  operand: OperandOfKey,
  backward: boolean,
  nulls: NullPattern,
): string[] {
  const bounds = boundsOf(scope, keys, operand, backward, nulls)
  const [first, ...rest] = bounds
  if (!first) return ['true']
  if (first.place === undefined) {
    const within = `${first.sql} is null and ${after(rest)}`
    return first.nullsAfter ? [within] : [within, `${first.sql} is not null`]
  }
  const beyond = isRow(rest, first.descending)
    ? rowAfter(bounds)
    : `${first.sql} ${first.descending ? '<=' : '>='} ${first.place} and ${after([{ ...first, nullable: false }, ...rest])}`
  return first.nullable && first.nullsAfter ? [beyond, `${first.sql} is null`] : [beyond]
}

/** The same as one condition, for records that are sorted afterwards anyway. */
export function afterCursor(
  scope: StatementScope,
  keys: readonly OrderKey[],
  operand: OperandOfKey,
  backward: boolean,
  nulls: NullPattern,
): string {
  return after(boundsOf(scope, keys, operand, backward, nulls))
}

function boundsOf(
  scope: StatementScope,
  keys: readonly OrderKey[],
  operand: OperandOfKey,
  backward: boolean,
  nulls: NullPattern,
): Bound[] {
  // A part of the keys is the end of them: the cursor has a value for each.
  const skipped = nulls.length - keys.length
  return keys.map((key, at) => {
    const index = skipped + at
    const { sql, type } = operand(key)
    const descending = key.descending !== backward
    const nullsAfter = key.nullsLast ? !backward : !descending
    const bound = { sql, nullable: key.nullable, descending, nullsAfter }
    if (nulls[index]) return { ...bound, place: undefined }
    const place = scope.params.once(`cursor.${index}`, ({ cursor }) => cursor[index])
    return { ...bound, place: `${place}::${type}` }
  })
}

/** Lexicographic: beyond in the first key, or equal in it and beyond in the others. */
function after(bounds: readonly Bound[]): string {
  const [first, ...rest] = bounds
  if (!first) return 'false'
  if (isRow(bounds, first.descending)) return rowAfter(bounds)
  if (rest.length === 0) return beyond(first)
  return `(${beyond(first)} or ${equal(first)} and ${after(rest)})`
}

/** One row comparison, which PostgreSQL turns into one index range; right only when no key has nulls and all run the same way. */
function isRow(bounds: readonly Bound[], descending: boolean): boolean {
  return bounds.every(
    (bound) => !bound.nullable && bound.place !== undefined && bound.descending === descending,
  )
}

function rowAfter(bounds: readonly Bound[]): string {
  const sqls = bounds.map(({ sql }) => sql).join(', ')
  const places = bounds.map(({ place }) => place).join(', ')
  return `(${sqls}) ${bounds[0]?.descending ? '<' : '>'} (${places})`
}

function beyond({ sql, descending, nullable, nullsAfter, place }: Bound): string {
  if (place === undefined) return nullsAfter ? 'false' : `${sql} is not null`
  const values = `${sql} ${descending ? '<' : '>'} ${place}`
  return nullable && nullsAfter ? `(${values} or ${sql} is null)` : values
}

function equal({ sql, place }: Bound): string {
  return place === undefined ? `${sql} is null` : `${sql} = ${place}`
}
