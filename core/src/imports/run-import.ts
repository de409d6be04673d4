import { setImmediate as nextTurn } from 'node:timers/promises'

import { toCrmError } from '../database/sqlstate.ts'
import type { JobRun } from '../jobs/define-job.ts'
import type { BlockResult } from './block-log.ts'
import type { Candidate } from './candidate.ts'
import { createImportBlocks, type ImportBlocks } from './import-blocks.ts'
import type { ImportStore } from './import-store.ts'
import type { ImportsDeps } from './imports-deps.ts'
import { assertGoing, isRowError, jobTransaction } from './job-transaction.ts'
import { createStatisticsRefresh } from './refresh-statistics.ts'
import { readRows, type RowBlock } from './row-source.ts'
import type { Cursor, Phase, StoredImport } from './stored-import.ts'

/** Rows of one transaction: enough that its fixed cost (some ten statements) does not count, few enough that locks are held for less than a second. */
export const BLOCK_ROWS = 2_000
/** Rows read and checked before others of the process get their turn, about 1 ms: longer, and the answers of the database would wait for it. */
const SLICE_ROWS = 25

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
  const { id, plan } = started
  const context = await deps.contextOf(tenantId, started.actor, started.requestId)
  const blocks = await createImportBlocks({ ...deps, store }, context, started)
  const inTransaction = jobTransaction(deps, tenantId)
  const refreshStatistics = createStatisticsRefresh({
    ...deps,
    tenantId,
    entities: blocks.entities,
  })
  let current: Cursor | null = started.cursor
  let lastAtMs = performance.now()
  /** A pass that an earlier run broke off. */
  let broken = started.cursor?.in === 'deferred' ? started.cursor : undefined

  if (current === null || current.in === 'file') {
    const source = readRows(plan, current, BLOCK_ROWS, (part) => store.readPart(tenantId, id, part))
    for await (const { block, candidates } of readAhead(source, blocks, run)) {
      await write(candidates, (index) => block.behind(index), 'file')
    }
  }
  await placeDeferred()
  await store.finish(tenantId, id, 'done')

  /** Writes some rows as one block; when the database refuses one of them, in halves, until the row is alone and can be refused. */
  async function write(
    candidates: readonly Candidate[],
    behind: (index: number) => Cursor,
    phase: Phase,
  ): Promise<void> {
    try {
      await writeTogether(candidates, behind(candidates.length - 1), phase)
    } catch (error) {
      if (!isRowError(error)) throw error
      const [first] = candidates
      if (candidates.length === 1 && first) {
        const { code, message } = toCrmError(error) as { code: string; message: string }
        await writeTogether(
          [{ ...first, faults: [{ field: '', code, message }] }],
          behind(0),
          phase,
        )
        return
      }
      const half = candidates.length >> 1
      await write(candidates.slice(0, half), behind, phase)
      await write(candidates.slice(half), (index) => behind(index + half), phase)
    }
  }

  async function writeTogether(
    candidates: readonly Candidate[],
    next: Cursor,
    phase: Phase,
  ): Promise<void> {
    const from = current
    const { created, linked } = await inTransaction(async () => {
      await store.hold(tenantId, id, 'running', from)
      const result = await blocks.write(candidates, phase)
      const busyMs = performance.now() - lastAtMs
      await store.addBlock(tenantId, id, { ...result, cursor: next, busyMs })
      if (phase === 'file') await store.addDeferred(tenantId, id, result.deferred)
      else await store.removeDeferred(tenantId, id, placed(candidates, result))
      return result.counters
    })
    current = next
    await refreshStatistics(created + linked)
    lastAtMs = performance.now()
  }

  /** Rows that pointed at rows below them: pass after pass while some find their record; the last refuses those that wait for each other. */
  async function placeDeferred(): Promise<void> {
    for (let pass = await nextPass(); pass; pass = await nextPass()) {
      for (;;) {
        assertGoing(run)
        const { behind, ...rest } = pass
        const rows = await store.deferredRows(
          tenantId,
          id,
          current?.in === 'deferred' ? current.behind : behind,
          BLOCK_ROWS,
        )
        if (rows.length === 0) break
        const candidates = rows.map(({ line, cells }) =>
          blocks.read({ line, cells, fault: undefined, next: NOWHERE }),
        )
        await write(
          candidates,
          (index) => ({ ...rest, behind: candidates[index]?.line ?? 0 }),
          pass.isLast ? 'last' : 'deferred',
        )
      }
    }
  }

  /** A pass that was broken off goes on; else one begins, as long as rows wait. */
  async function nextPass(): Promise<Extract<Cursor, { in: 'deferred' }> | undefined> {
    const waiting = await store.countDeferred(tenantId, id)
    if (waiting === 0) return undefined
    const pass = {
      in: 'deferred',
      behind: -1,
      waiting,
      isLast: current?.in === 'deferred' && current.waiting === waiting,
    } as const
    const from = current
    const unfinished = broken
    broken = undefined
    if (unfinished) return unfinished
    await inTransaction(async () => {
      await store.hold(tenantId, id, 'running', from)
      await store.setCursor(tenantId, id, pass)
    })
    current = pass
    return pass
  }
}

const NOWHERE = { offset: 0, line: 0 }

function placed(
  candidates: readonly Candidate[],
  { deferred }: Pick<BlockResult, 'deferred'>,
): number[] {
  const waiting = new Set(deferred.map(({ line }) => line))
  return candidates.filter(({ line }) => !waiting.has(line)).map(({ line }) => line)
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
  const next = await iterator.next()
  if (next.done === true) return undefined
  const block = next.value
  const candidates: Candidate[] = []
  for (const [index, record] of block.rows.entries()) {
    if (index % SLICE_ROWS === 0) await nextTurn()
    candidates.push(blocks.read(record))
  }
  return { block, candidates }
}
