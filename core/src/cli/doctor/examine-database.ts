import { assertAppConnection } from '../../database/roles.ts'
import { diskFindings } from './disk-findings.ts'
import { bad, type Finding, found, ok, warn } from './finding.ts'
import type { FoundDatabase } from './open-as-found.ts'
import { wallFindings } from './wall-findings.ts'

/** Whether the database is one the engine can run on, and its walls stand. */
export async function examineDatabase(
  database: FoundDatabase,
): Promise<{ readonly findings: readonly Finding[]; readonly usable: boolean }> {
  const migrations = await found('migrations', 'See "crmkit migrate status".', () =>
    migrationFindings(database),
  )
  const usable = migrations.every(({ state }) => state !== 'bad')
  const findings = [
    ...(await found('database', 'See the message.', () => serverFindings(database))),
    ...migrations,
    ...(await found(
      'app role',
      'See the message; "crmkit migrate up" makes the role.',
      async () => {
        await assertAppConnection(database.pools.app, database)
        return [ok('app role', `${database.appRole} is bound by row-level security.`)]
      },
    )),
    ...(await found('row security', 'See the message.', () => wallFindings(database))),
    ...(await found('disk', 'See the message.', () => diskFindings(database))),
  ]
  return { findings, usable }
}

/** design §6: PostgreSQL 15 has what the walls are built of. */
const LEAST_POSTGRES = 150_000

async function serverFindings({ pools, schema }: FoundDatabase): Promise<Finding[]> {
  const { rows } = await pools.owner.query<{
    version: string
    number: number
    name: string
    user: string
  }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
       current_database() as name, current_user as "user"`,
  )
  const { version = '', number = 0, name = '', user = '' } = rows[0] ?? {}
  const text = `PostgreSQL ${version}, database ${name}, schema ${schema}, owner ${user}`
  if (number >= LEAST_POSTGRES) return [ok('database', text)]
  return [bad('database', text, 'CRMKit needs PostgreSQL 15 or newer: upgrade the server.')]
}

async function migrationFindings({ migrator }: FoundDatabase): Promise<Finding[]> {
  const { applied, pending, problems, removedPlugins } = await migrator.status()
  const findings = [
    ...problems.map((problem) =>
      bad('migrations', problem, 'Mend the files, then run "crmkit migrate status".'),
    ),
    ...removedPlugins.map((plugin) =>
      warn(
        'migrations',
        `The tables of "${plugin}" are there, the plugin is not loaded.`,
        'Load it again, or leave its tables as they are.',
      ),
    ),
  ]
  if (pending.length > 0) {
    const names = pending.map(({ plugin, name }) => `${plugin}/${name}`).join(', ')
    findings.push(
      bad('migrations', `${pending.length} are pending: ${names}`, 'Run "crmkit migrate up".'),
    )
  }
  return findings.length > 0 ? findings : [ok('migrations', `all ${applied.length} ran`)]
}
