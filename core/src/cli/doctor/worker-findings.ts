import { readLag } from '../../changes/dispatch-lag.ts'
import { quoteIdentifier } from '../../database/identifiers.ts'
import { jobSchemaOf } from '../../jobs/job-queue.ts'
import type { CrmOptions } from '../../kernel/crm-options.ts'
import type { Engine } from '../../kernel/engine.ts'
import { bad, type Finding, ok, warn } from './finding.ts'

/** As the sweeper sees it (jobs/worker.ts): its jobs are given to others then. */
const DEAD_AFTER_S = 45
/** As the dispatcher warns (changes/dispatcher.ts). */
const LAG_S = 60

/** Whether somebody runs the jobs, and whether they keep up. */
export async function workerFindings(
  options: CrmOptions,
  { database }: Engine,
): Promise<Finding[]> {
  const { pools, schema } = database
  const [alive, failed, lag] = await Promise.all([
    pools.owner.query<{ host: string; pid: number; seconds: number }>(
      `select host, pid, extract(epoch from clock_timestamp() - seen_at)::int as seconds
       from ${quoteIdentifier(schema)}.workers where seen_at > clock_timestamp() - interval '${DEAD_AFTER_S} seconds' order by 1, 2`,
    ),
    pools.owner.query<{ count: number }>(
      `select count(*)::int as count from ${quoteIdentifier(jobSchemaOf(schema))}._private_jobs where attempts >= max_attempts and locked_at is null`,
    ),
    readLag(pools.owner, schema),
  ])
  return [
    ...aliveFindings(options, alive.rows, lag.rows),
    ...lagFindings(lag),
    ...failedFindings(failed.rows[0]?.count ?? 0),
  ]
}

function aliveFindings(
  { worker }: CrmOptions,
  alive: readonly { host: string; pid: number; seconds: number }[],
  waiting: number,
): Finding[] {
  if (alive.length > 0) {
    return alive.map(({ host, pid, seconds }) =>
      ok('worker', `${host}, process ${pid}, seen ${seconds} s ago`),
    )
  }
  if (worker === 'off') {
    return [
      bad(
        'worker',
        'None is alive, and the application runs no jobs itself.',
        'Start one: crmkit worker.',
      ),
    ]
  }
  const remedy = 'Start your application, or run one beside it: crmkit worker.'
  const text = `None is alive; ${waiting} changes wait for one.`
  return [
    waiting > 0
      ? warn('worker', text, remedy)
      : ok('worker', 'none is alive, and nothing waits for one'),
  ]
}

function lagFindings({
  seconds,
  oldestWriterSeconds,
}: Awaited<ReturnType<typeof readLag>>): Finding[] {
  if (seconds < LAG_S) return []
  const text = `Changes have waited ${Math.round(seconds)} s to be handed to their subscribers.`
  const remedy =
    oldestWriterSeconds >= LAG_S
      ? `A transaction has been open for ${Math.round(oldestWriterSeconds)} s and holds them up: see pg_stat_activity.`
      : 'Is a worker running? crmkit worker.'
  return [bad('worker', text, remedy)]
}

function failedFindings(count: number): Finding[] {
  if (count === 0) return []
  const text = `${count} ${count === 1 ? 'job has' : 'jobs have'} failed for good.`
  return [
    warn(
      'jobs',
      text,
      'See why: crmkit jobs list --state failed -t <tenant>; then crmkit jobs retry.',
    ),
  ]
}
