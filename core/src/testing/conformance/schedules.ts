import { compileValidator } from '../../base/validator.ts'
import type { Blueprint } from './subject.ts'

/** A wrong crontab would be noticed by the first worker that starts, a payload that cannot be empty in the night after. */
export async function schedules({ plugin }: Blueprint): Promise<string[]> {
  const { parseCronItems } = await import('graphile-worker')
  return Object.entries(plugin.jobs ?? {}).flatMap(([name, { cron, payload }]) => {
    if (cron === undefined) return []
    const faults: string[] = []
    try {
      parseCronItems([{ task: name, match: cron, identifier: name }])
    } catch {
      faults.push(
        `The job "${name}" has no five-field crontab in UTC, such as "15 3 * * *": "${cron}".`,
      )
    }
    if (!compileValidator(payload)({})) {
      faults.push(`The job "${name}" has a crontab, so its payload must be allowed to be empty.`)
    }
    return faults
  })
}
