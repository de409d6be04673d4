import type { CursorValue } from './cursor.ts'
import type { Run } from './list-answer.ts'
import type { ListPlan } from './list-plan.ts'

/** Enough that the round trip does not count, little enough to hold in memory. */
const PAGE_ROWS = 1_000

/** Reads all records of a list in its order, page after page; records written meanwhile neither double nor hide others. */
export async function* readPages(plan: ListPlan, run: Run): AsyncIterable<readonly string[]> {
  let values: CursorValue[] | undefined
  for (;;) {
    const cursor = values && ({ direction: 'next', values } as const)
    const rows = await run(plan.records(cursor, PAGE_ROWS), { cursor: values ?? [] })
    if (rows.length > 0) yield rows.map(([json]) => json as string)
    const last = rows.at(-1)?.[1] as string | null | undefined
    if (rows.length < PAGE_ROWS || !last) return
    values = JSON.parse(last) as CursorValue[]
  }
}
