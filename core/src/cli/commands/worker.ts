import type { Command } from 'commander'

import type { Logger } from '../../base/logger.ts'
import type { Crm } from '../../kernel/crm.ts'
import type { CrmOptions, WorkerSettings } from '../../kernel/crm-options.ts'
import { errors } from '../errors.ts'
import { loadConfig } from '../load-config.ts'
import { answer, globalOptions } from '../output.ts'

interface WorkerCommandOptions {
  readonly concurrency?: string
  readonly once?: boolean
}

export function registerWorker(program: Command): void {
  program
    .command('worker')
    .description(
      'Run background jobs until it is stopped (SIGTERM, Ctrl-C): running jobs are finished or given back.\nStart as many as you like, on any machine; give your application worker: "off" when these do all the work.',
    )
    .option('--concurrency <jobs>', 'jobs at once')
    .option('--once', 'run what is due now, then end')
    .action(async (given: WorkerCommandOptions, command: Command) => {
      const { options } = await loadConfig(globalOptions(command).config)
      const { createCrm } = await import('../../kernel/create-crm.ts')
      const logger = options.logger ?? (await loggerOf(given))
      const crm = createCrm({ ...workerOptions(options, given), logger })
      // Before anything is open: a stop during the start is heard too.
      const stopped = stopSignal()
      try {
        await crm.ready()
        if (given.once) await runOnce(crm, command)
        else await stopped
      } finally {
        await crm.close()
      }
    })
}

/** JSON lines for whoever collects logs; run by hand once, lines for people. */
async function loggerOf({ once }: WorkerCommandOptions): Promise<Logger> {
  const { createCliLogger, createJsonLogger } = await import('../cli-logger.ts')
  return once ? createCliLogger() : createJsonLogger()
}

async function runOnce(crm: Crm, command: Command): Promise<void> {
  const ran = await crm.worker.runOnce()
  answer(command, { ran }, [`${ran} ${ran === 1 ? 'job' : 'jobs'} ran.`])
}

function workerOptions(
  options: CrmOptions,
  { concurrency, once }: WorkerCommandOptions,
): CrmOptions {
  // What the application says with 'off' is that this command runs the jobs.
  const settings: WorkerSettings = options.worker === 'off' ? {} : (options.worker ?? {})
  if (once) return { ...options, worker: 'off' }
  if (concurrency === undefined) return { ...options, worker: settings }
  const jobs = Number(concurrency)
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw errors.OPTION_INVALID({
      option: '--concurrency',
      expected: 'a whole number above 0',
      came: concurrency,
    })
  }
  return { ...options, worker: { ...settings, concurrency: jobs } }
}

/** A second signal ends the process at once, as Node does by itself when nobody listens. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}
