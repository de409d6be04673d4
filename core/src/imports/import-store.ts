import { quoteIdentifier } from '../database/identifiers.ts'
import type { Row } from '../tenancy/statement.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { type AddBlock, createBlockLog } from './block-log.ts'
import { createDeferredRows, type DeferredRows } from './deferred-rows.ts'
import { errors } from './errors.ts'
import type { ImportOptions } from './import-options.ts'
import type { Plan } from './plan.ts'
import type { Cursor, ImportState, StoredActor, StoredImport } from './stored-import.ts'
import { tenantSql } from './tenant-sql.ts'

/** The tables of imports. */
export interface ImportStore extends DeferredRows {
  readonly addBlock: AddBlock
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
  /** Locks the import for a block, whose statements may then take longer than a request's; throws `IMPORT_TAKEN_OVER` when it is no longer in this state and place. */
  hold(tenantId: string, id: string, state: ImportState, cursor: Cursor | null): Promise<void>
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
  const run = tenantSql(tenantDb)

  return {
    ...createDeferredRows({ schema, tenantDb }),
    addBlock: createBlockLog({ schema, tenantDb }),
    create,
    addPart,
    accept,
    discard,
    readPart,
    find,
    move,
    hold,
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
      `select set_config('statement_timeout', '120s', true) from ${imports} where tenant_id = $1::uuid and id = $2 and state = $3 and cursor is not distinct from $4::jsonb for no key update`,
      [id, state, cursor && JSON.stringify(cursor)],
    )
    if (!row) throw errors.IMPORT_TAKEN_OVER({ id })
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
}

/** How long the file of a dry run waits to become a real one. */
const DRY_RUN_DAYS = 7
/** How long an import can be undone: its notes hold former values, personal data among them. */
const UNDO_DAYS = 30

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
