import { quoteIdentifier } from '../database/identifiers.ts'
import type { Entity } from '../entities/entity.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { JobRun } from '../jobs/define-job.ts'
import type { Row } from '../tenancy/statement.ts'
import type { ImportStore } from './import-store.ts'
import type { ImportsDeps } from './imports-deps.ts'
import { assertGoing, jobTransaction } from './job-transaction.ts'
import { createRemover } from './remove-created.ts'
import { createRestorer } from './restore-changed.ts'
import type { StoredImport } from './stored-import.ts'

/** Why a record is left alone: changed, removed or pointed at since, or in the way of what was made since. */
export type KeptReason = 'CHANGED' | 'GONE' | 'IN_USE' | 'CONFLICT'

/** What the two halves of an undo share. */
export interface Undo {
  readonly deps: ImportsDeps
  readonly context: RequestContext
  readonly importId: string
  /** Schema as it stands in SQL. */
  readonly prefix: string
  /** With the tenant as `$1`. */
  query(text: string, values: readonly unknown[]): Promise<readonly Row[]>
  tableOf(entity: Entity): string
  /** A transaction nobody else can run for the same undo at the same time. */
  held<T>(work: () => Promise<T>): Promise<T>
  /** Throws when the worker stops. */
  assertGoing(): void
  keep(entity: Entity, ids: readonly string[], reason: KeptReason): Promise<void>
  count(counter: 'removed' | 'restored' | 'kept', more: number): Promise<void>
}

/**
 * Takes back all an import did: changed records get their former values, new ones are removed, linked ones too when nobody uses them.
 * Whatever has been changed since is left alone and listed. Each page is one transaction that also takes its notes away, so an undo
 * that is killed goes on where it stood.
 */
export async function undoImport(
  deps: ImportsDeps,
  store: ImportStore,
  context: RequestContext,
  started: StoredImport,
  run: JobRun,
): Promise<void> {
  const undo = createUndo(deps, store, context, started, run)
  await createRestorer(undo).restoreAll()
  const remover = createRemover(undo)
  // What is in use may be free in the next pass: a tree is taken down from its leaves.
  for (let removed = 1; removed > 0;) removed = await remover.removePass()
  await remover.keepRest()
  await store.finish(context.tenantId, started.id, 'undone')
}

function createUndo(
  deps: ImportsDeps,
  store: ImportStore,
  context: RequestContext,
  { id, cursor }: StoredImport,
  run: JobRun,
): Undo {
  const { tenantId } = context
  const prefix = quoteIdentifier(deps.schema)
  const inTransaction = jobTransaction(deps, tenantId)
  const query: Undo['query'] = (text, values) =>
    deps.tenantDb.query(tenantId, { text, values: [tenantId, ...values] })

  return {
    deps,
    context,
    importId: id,
    prefix,
    query,
    tableOf: ({ table }) => `${prefix}.${quoteIdentifier(table)}`,
    held: (work) =>
      inTransaction(async () => {
        await store.hold(tenantId, id, 'undoing', cursor)
        return work()
      }),
    assertGoing: () => assertGoing(run),
    keep,
    count,
  }

  async function keep(entity: Entity, ids: readonly string[], reason: KeptReason): Promise<void> {
    if (ids.length === 0) return
    const rows = await query(
      `insert into ${prefix}.import_kept (tenant_id, import_id, entity, record_id, reason)
       select $1::uuid, $2, $3, id, $4 from unnest($5::uuid[]) as k (id) on conflict do nothing returning 1`,
      [id, entity.name, reason, ids],
    )
    await count('kept', rows.length)
  }

  async function count(counter: 'removed' | 'restored' | 'kept', more: number): Promise<void> {
    if (more === 0) return
    await query(
      `update ${prefix}.imports set ${counter} = ${counter} + $3 where tenant_id = $1::uuid and id = $2`,
      [id, more],
    )
  }
}
