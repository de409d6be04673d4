import { drainServer } from '../http/drain.ts'
import type { CloseOptions } from './crm.ts'
import type { Engine } from './engine.ts'
import { errors } from './errors.ts'
import type { Running } from './start-engine.ts'

/** 10 s: orchestrators wait 30 s before they kill; a job and a request that hang may each take all of it. */
const TIMEOUT_MS = 10_000
/** What a statement under way gets at least, when requests and jobs have used up the time. */
const LAST_STATEMENTS_MS = 1_000

/**
 * The order that leaves no request without an answer: first requests, streams and jobs come to their end, still served by
 * everything they need; from `refuse` on new requests are told to come back; then plugins and connections close.
 */
export async function stopEngine(
  { engine, app }: Running,
  { server, timeoutMs = TIMEOUT_MS }: CloseOptions,
  refuse: () => void,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  const [drained, workerStopped] = await Promise.allSettled([
    server ? drainServer(server, app.load, { timeoutMs }) : app.load.drain(timeoutMs),
    engine.worker.stop({ timeoutMs }),
  ])
  refuse()
  // A host that has not closed its server: what came in while jobs ended is answered too.
  const answered = await app.load.drain(left(deadline))
  if (!answered || (drained.status === 'fulfilled' && !drained.value))
    engine.logger.warn({ timeoutMs }, 'Requests still ran when the time to close was up; cut off.')
  const faults = [drained, workerStopped].flatMap((part) =>
    part.status === 'rejected' ? [part.reason as unknown] : [],
  )
  await closeEngine(engine, left(deadline), faults)
}

/** Plugins from the top down, then connections: each step is taken, whatever becomes of the others. */
export async function closeEngine(
  engine: Engine,
  timeoutMs: number,
  faults: unknown[] = [],
): Promise<void> {
  const attempt = async (step: () => Promise<unknown> | undefined) => {
    try {
      await step()
    } catch (error) {
      faults.push(error)
    }
  }
  await attempt(() => engine.worker.stop({ timeoutMs }))
  for (const { lifecycle } of [...engine.manifest.plugins].reverse())
    await attempt(() => lifecycle?.close?.())
  await attempt(() => engine.mails.close())
  await attempt(() => engine.live.stop())
  await attempt(() => engine.tenantDb.close())
  await attempt(() => engine.database.close({ timeoutMs: Math.max(timeoutMs, LAST_STATEMENTS_MS) }))
  if (faults.length === 0) return
  const list = faults.map((fault) => `  - ${String(fault)}`).join('\n')
  throw errors.CLOSE_FAILED({ list }, { cause: faults[0] })
}

function left(deadline: number): number {
  return Math.max(0, deadline - performance.now())
}
