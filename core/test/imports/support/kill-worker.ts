import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const program = new URL('import-worker.ts', import.meta.url).pathname

/** Starts a worker process on the database; kills it without warning so many milliseconds after it is ready. */
export async function runAndKill(databaseUrl: string, afterMs: number): Promise<void> {
  const worker = fork(program, [databaseUrl], {
    execArgv: ['--conditions=crmkit-source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = once(worker, 'exit')
  await Promise.race([once(worker, 'message'), exited])
  await sleep(afterMs)
  worker.kill('SIGKILL')
  await exited
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
