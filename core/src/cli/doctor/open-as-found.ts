import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { CrmOptions } from '../../kernel/crm-options.ts'
import type { Manifest } from '../../kernel/manifest.ts'
import { type OpenDatabase, reachDatabase } from '../../kernel/open-database.ts'
import { createCliLogger } from '../cli-logger.ts'
import { bad, type Finding, warn } from './finding.ts'

/** A database the doctor may look at; unlike the engine's own opening this makes no schema and no role. */
export interface FoundDatabase extends OpenDatabase {
  /** Of the embedded database. */
  readonly dir: string | undefined
}

/** The configured database as it is, or what keeps it from being reached. */
export async function openAsFound(
  options: CrmOptions,
  manifest: Manifest,
): Promise<FoundDatabase | Finding> {
  const { url, embedded } = options.database ?? {}
  const dir = url === undefined ? (embedded?.dir ?? join(process.cwd(), '.crmkit')) : undefined
  if (dir !== undefined && !existsSync(dir)) {
    const text = `The embedded database in ${dir} is not made yet.`
    return warn('database', text, 'Make it with "crmkit migrate up".')
  }
  try {
    return { ...(await reachDatabase(options, manifest, createCliLogger())), dir }
  } catch (error) {
    const { message, code } = ((error as Error).cause ?? error) as {
      message: string
      code?: string
    }
    return bad(
      'database',
      `It cannot be reached: ${message || code}`,
      url === undefined
        ? 'See the log in the folder of the database.'
        : 'Is the server running, and are host, port, user and password of database.url (DATABASE_URL) right?',
    )
  }
}
