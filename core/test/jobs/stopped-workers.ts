import { once } from 'node:events'

import { expect } from '@jest/globals'

import { type EngineDatabase, until } from './engine-database.ts'
import { createWorkerProcesses } from './worker-processes.ts'

const JOBS = 4

/**
 * Stops a worker process in the middle of its jobs for longer than others wait, lets another run them, and continues it.
 * Its jobs write down nothing of what they did: what keeps them from doing it twice is the lease alone.
 */
export async function continueStoppedWorker(db: EngineDatabase, stoppedMs: number): Promise<void> {
  const processes = await createWorkerProcesses(db, {
    heartbeatMs: 200,
    deadAfterMs: 1_000,
    beforeMs: 500,
    insideMs: 5,
    marks: false,
  })
  try {
    const zombie = await processes.start()
    await processes.add(0, JOBS)
    await until(
      'the jobs to begin',
      async () => (await processes.countOf('executions')).all === JOBS,
    )
    zombie.kill('SIGSTOP')
    const [before] = await processes.workersOf(zombie)

    await processes.start()
    await until(
      'the other worker to have done them',
      async () => (await processes.countOf('effects')).all === JOBS,
      30_000,
    )
    await new Promise((resolve) => setTimeout(resolve, stoppedMs))
    zombie.kill('SIGCONT')
    await until(
      'the zombie to have a new lease',
      async () => (await processes.workersOf(zombie)).length === 1,
      30_000,
    )
    expect(await processes.workersOf(zombie)).not.toContain(before)

    // Both ran each job; the zombie's transactions were refused, and it went on as a worker like any other.
    await processes.add(JOBS, 2 * JOBS)
    await until('all jobs to be done', async () => (await processes.waiting()) === 0, 30_000)
    expect(await processes.countOf('executions')).toEqual({ all: 4 * JOBS, distinct: 3 * JOBS })
    expect(await processes.countOf('effects')).toEqual({ all: 3 * JOBS, distinct: 3 * JOBS })
    zombie.kill('SIGTERM')
    expect(await once(zombie, 'exit')).toEqual([0, null])
  } finally {
    processes.stop()
  }
}
