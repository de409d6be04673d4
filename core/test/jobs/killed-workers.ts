import { expect } from '@jest/globals'

import { type EngineDatabase, until } from './engine-database.ts'
import { createWorkerProcesses, kill } from './worker-processes.ts'

const heartbeatMs = 200
const deadAfterMs = 1_000

/**
 * Kills worker processes in the middle of their jobs, one after the other, while jobs keep coming. Gives what the kills
 * cost: executions beyond one for each job, and the longest time until a killed worker's jobs were another's or done.
 */
export async function killWorkers(
  db: EngineDatabase,
  options: { kills: number; jobsEach: number },
) {
  const processes = await createWorkerProcesses(db, {
    heartbeatMs,
    deadAfterMs,
    beforeMs: 2,
    insideMs: 10,
    marks: true,
  })
  const recoveries: Promise<number>[] = []
  let added = 0
  let interrupted = 0
  try {
    let victim = await processes.start()
    let survivor = await processes.start()
    for (let round = 0; round < options.kills; round++) {
      await processes.add(added, options.jobsEach)
      added += options.jobsEach
      await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 120))
      const held = await processes.heldBy(victim)
      interrupted += held.length
      await kill(victim)
      recoveries.push(recovery(db, held))
      ;[victim, survivor] = [survivor, await processes.start()]
    }
    await until('all jobs to be done', async () => (await processes.waiting()) === 0, 60_000)
  } finally {
    processes.stop()
  }
  const effects = await processes.countOf('effects')
  const executions = await processes.countOf('executions')
  expect(effects).toEqual({ all: added, distinct: added })
  return {
    jobs: added,
    interrupted,
    repeated: executions.all - added,
    slowestRecoveryMs: Math.max(...(await Promise.all(recoveries))),
    limitMs: heartbeatMs + deadAfterMs,
  }
}

/** Time until none of the jobs is locked by a dead process any more. */
async function recovery(db: EngineDatabase, ids: readonly string[]): Promise<number> {
  const startedAt = performance.now()
  const { rows } = await db.owner.query<{ worker: string }>(
    'select distinct locked_by as worker from crm_jobs._private_jobs where id = any ($1) and locked_by is not null',
    [ids],
  )
  const workers = rows.map((row) => row.worker)
  const isFree = async () => {
    const held = await db.owner.query(
      'select from crm_jobs._private_jobs where id = any ($1) and locked_by = any ($2)',
      [ids, workers],
    )
    return held.rowCount === 0
  }
  await until('the jobs of the killed worker to be free', isFree, 60_000)
  return performance.now() - startedAt
}
