import type { CrmOptions, DatabaseOptions } from '../kernel/crm-options.ts'
import { errors } from './errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Every variable the command reads, for `--help`. The library itself reads none. */
export const VARIABLES: readonly (readonly [name: string, meaning: string])[] = [
  ['DATABASE_URL', 'PostgreSQL as owner of the schema; without it the embedded one runs'],
  ['CRMKIT_APP_DATABASE_URL', 'login of the app role, when it has one of its own'],
  ['CRMKIT_SCHEMA', 'PostgreSQL schema of the engine (default crm)'],
  ['CRMKIT_APP_ROLE', 'role that row-level security binds (default crm_app)'],
  ['CRMKIT_DATABASE_DIR', 'folder of the embedded PostgreSQL (default .crmkit)'],
  ['CRMKIT_WORKER_CONCURRENCY', 'jobs a worker runs at once (default 4)'],
  ['CRMKIT_CONFIG', 'configuration file, as --config'],
  ['CRMKIT_LOG_LEVEL', 'trace, debug, info, warn, error or fatal'],
]

/** What the configuration leaves open, from the environment. The file wins: it is what was reviewed. */
export function withEnvironment(options: CrmOptions, environment: Environment): CrmOptions {
  const { database = {}, worker } = options
  const concurrency = wholeNumber('CRMKIT_WORKER_CONCURRENCY', environment)
  return {
    ...options,
    database: databaseOf(database, environment),
    ...(concurrency === undefined || worker === 'off'
      ? {}
      : { worker: { concurrency, ...worker } }),
  }
}

function databaseOf(database: DatabaseOptions, environment: Environment): DatabaseOptions {
  const dir = environment['CRMKIT_DATABASE_DIR']
  return {
    ...database,
    // A folder in the file is a decision for the embedded database.
    ...fill(
      'url',
      database.embedded ? database.url : (database.url ?? environment['DATABASE_URL']),
    ),
    ...fill('appUrl', database.appUrl ?? environment['CRMKIT_APP_DATABASE_URL']),
    ...fill('schema', database.schema ?? environment['CRMKIT_SCHEMA']),
    ...fill('appRole', database.appRole ?? environment['CRMKIT_APP_ROLE']),
    ...fill('embedded', database.embedded ?? (dir ? { dir } : undefined)),
  }
}

/** An empty variable is an unset one: that is how compose files leave them out. */
function fill<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  if (value === undefined || value === '') return {}
  return { [key]: value } as { [key in K]?: V }
}

function wholeNumber(name: string, environment: Environment): number | undefined {
  const came = environment[name]
  if (came === undefined || came === '') return undefined
  const value = Number(came)
  if (Number.isInteger(value) && value > 0) return value
  throw errors.ENVIRONMENT_INVALID({ name, expected: 'a whole number above 0', came })
}
