import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const program = new URL('import-worker.ts', import.meta.url).pathname

/** Starts a worker process on the database; kills it without warning so many milliseconds after it is ready. */
export async function runAndKill(databaseUrl: string, afterMs: number): Promise<void> {
  const worker = startWorker(databaseUrl)
  await worker.ready
  await sleep(afterMs)
  worker.kill()
  await worker.exited
}

/** A worker process whose JavaScript heap may hold so many megabytes, if given: beyond them V8 ends it. */
export function startWorker(databaseUrl: string, heapMb?: number) {
  const process = fork(program, [databaseUrl], {
    execArgv: [
      '--conditions=crmkit-source',
      '--disable-warning=ExperimentalWarning',
      ...(heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`]),
    ],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = once(process, 'exit')
  const ready = Promise.race([once(process, 'message'), exited])
  return {
    ready,
    exited,
    isRunning: () => process.exitCode === null && process.signalCode === null,
    kill: () => process.kill('SIGKILL'),
  }
}

/** Repeatable: the same seed gives the same moments (mulberry32). */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
