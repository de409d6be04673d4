import { quoteIdentifier } from '../database/identifiers.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { tenantSql } from './tenant-sql.ts'

/** A row that points at a row further down. */
export interface DeferredRow {
  readonly line: number
  readonly cells: readonly string[]
  /** What it would be called itself: a field and its value. */
  readonly names: readonly string[]
}

/** Rows that were put aside until the whole file has been read. */
export interface DeferredRows {
  addDeferred(tenantId: string, id: string, rows: readonly DeferredRow[]): Promise<void>
  /** In the order of the file. */
  deferredRows(
    tenantId: string,
    id: string,
    behind: number,
    limit: number,
  ): Promise<{ line: number; cells: string[] }[]>
  /** Those of the names that a row put aside will have. */
  deferredNames(
    tenantId: string,
    id: string,
    names: readonly string[],
  ): Promise<ReadonlySet<string>>
  countDeferred(tenantId: string, id: string): Promise<number>
  removeDeferred(tenantId: string, id: string, lines: readonly number[]): Promise<void>
}

export function createDeferredRows({
  schema,
  tenantDb,
}: {
  schema: string
  tenantDb: TenantDb
}): DeferredRows {
  const prefix = quoteIdentifier(schema)
  const run = tenantSql(tenantDb)

  return { addDeferred, deferredRows, deferredNames, countDeferred, removeDeferred }

  async function addDeferred(
    tenantId: string,
    id: string,
    rows: readonly DeferredRow[],
  ): Promise<void> {
    if (rows.length === 0) return
    await run(
      tenantId,
      `with r as (select * from jsonb_to_recordset($3::jsonb) as r (line bigint, cells jsonb, names jsonb)), rows as (
         insert into ${prefix}.import_deferred (tenant_id, import_id, line, cells) select $1::uuid, $2::uuid, line, ${CELLS} from r
       ) insert into ${prefix}.import_deferred_names (tenant_id, import_id, name, line)
         select distinct $1::uuid, $2::uuid, name, line from r, jsonb_array_elements_text(names) as n (name)`,
      [id, JSON.stringify(rows)],
    )
  }

  async function deferredRows(tenantId: string, id: string, behind: number, limit: number) {
    const rows = await run(
      tenantId,
      `select line, cells from ${prefix}.import_deferred where tenant_id = $1::uuid and import_id = $2 and line > $3 order by line limit $4`,
      [id, behind, limit],
    )
    return rows.map(([line, cells]) => ({ line: line as number, cells: cells as string[] }))
  }

  async function deferredNames(
    tenantId: string,
    id: string,
    names: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows = await run(
      tenantId,
      `select distinct name from ${prefix}.import_deferred_names where tenant_id = $1::uuid and import_id = $2 and name = any($3::text[])`,
      [id, names],
    )
    return new Set(rows.map(([name]) => name as string))
  }

  async function countDeferred(tenantId: string, id: string): Promise<number> {
    const [row] = await run(
      tenantId,
      `select count(*)::int from ${prefix}.import_deferred where tenant_id = $1::uuid and import_id = $2`,
      [id],
    )
    return row?.[0] as number
  }

  async function removeDeferred(
    tenantId: string,
    id: string,
    lines: readonly number[],
  ): Promise<void> {
    await run(
      tenantId,
      `delete from ${prefix}.import_deferred where tenant_id = $1::uuid and import_id = $2 and line = any($3::bigint[])`,
      [id, lines],
    )
  }
}

/** A JSON list of texts, named `cells`, as an array in its order. */
export const CELLS = `array(select cell from jsonb_array_elements_text(cells) with ordinality as c (cell, at) order by at)`
