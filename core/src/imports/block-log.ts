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
  const refusalsStatement = `insert into ${prefix}.import_refusals (tenant_id, import_id, line, cells, faults)
    select $1::uuid, $2::uuid, line, ${CELLS}, faults from jsonb_to_recordset($3::jsonb) as r (line bigint, cells jsonb, faults jsonb)`
  const run = tenantSql(tenantDb)

  return addBlock

  /** Sent together: the connection does not wait for one answer before the next question. */
  async function addBlock(
    tenantId: string,
    id: string,
    { counters, refusals, created, cursor, busyMs }: BlockResult,
  ): Promise<void> {
    const send = (text: string, ...values: readonly unknown[]) =>
      run(tenantId, text, [id, ...values])
    const made = [...created].filter(([, ids]) => ids.length > 0)
    await Promise.all([
      ...made.map(([entity, ids]) =>
        send(
          `insert into ${prefix}.import_created (tenant_id, import_id, entity, ids) values ($1, $2, $3, $4::uuid[])`,
          entity,
          ids,
        ),
      ),
      ...(refusals.length > 0
        ? [send(refusalsStatement, JSON.stringify(refusals.map(storable)))]
        : []),
      send(
        `update ${prefix}.imports set cursor = $3, read_rows = read_rows + $4, created = created + $5, updated = updated + $6, unchanged = unchanged + $7,
           refused = refused + $8, linked = linked + $9, busy_ms = busy_ms + $10 where tenant_id = $1::uuid and id = $2`,
        JSON.stringify(cursor),
        ...[
          counters.rows,
          counters.created,
          counters.updated,
          counters.unchanged,
          counters.refused,
          counters.linked,
        ],
        Math.round(busyMs),
      ),
    ])
  }
}

/** `jsonb` holds neither NUL nor half characters: the row is shown as near to what it was as can be. */
function storable({ line, cells, faults }: Refusal): Refusal {
  return {
    line,
    cells: cells.map(storableText),
    faults: faults.map(({ field, code, message }) => ({
      field,
      code,
      message: storableText(message),
    })),
  }
}

function storableText(text: string): string {
  return withoutStrayBytes(text).replaceAll('\0', '\u2400').toWellFormed()
}
