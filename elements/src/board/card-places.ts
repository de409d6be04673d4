import type { CrmClient } from '../client/crm-client.ts'
import type { Rec } from '../client/record.ts'
import { textOf } from '../fields/field-text.ts'
import { type BoardColumn, type BoardPlan, columnKeyOf } from './board-plan.ts'
import type { ColumnRows, Sum } from './column-rows.ts'

/** A row of columns: one for the whole board, or one for each owner. */
export interface Lane {
  /** Id of the owner, '' for nobody; undefined: everybody's. */
  readonly owner: string | undefined
  readonly name: string
  readonly columns: readonly { readonly column: BoardColumn; readonly rows: ColumnRows }[]
}

export interface ColumnPlace {
  readonly lane: Lane
  readonly column: BoardColumn
  readonly rows: ColumnRows
}

export interface Place extends ColumnPlace {
  readonly index: number
}

interface Contents {
  readonly crm: CrmClient
  readonly plan: BoardPlan
  /** Field whose amounts the columns sum. */
  readonly sumField: string | undefined
}

/** Where the cards lie, and where their records say they should: the lane by the owner, the column by the stage, the place by the position. */
export class CardPlaces {
  lanes: readonly Lane[] = []
  #of: Contents | undefined

  begin(contents: Contents): void {
    this.#of = contents
  }

  /** Every column of every lane. */
  get columns(): readonly ColumnPlace[] {
    return this.lanes.flatMap((lane) => lane.columns.map((one) => ({ lane, ...one })))
  }

  record(id: string): Rec | undefined {
    return this.#of?.crm.records.get(this.#of.plan.info.name, id)
  }

  find(id: string): Place | undefined {
    for (const lane of this.lanes)
      for (const { column, rows } of lane.columns) {
        const index = rows.indexOf(id)
        if (index >= 0) return { lane, column, rows, index }
      }
    return undefined
  }

  /** The column a record belongs in; undefined: none of this board. */
  homeOf(record: Rec): ColumnPlace | undefined {
    const key = this.#of && columnKeyOf(this.#of.plan, record)
    const owner = (record['ownerId'] as string | null | undefined) ?? ''
    const lane = this.lanes.find((one) => one.owner === undefined || one.owner === owner)
    const found = lane?.columns.find(({ column }) => column.key === key)
    return lane && found ? { lane, ...found } : undefined
  }

  /** Between its neighbours, as far as those are known. */
  isInOrder({ rows, index }: Place, record: Rec): boolean {
    const previous = this.record(rows.before(index, NONE) ?? '')
    const next = this.record(rows.after(index + 1, NONE) ?? '')
    return (
      (!previous || this.#compare(previous, record) <= 0) &&
      (!next || this.#compare(record, next) <= 0)
    )
  }

  /** Before the first known card that comes after it. */
  slotFor(rows: ColumnRows, record: Rec): number {
    return rows.slotBefore((id) => {
      const other = this.record(id)
      return other !== undefined && this.#compare(record, other) < 0
    })
  }

  /** Puts cards somewhere, whatever their records say. */
  shift(
    ids: readonly string[],
    to: { readonly rows: ColumnRows; readonly index: number },
  ): readonly ColumnRows[] {
    const from = ids.map((id) => this.find(id)?.rows)
    for (const [at, id] of ids.entries()) from[at]?.remove(id)
    for (const [at, id] of ids.entries()) {
      to.rows.insert(to.index + at, id)
      const before = from[at]
      if (before && before !== to.rows) this.moveAmount(id, before, to.rows)
    }
    return [...from.flatMap((rows) => rows ?? []), to.rows]
  }

  /** From one sum to the other, at once; the server sums again soon. */
  moveAmount(id: string, from: ColumnRows, to: ColumnRows): void {
    const record = this.record(id)
    const field = this.#of?.plan.info.field(this.#of.sumField ?? '')
    const amount = record?.[field?.key ?? '']
    const currency = record?.[field?.currencyField ?? '']
    if (typeof amount !== 'number' || typeof currency !== 'string') return
    from.sums = added(from.sums, currency, -amount)
    to.sums = added(to.sums, currency, amount)
  }

  #compare(a: Rec, b: Rec): number {
    return this.#of?.plan.ordered ? compareBy('position', a, b) : compareBy('createdAt', b, a)
  }
}

const NONE: ReadonlySet<string> = new Set()

/** As the engine sorts: the id decides between equals. */
function compareBy(key: string, a: Rec, b: Rec): number {
  const [first, second] = [textOf(a[key]), textOf(b[key])]
  if (first === second) return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
  return first < second ? -1 : 1
}

function added(sums: readonly Sum[], currency: string, by: number): readonly Sum[] {
  if (!sums.some((sum) => sum.currency === currency))
    return by > 0 ? [...sums, { currency, amount: by, weighted: 0 }] : sums
  return sums.map((sum) => (sum.currency === currency ? { ...sum, amount: sum.amount + by } : sum))
}
