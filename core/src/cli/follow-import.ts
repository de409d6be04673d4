import { setTimeout as sleep } from 'node:timers/promises'

import type { RequestContext } from '../identity/request-context.ts'
import type { StoredImport } from '../imports/stored-import.ts'
import type { Engine } from '../kernel/engine.ts'

/** This process works as long as the import runs; a worker that is there already may be the one that takes it. */
export async function withWorker<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  await engine.worker.start()
  try {
    return await work()
  } finally {
    await engine.worker.stop()
  }
}

const POLL_MS = 200
const RUNNING = ['waiting', 'running', 'undoing']

/** Shows a bar until the import, or its undo, has ended. */
export async function followImport(
  engine: Engine,
  context: RequestContext,
  started: StoredImport,
): Promise<StoredImport> {
  const { SingleBar } = (await import('cli-progress')).default
  const { progressOf } = await import('../imports/import-resource.ts')
  const bar = new SingleBar({
    format: '{bar} {percentage}%  {rows} rows  {perSecond}/s  {refused} refused',
    stream: process.stderr,
    noTTYOutput: false,
    hideCursor: null,
    clearOnComplete: true,
  })
  bar.start(1, 0, { rows: 0, perSecond: 0, refused: 0 })
  try {
    for (;;) {
      const stored = await engine.imports.service.get(context, started.id)
      const { rows, refused } = stored.counters
      const perSecond = stored.busyMs === 0 ? 0 : Math.round((rows * 1000) / stored.busyMs)
      bar.update(progressOf(stored), { rows, perSecond, refused })
      if (!RUNNING.includes(stored.state)) return stored
      await sleep(POLL_MS)
    }
  } finally {
    bar.stop()
  }
}
