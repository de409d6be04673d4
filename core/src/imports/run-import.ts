import { setImmediate as nextTurn } from 'node:timers/promises'

import { toCrmError } from '../database/sqlstate.ts'
import type { JobRun } from '../jobs/define-job.ts'
import type { Candidate } from './candidate.ts'
import { createImportBlocks, type ImportBlocks } from './import-blocks.ts'
import type { ImportStore } from './import-store.ts'
import type { ImportsDeps } from './imports-deps.ts'
import { assertGoing, isRowError, jobTransaction } from './job-transaction.ts'
import { createStatisticsRefresh } from './refresh-statistics.ts'
import { readRows, type RowBlock } from './row-source.ts'
import type { Cursor, StoredImport } from './stored-import.ts'

/** Rows of one transaction: enough that its fixed cost (some ten statements) does not count, few enough that locks are held for less than a second. */
export const BLOCK_ROWS = 2_000
/** Rows read and checked before others of the process get their turn: about 3 ms of one core. */
const SLICE_ROWS = 100

/**
 * Runs an import from where it stands to its end. Every block is one transaction with its rows, change rows, refusals, counters and the
 * cursor: a process that dies between any two instructions leaves whole blocks, and the next run goes on behind them.
 */
export async function runImport(
  deps: ImportsDeps,
  store: ImportStore,
  tenantId: string,
  started: StoredImport,
  run: JobRun,
): Promise<void> {
  const context = await deps.contextOf(tenantId, started.actor, started.requestId)
  const blocks = await createImportBlocks(deps, context, started)
  const inTransaction = jobTransaction(deps, tenantId, run)
  const refreshStatistics = createStatisticsRefresh({
    ...deps,
    tenantId,
    entities: blocks.entities,
  })
  let current: Cursor | null = started.cursor
  let lastAtMs = performance.now()

  if (current === null || current.in === 'file') {
    const source = readRows(started.plan, current, BLOCK_ROWS, (part) =>
      store.readPart(tenantId, started.id, part),
    )
    for await (const { block, candidates } of readAhead(source, blocks, run)) {
      await write(candidates, (index) => block.behind(index), false)
    }
    await placeDeferred({ in: 'deferred', behind: 0, placed: 0, isLast: false })
  } else await placeDeferred(current)
  await store.finish(tenantId, started.id, 'done')

  /** Writes some rows as one block; when the database refuses one of them, in halves, until the row is alone and can be refused. */
  async function write(
    candidates: readonly Candidate[],
    behind: (index: number) => Cursor,
    isLast: boolean,
  ): Promise<void> {
    const from = current
    const next = behind(candidates.length - 1)
    try {
      const counters = await inTransaction(async () => {
        await store.hold(tenantId, started.id, 'running', from)
        const result = await blocks.write(candidates, isLast)
        await store.addBlock(tenantId, started.id, {
          ...result,
          cursor: next,
          busyMs: performance.now() - lastAtMs,
        })
        return result.counters
      })
      current = next
      await refreshStatistics(counters.created + counters.linked)
      lastAtMs = performance.now()
    } catch (error) {
      if (!isRowError(error)) throw error
      if (candidates.length === 1) {
        const [only] = candidates as [Candidate]
        const { code, message } = toCrmError(error) as { code: string; message: string }
        await write([{ ...only, faults: [{ field: '', code, message }] }], behind, isLast)
        return
      }
      const half = candidates.length >> 1
      await write(candidates.slice(0, half), behind, isLast)
      await write(candidates.slice(half), (index) => behind(index + half), isLast)
    }
  }

  /** Rows that pointed at rows below them: pass after pass while some find their record, then a last one that makes or refuses. */
  async function placeDeferred(from: Extract<Cursor, { in: 'deferred' }>): Promise<void> {
    for (let pass = from; ;) {
      const rows = await store.deferredRows(tenantId, started.id, pass.behind, BLOCK_ROWS)
      if (rows.length > 0) {
        const candidates = rows.map(({ line, cells }) =>
          blocks.read({ line, cells, fault: undefined, next: { offset: 0, line: 0 } }),
        )
        pass = await placePage(pass, candidates)
        continue
      }
      if (pass.isLast || (pass.behind === 0 && pass.placed === 0)) return
      pass = { in: 'deferred', behind: 0, placed: 0, isLast: pass.placed === 0 }
      const next = pass
      const known = current
      await inTransaction(async () => {
        await store.hold(tenantId, started.id, 'running', known)
        await store.setCursor(tenantId, started.id, next)
      })
      current = next
    }
  }

  async function placePage(
    pass: Extract<Cursor, { in: 'deferred' }>,
    candidates: readonly Candidate[],
  ) {
    assertGoing(run)
    const behind = candidates.at(-1)?.line ?? pass.behind
    const from = current
    let next: Extract<Cursor, { in: 'deferred' }> = pass
    await inTransaction(async () => {
      await store.hold(tenantId, started.id, 'running', from)
      const result = await blocks.write(candidates, pass.isLast)
      const waiting = new Set(result.deferred.map(({ line }) => line))
      const placed = candidates.filter(({ line }) => !waiting.has(line)).map(({ line }) => line)
      next = { ...pass, behind, placed: pass.placed + placed.length }
      await store.removeDeferred(tenantId, started.id, placed)
      await store.addBlock(tenantId, started.id, {
        ...result,
        deferred: [],
        cursor: next,
        busyMs: performance.now() - lastAtMs,
      })
    })
    current = next
    lastAtMs = performance.now()
    return next
  }
}

/** Reads and checks the next block while the database writes this one. */
async function* readAhead(source: AsyncIterable<RowBlock>, blocks: ImportBlocks, run: JobRun) {
  const iterator = source[Symbol.asyncIterator]()
  let next = readBlock(iterator, blocks, run)
  for (;;) {
    const ready = await next
    if (!ready) return
    next = readBlock(iterator, blocks, run)
    // Whoever stops in the middle does not wait for it.
    next.catch(() => undefined)
    yield ready
  }
}

async function readBlock(iterator: AsyncIterator<RowBlock>, blocks: ImportBlocks, run: JobRun) {
  assertGoing(run)
  const { value: block, done } = await iterator.next()
  if (done) return undefined
  const candidates: Candidate[] = []
  for (const [index, record] of block.rows.entries()) {
    if (index % SLICE_ROWS === 0) await nextTurn()
    candidates.push(blocks.read(record))
  }
  return { block, candidates }
}
