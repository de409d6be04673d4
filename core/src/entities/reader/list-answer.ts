import type { Row } from '../../tenancy/statement.ts'
import { QueryFaults } from '../list-query/query-faults.ts'
import { type Cursor, type CursorValue, decodeCursor, encodeCursor } from './cursor.ts'
import type { ListPlan, PlannedStatement } from './list-plan.ts'
import type { ReadPage } from './page-texts.ts'
import type { Binding } from './plan-params.ts'

export type Run = (
  statement: PlannedStatement,
  binding?: Partial<Binding>,
) => Promise<readonly Row[]>

/** Where in the list a page begins. */
export interface Place {
  readonly cursor: string | undefined
  readonly skip: number | undefined
}

/** Runs a list and puts its answer together: `{"data":[…],"page":{"limit","next","prev","total"?}}`. */
export async function answerList(
  plan: ListPlan,
  { cursor: text, skip = 0 }: Place,
  run: Run,
  readPage: ReadPage,
): Promise<string> {
  const from = text === undefined ? undefined : cursorOf(plan, text)
  const [{ data, next, prev }, total] = await Promise.all([
    skip === 0 ? pageFrom(plan, from, run, readPage) : pageBeyond(plan, from, skip, run, readPage),
    plan.count === 'none' ? undefined : totalOf(plan, run),
  ])
  const page = { limit: plan.limit, next, prev, ...(total === undefined ? {} : { total }) }
  return `{"data":[${data ?? ''}],"page":${JSON.stringify(page)}}`
}

interface FoundPage {
  readonly data: string | null
  readonly next: string | null
  readonly prev: string | null
}

async function pageFrom(
  plan: ListPlan,
  cursor: Cursor | undefined,
  run: Run,
  readPage: ReadPage,
): Promise<FoundPage> {
  const { data, ends } = await readPage(plan, cursor, run)
  return { data, ...neighbours(plan, cursor, ends ? (JSON.parse(ends) as CursorValue[][]) : []) }
}

/** A jump finds the last record it passes over, by its sort values alone, and goes on behind it as from any cursor. */
async function pageBeyond(
  plan: ListPlan,
  from: Cursor | undefined,
  skip: number,
  run: Run,
  readPage: ReadPage,
): Promise<FoundPage> {
  const [row] = await run(plan.anchor(from, skip), { cursor: from?.values ?? [] })
  if (!row) return { data: null, next: null, prev: null }
  const values = JSON.parse(row[0] as string) as CursorValue[]
  return pageFrom(plan, { direction: from?.direction ?? 'next', values }, run, readPage)
}

function cursorOf(plan: ListPlan, text: string): Cursor | undefined {
  const faults = new QueryFaults()
  const cursor = decodeCursor(text, plan.fingerprint, plan.list.order, faults)
  faults.throwIfAny()
  return cursor
}

/** `ends` are the sort values of the first row read, of the last row shown and of the one beyond it, as far as there are such. */
function neighbours(
  plan: ListPlan,
  cursor: Cursor | undefined,
  ends: readonly (readonly CursorValue[])[],
): { next: string | null; prev: string | null } {
  const [first] = ends
  const whole = plan.limit === 1 ? 1 : 2
  const last = ends.length > whole ? ends[whole - 1] : undefined
  const to = (
    direction: Cursor['direction'],
    values: readonly CursorValue[] | undefined,
  ): string | null =>
    values === undefined ? null : encodeCursor(plan.fingerprint, { direction, values })
  // Read backwards, the first row read is the last of the page, and where we came from lies after it.
  if (cursor?.direction === 'prev') return { next: to('next', first), prev: to('prev', last) }
  return { next: to('next', last), prev: cursor ? to('prev', first) : null }
}

async function totalOf(plan: ListPlan, run: Run): Promise<number> {
  if (plan.count === 'exact') {
    const [row] = await run(plan.total())
    return Number(row?.[0])
  }
  const [row] = await run(plan.estimate())
  const explained = (typeof row?.[0] === 'string' ? JSON.parse(row[0]) : row?.[0]) as Explained
  return Math.round(explained[0]?.Plan['Plan Rows'] ?? 0)
}

type Explained = readonly { readonly Plan: { readonly 'Plan Rows': number } }[]
