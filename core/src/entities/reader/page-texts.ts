import type { TenantDb } from '../../tenancy/tenant-db.ts'
import type { Cursor } from './cursor.ts'
import type { Run } from './list-answer.ts'
import type { ListPlan } from './list-plan.ts'
import { createRecordCache, type RowVersion, type VersionText } from './record-cache.ts'

/** The JSON members of a page, and the sort values of its ends as JSON; null when it is empty. */
export interface PageText {
  readonly data: string | null
  readonly ends: string | null
}

export type ReadPage = (plan: ListPlan, cursor: Cursor | undefined, run: Run) => Promise<PageText>

export interface PageTexts {
  read(tenantId: string, ...page: Parameters<ReadPage>): Promise<PageText>
  forget(): void
}

/** Pages to read whole before the kept texts are tried again, when more than half of a page was unknown. */
const COOL_PAGES = 8

/**
 * Reads pages. The first time a list is asked for it comes whole out of one statement; when it is asked for again, only the versions of
 * its rows are read and the texts come from those kept. A list whose pages keep being new goes back to whole pages.
 */
export function createPageTexts(tenantDb: Pick<TenantDb, 'inTransaction'>): PageTexts {
  const cache = createRecordCache()

  return { read, forget: () => cache.clear() }

  async function read(
    tenantId: string,
    plan: ListPlan,
    cursor: Cursor | undefined,
    run: Run,
  ): Promise<PageText> {
    const { heat, view } = plan
    // Inside a transaction one xmin can stand for two contents of a row.
    if (view === undefined || tenantDb.inTransaction || isCold(heat))
      return whole(plan, cursor, run)
    const [versions, ends] = await pageOf(plan.versions(cursor), cursor, run)
    if (versions === null) return { data: null, ends }
    const rows = versions.split(',').map(toVersion)
    let unknown = 0
    const texts = await cache.texts(`${tenantId} ${view} `, rows, async (ids) => {
      unknown = ids.length
      return (await run(plan.texts(), { record: ids })).map(
        ([id, xmin, json]) => ({ id, xmin, json }) as VersionText,
      )
    })
    // The first page read this way is always unknown.
    if (unknown * 2 > rows.length && heat.asked > 2) heat.coolFor = COOL_PAGES
    return { data: texts.join(','), ends }
  }
}

function isCold(heat: ListPlan['heat']): boolean {
  heat.asked++
  if (heat.coolFor > 0) heat.coolFor--
  return heat.asked === 1 || heat.coolFor > 0
}

async function whole(plan: ListPlan, cursor: Cursor | undefined, run: Run): Promise<PageText> {
  const [data, ends] = await pageOf(plan.page(cursor), cursor, run)
  return { data, ends }
}

async function pageOf(
  statement: ReturnType<ListPlan['page']>,
  cursor: Cursor | undefined,
  run: Run,
): Promise<readonly [string | null, string | null]> {
  const [row] = await run(statement, { cursor: cursor?.values ?? [] })
  const [text = null, ends = null] = (row ?? []) as (string | null)[]
  return [text, ends]
}

function toVersion(text: string): RowVersion {
  const space = text.indexOf(' ')
  return { id: text.slice(0, space), xmin: text.slice(space + 1) }
}
