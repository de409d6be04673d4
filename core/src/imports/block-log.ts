import { quoteIdentifier } from '../database/identifiers.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { CELLS, type DeferredRow } from './deferred-rows.ts'
import { withoutStrayBytes } from './encoding.ts'
import type { Counters, Cursor, Refusal } from './stored-import.ts'
import { tenantSql } from './tenant-sql.ts'

/** What a block of rows adds to its import, in the transaction that wrote the rows. */
export interface BlockResult {
  readonly counters: Counters
  readonly refusals: readonly Refusal[]
  readonly deferred: readonly DeferredRow[]
  /** Ids of new records by entity. */
  readonly created: ReadonlyMap<string, readonly string[]>
  readonly cursor: Cursor
  readonly busyMs: number
}

export type AddBlock = (tenantId: string, id: string, result: BlockResult) => Promise<void>

/** Notes what a block did: its counters, what it refused and what undo needs, and where the next one begins. */
export function createBlockLog({
  schema,
  tenantDb,
}: {
  schema: string
  tenantDb: TenantDb
}): AddBlock {
  const prefix = quoteIdentifier(schema)
  const imports = `${prefix}.imports`
  const run = tenantSql(tenantDb)

  return addBlock

  async function addBlock(tenantId: string, id: string, result: BlockResult): Promise<void> {
    const { counters, refusals, created, cursor, busyMs } = result
    for (const [entity, ids] of created) {
      if (ids.length === 0) continue
      await run(
        tenantId,
        `insert into ${prefix}.import_created (tenant_id, import_id, entity, ids) values ($1, $2, $3, $4::uuid[])`,
        [id, entity, ids],
      )
    }
    if (refusals.length > 0) {
      await run(
        tenantId,
        `insert into ${prefix}.import_refusals (tenant_id, import_id, line, cells, faults)
         select $1::uuid, $2::uuid, line, ${CELLS}, faults from jsonb_to_recordset($3::jsonb) as r (line bigint, cells jsonb, faults jsonb)`,
        [
          id,
          JSON.stringify(
            refusals.map(({ line, cells, faults }) => ({
              line,
              cells: storable(cells),
              faults: faults.map(({ field, code, message }) => ({
                field,
                code,
                message: storableText(message),
              })),
            })),
          ),
        ],
      )
    }
    await run(
      tenantId,
      `update ${imports} set cursor = $3, read_rows = read_rows + $4, created = created + $5, updated = updated + $6, unchanged = unchanged + $7,
         refused = refused + $8, linked = linked + $9, busy_ms = busy_ms + $10 where tenant_id = $1::uuid and id = $2`,
      [
        id,
        JSON.stringify(cursor),
        counters.rows,
        counters.created,
        counters.updated,
        counters.unchanged,
        counters.refused,
        counters.linked,
        Math.round(busyMs),
      ],
    )
  }
}

/** `jsonb` holds neither NUL nor half characters: the row is shown as near to what it was as can be. */
function storable(cells: readonly string[]): string[] {
  return cells.map(storableText)
}

function storableText(text: string): string {
  return withoutStrayBytes(text).replaceAll('\0', '\u2400').toWellFormed()
}
