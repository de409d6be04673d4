import { quoteIdentifier } from '../database/identifiers.ts'
import type { Upkeep } from '../jobs/cron.ts'

/** The row is the note that a mail was sent; whoever asks for it again after this time gets a second one. */
const KEPT_DAYS = 30

export function mailUpkeep(schema: string): Upkeep[] {
  return [
    {
      name: 'crmkit:forget-old-mails',
      crontab: '41 3 * * *',
      run: (pool) =>
        pool.query(
          `delete from ${quoteIdentifier(schema)}.mails where created_at < now() - make_interval(days => $1)`,
          [KEPT_DAYS],
        ),
    },
  ]
}
