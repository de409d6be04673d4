import { quoteIdentifier } from '../database/identifiers.ts'
import type { Row } from '../tenancy/statement.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { withoutStrayBytes } from './encoding.ts'
import { errors } from './errors.ts'
import type { ImportOptions } from './import-options.ts'
import type { Plan } from './plan.ts'
import type {
  Counters,
  Cursor,
  ImportState,
  Refusal,
  StoredActor,
  StoredImport,
} from './stored-import.ts'

/** What a block of rows adds to its import, in the transaction that wrote the rows. */
export interface BlockResult {
  readonly counters: Counters
  readonly refusals: readonly Refusal[]
  readonly deferred: readonly {
    readonly line: number
    readonly cells: readonly string[]
    readonly names: readonly string[]
  }[]
  /** Ids of new records by entity. */
  readonly created: ReadonlyMap<string, readonly string[]>
  readonly cursor: Cursor
  readonly busyMs: number
}

/** The tables of imports. */
export interface ImportStore {
  create(
    tenantId: string,
    fresh: {
      id: string
      entity: string
      fileName: string | undefined
      options: ImportOptions
      actor: StoredActor
      requestId: string
    },
  ): Promise<void>
  addPart(tenantId: string, id: string, part: number, bytes: Buffer): Promise<void>
  /** The upload is complete: the import waits for its run. */
  accept(
    tenantId: string,
    id: string,
    upload: { plan: Plan; options: ImportOptions; entity: string; bytes: number; parts: number },
  ): Promise<void>
  discard(tenantId: string, id: string): Promise<void>
  readPart(tenantId: string, id: string, part: number): Promise<Buffer | undefined>
  find(tenantId: string, id: string): Promise<StoredImport | undefined>
  /** Moves to a state, from one of some; undefined when it is in another. */
  move(
    tenantId: string,
    id: string,
    from: readonly ImportState[],
    to: ImportState,
  ): Promise<StoredImport | undefined>
  /** Locks the import for a block; throws `IMPORT_TAKEN_OVER` when it is no longer in this state and place. */
  hold(tenantId: string, id: string, state: ImportState, cursor: Cursor | null): Promise<void>
  addBlock(tenantId: string, id: string, result: BlockResult): Promise<void>
  /** Rows put aside, in the order of the file. */
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
  setCursor(tenantId: string, id: string, cursor: Cursor): Promise<void>
  /** Forgets what a dry run counted. */
  reset(tenantId: string, id: string): Promise<void>
  setUndo(tenantId: string, id: string, undo: NonNullable<StoredImport['undo']>): Promise<void>
  /** The run is over: nothing of the file is kept, except of a dry run, which may become a real one. */
  finish(
    tenantId: string,
    id: string,
    state: ImportState,
    failure?: StoredImport['failure'],
  ): Promise<void>
  /** Removes what nobody comes back for: broken uploads, files of old dry runs, and notes for an undo that is too late. */
  clean(tenantId: string): Promise<void>
}

export function createImportStore({
  schema,
  tenantDb,
}: {
  schema: string
  tenantDb: TenantDb
}): ImportStore {
  const prefix = quoteIdentifier(schema)
  const imports = `${prefix}.imports`

  return {
    create,
    addPart,
    accept,
    discard,
    readPart,
    find,
    move,
    hold,
    addBlock,
    deferredRows,
    deferredNames,
    countDeferred,
    removeDeferred,
    setCursor,
    reset,
    setUndo,
    finish,
    clean,
  }

  async function create(
    tenantId: string,
    fresh: Parameters<ImportStore['create']>[1],
  ): Promise<void> {
    const { id, entity, fileName, options, actor, requestId } = fresh
    await run(
      tenantId,
      `insert into ${imports} (tenant_id, id, entity, file_name, dry_run, options, actor, request_id) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        entity,
        fileName ?? null,
        options.dryRun === true,
        JSON.stringify(options),
        JSON.stringify(actor),
        requestId,
      ],
    )
  }

  async function addPart(tenantId: string, id: string, part: number, bytes: Buffer): Promise<void> {
    await run(
      tenantId,
      `insert into ${prefix}.import_parts (tenant_id, import_id, part, bytes) values ($1, $2, $3, $4)`,
      [id, part, bytes],
    )
  }

  async function accept(
    tenantId: string,
    id: string,
    { plan, options, entity, bytes, parts }: Parameters<ImportStore['accept']>[2],
  ): Promise<void> {
    await run(
      tenantId,
      `update ${imports} set state = 'waiting', plan = $3, options = $4, entity = $5, dry_run = $6, file_name = coalesce($7, file_name), bytes = $8, parts = $9
       where tenant_id = $1::uuid and id = $2`,
      [
        id,
        JSON.stringify(plan),
        JSON.stringify(options),
        entity,
        options.dryRun === true,
        options.fileName ?? null,
        bytes,
        parts,
      ],
    )
  }

  async function discard(tenantId: string, id: string): Promise<void> {
    await run(tenantId, `delete from ${imports} where tenant_id = $1::uuid and id = $2`, [id])
  }

  async function readPart(tenantId: string, id: string, part: number): Promise<Buffer | undefined> {
    const [row] = await run(
      tenantId,
      `select bytes from ${prefix}.import_parts where tenant_id = $1::uuid and import_id = $2 and part = $3`,
      [id, part],
    )
    return row?.[0] as Buffer | undefined
  }

  async function find(tenantId: string, id: string): Promise<StoredImport | undefined> {
    const [row] = await run(
      tenantId,
      `select ${IMPORT_COLUMNS} from ${imports} i where i.tenant_id = $1::uuid and i.id = $2`,
      [id],
    )
    return row && toImport(row)
  }

  async function move(
    tenantId: string,
    id: string,
    from: readonly ImportState[],
    to: ImportState,
  ): Promise<StoredImport | undefined> {
    const [row] = await run(
      tenantId,
      `update ${imports} i set state = $4, started_at = case when $4 = 'running' then coalesce(i.started_at, now()) else i.started_at end
       where i.tenant_id = $1::uuid and i.id = $2 and i.state = any($3::text[]) returning ${IMPORT_COLUMNS}`,
      [id, from, to],
    )
    return row && toImport(row)
  }

  async function hold(
    tenantId: string,
    id: string,
    state: ImportState,
    cursor: Cursor | null,
  ): Promise<void> {
    const [row] = await run(
      tenantId,
      `select 1 from ${imports} where tenant_id = $1::uuid and id = $2 and state = $3 and cursor is not distinct from $4::jsonb for no key update`,
      [id, state, cursor && JSON.stringify(cursor)],
    )
    if (!row) throw errors.IMPORT_TAKEN_OVER({ id })
  }

  async function addBlock(tenantId: string, id: string, result: BlockResult): Promise<void> {
    const { counters, refusals, deferred, created, cursor, busyMs } = result
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
    if (deferred.length > 0) {
      await run(
        tenantId,
        `with r as (select * from jsonb_to_recordset($3::jsonb) as r (line bigint, cells jsonb, names jsonb)), rows as (
           insert into ${prefix}.import_deferred (tenant_id, import_id, line, cells) select $1::uuid, $2::uuid, line, ${CELLS} from r
         ) insert into ${prefix}.import_deferred_names (tenant_id, import_id, name, line)
           select distinct $1::uuid, $2::uuid, name, line from r, jsonb_array_elements_text(names) as n (name)`,
        [id, JSON.stringify(deferred.map(({ line, cells, names }) => ({ line, cells, names })))],
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

  async function setCursor(tenantId: string, id: string, cursor: Cursor): Promise<void> {
    await run(
      tenantId,
      `update ${imports} set cursor = $3 where tenant_id = $1::uuid and id = $2`,
      [id, JSON.stringify(cursor)],
    )
  }

  async function reset(tenantId: string, id: string): Promise<void> {
    await run(
      tenantId,
      `delete from ${prefix}.import_refusals where tenant_id = $1::uuid and import_id = $2`,
      [id],
    )
    await run(
      tenantId,
      `update ${imports} set cursor = null, read_rows = 0, created = 0, updated = 0, unchanged = 0, refused = 0, linked = 0, busy_ms = 0,
         started_at = null, finished_at = null where tenant_id = $1::uuid and id = $2`,
      [id],
    )
  }

  async function setUndo(
    tenantId: string,
    id: string,
    undo: NonNullable<StoredImport['undo']>,
  ): Promise<void> {
    await run(tenantId, `update ${imports} set undo = $3 where tenant_id = $1::uuid and id = $2`, [
      id,
      JSON.stringify(undo),
    ])
  }

  async function finish(
    tenantId: string,
    id: string,
    state: ImportState,
    failure: StoredImport['failure'] = null,
  ): Promise<void> {
    await tenantDb.transaction(tenantId, async () => {
      for (const table of ['import_parts', 'import_deferred']) {
        await run(
          tenantId,
          `delete from ${prefix}.${table} d using ${imports} i where d.tenant_id = $1::uuid and d.import_id = $2 and i.tenant_id = d.tenant_id and i.id = d.import_id
             and (not i.dry_run or $3 <> 'done')`,
          [id, state],
        )
      }
      await run(
        tenantId,
        `update ${imports} set state = $3, failure = $4, finished_at = now() where tenant_id = $1::uuid and id = $2`,
        [id, state, failure && JSON.stringify(failure)],
      )
    })
  }

  async function clean(tenantId: string): Promise<void> {
    await run(
      tenantId,
      `delete from ${imports} where tenant_id = $1::uuid and state = 'uploading' and created_at < now() - interval '1 day'`,
      [],
    )
    const old = (days: number): string =>
      `select i.id from ${imports} i where i.tenant_id = $1::uuid and i.state not in ('waiting', 'running', 'undoing') and i.finished_at < now() - interval '${days} days'`
    await run(
      tenantId,
      `delete from ${prefix}.import_parts where tenant_id = $1::uuid and import_id in (${old(DRY_RUN_DAYS)})`,
      [],
    )
    for (const table of ['import_created', 'import_updated', 'import_refusals']) {
      await run(
        tenantId,
        `delete from ${prefix}.${table} where tenant_id = $1::uuid and import_id in (${old(UNDO_DAYS)})`,
        [],
      )
    }
  }

  function run(
    tenantId: string,
    text: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]> {
    return tenantDb.query(tenantId, { text, values: [tenantId, ...values] })
  }
}

/** How long the file of a dry run waits to become a real one. */
const DRY_RUN_DAYS = 7
/** How long an import can be undone: its notes hold former values, personal data among them. */
const UNDO_DAYS = 30

/** `jsonb` holds neither NUL nor half characters: the row is shown as near to what it was as can be. */
function storable(cells: readonly string[]): string[] {
  return cells.map(storableText)
}

function storableText(text: string): string {
  return withoutStrayBytes(text).replaceAll('\0', '\u2400').toWellFormed()
}

const CELLS = `array(select cell from jsonb_array_elements_text(cells) with ordinality as c (cell, at) order by at)`

/** Columns in the order `toImport` reads them, of the alias `i`. */
export const IMPORT_COLUMNS = `i.id, i.entity, i.state, i.file_name, i.dry_run, i.options, i.plan, i.actor, i.request_id, i.undo, i.bytes, i.parts, i.cursor,
  i.read_rows, i.created, i.updated, i.unchanged, i.refused, i.linked, i.removed, i.restored, i.kept, i.busy_ms, i.failure,
  i.created_at, i.started_at, i.finished_at`

export function toImport(row: Row): StoredImport {
  const [
    id,
    entity,
    state,
    fileName,
    dryRun,
    options,
    plan,
    actor,
    requestId,
    undo,
    bytes,
    parts,
    cursor,
    ...rest
  ] = row
  const [
    rows,
    created,
    updated,
    unchanged,
    refused,
    linked,
    removed,
    restored,
    kept,
    busyMs,
    failure,
    createdAt,
    startedAt,
    finishedAt,
  ] = rest
  return {
    id,
    entity,
    state,
    fileName,
    dryRun,
    options,
    plan,
    actor,
    requestId,
    undo,
    bytes,
    parts,
    cursor,
    counters: { rows, created, updated, unchanged, refused, linked },
    undone: { removed, restored, kept },
    busyMs,
    failure,
    createdAt,
    startedAt,
    finishedAt,
  } as StoredImport
}
