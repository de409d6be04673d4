import { type Command, Option } from 'commander'

import type { JobState, ListedJob } from '../../jobs/list-jobs.ts'
import { errors } from '../errors.ts'
import { answer, bad, table } from '../output.ts'
import { withTenant } from '../with-tenant.ts'

const tenantOption = ['-t, --tenant <key>', 'tenant, by its key or id'] as const

const STATES = ['waiting', 'running', 'failed'] as const satisfies readonly JobState[]
/** A screen of jobs; who wants all of them reads the API page by page. */
const LIMIT = 50

export function registerJobs(program: Command): void {
  const jobs = program
    .command('jobs')
    .description('See the background jobs of a tenant and run failed ones again')

  jobs
    .command('list')
    .description(
      `List the newest ${LIMIT} jobs that wait, run or have failed; a job that is done is gone`,
    )
    .requiredOption(...tenantOption)
    .addOption(new Option('--state <state>', 'only jobs in this state').choices(STATES))
    .action(async ({ tenant, state }: { tenant: string; state?: JobState }, command: Command) => {
      const { listJobs } = await import('../../jobs/list-jobs.ts')
      const { data } = await withTenant(command, tenant, ({ tenantDb, database }, context) =>
        listJobs({ tenantDb, schema: database.schema }, context, { state, limit: LIMIT }),
      )
      const rows = data.map((job) => [
        job.id,
        job.name,
        job.state,
        tries(job),
        job.runAt,
        firstLine(job.lastError),
      ])
      answer(
        command,
        data,
        table(['ID', 'NAME', 'STATE', 'TRIES', 'NOT BEFORE', 'LAST ERROR'], rows),
      )
    })

  jobs
    .command('show')
    .description('Show one job with its payload and its last error')
    .argument('<id>', 'id of the job, from "crmkit jobs list"')
    .requiredOption(...tenantOption)
    .action(async (id: string, { tenant }: { tenant: string }, command: Command) => {
      assertJobId(id)
      const { getJob } = await import('../../jobs/list-jobs.ts')
      const job = await withTenant(command, tenant, ({ tenantDb, database }, context) =>
        getJob({ tenantDb, schema: database.schema }, context, id),
      )
      answer(command, job, describe(job))
    })

  jobs
    .command('retry')
    .description(
      'Run a failed or waiting job as soon as a worker is free, with all its tries before it',
    )
    .argument('<id>', 'id of the job, from "crmkit jobs list --state failed"')
    .requiredOption(...tenantOption)
    .action(async (id: string, { tenant }: { tenant: string }, command: Command) => {
      assertJobId(id)
      const { retryJob } = await import('../../jobs/list-jobs.ts')
      const job = await withTenant(command, tenant, ({ tenantDb, database }, context) =>
        retryJob({ tenantDb, schema: database.schema }, context, id),
      )
      answer(command, job, [`The job ${id} (${job.name}) is waiting for a worker.`])
    })
}

function assertJobId(came: string): void {
  if (/^\d{1,18}$/.test(came)) return
  throw errors.OPTION_INVALID({
    option: 'The id',
    expected: 'a number from "crmkit jobs list"',
    came,
  })
}

function describe(job: ListedJob): string[] {
  const lines = [
    ['job', `${job.id} ${job.name}`],
    ['state', job.state === 'failed' ? bad(job.state) : job.state],
    ['tries', tries(job)],
    ['created', `${job.createdAt} by request ${job.requestId}`],
    ['not before', job.runAt],
    ...(job.startedAt === null ? [] : [['started', job.startedAt]]),
    ['payload', JSON.stringify(job.payload)],
    ...(job.lastError === null ? [] : [['last error', job.lastError]]),
  ]
  return lines.map(([name = '', value = '']) => `${name.padEnd(10)}  ${value}`)
}

function tries({ attempts, maxAttempts }: ListedJob): string {
  return `${attempts} of ${maxAttempts}`
}

function firstLine(text: string | null): string {
  const line = text?.split('\n')[0] ?? ''
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
