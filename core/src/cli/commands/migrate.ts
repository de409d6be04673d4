import type { Command } from 'commander'

import type { Manifest } from '../../kernel/manifest.ts'
import type { OpenDatabase } from '../../kernel/open-database.ts'
import { errors } from '../errors.ts'
import { loadConfig } from '../load-config.ts'
import { answer, bad, faint, globalOptions, good, table } from '../output.ts'

interface MigrateOptions {
  readonly plugin?: string
  readonly allowDestructive?: boolean
}

const pluginOption = ['--plugin <name>', 'only this plugin and what it requires'] as const

export function registerMigrate(program: Command): void {
  const migrate = program
    .command('migrate')
    .description('Bring the tables of the database up to date, or see what that would do')

  migrate
    .command('status')
    .description(
      'List the migrations that ran and those that are pending. Exit code 1 when files and database disagree',
    )
    .option(...pluginOption)
    .action(async (options: MigrateOptions, command: Command) => {
      const status = await withDatabase(command, options, ({ migrator }) => migrator.status())
      if (status.problems.length > 0) process.exitCode = 1
      answer(command, status, [
        ...table(
          ['PLUGIN', 'MIGRATION', 'APPLIED'],
          [
            ...status.applied.map((one) => [
              one.plugin,
              one.name,
              `${one.appliedAt.slice(0, 19)}, ${one.ms} ms`,
            ]),
            ...status.pending.map((one) => [one.plugin, one.name, `pending, ${one.class}`]),
          ],
        ),
        ...status.removedPlugins.map((name) =>
          faint(`${name}: not loaded any more; its tables stay as they are.`),
        ),
        ...status.problems.map(bad),
        status.pending.length === 0
          ? good('The database is up to date.')
          : `${status.pending.length} pending. See them with "crmkit migrate plan", run them with "crmkit migrate up".`,
      ])
    })

  migrate
    .command('plan')
    .description('Print the SQL that is pending and what it would delete; changes nothing')
    .option(...pluginOption)
    .action(async (options: MigrateOptions, command: Command) => {
      const plan = await withDatabase(command, options, ({ migrator }) => migrator.plan())
      const { describeLoss } = await import('../../database/migration-losses.ts')
      const lines = plan.flatMap(({ plugin, name, class: kind, losses, sql }) => [
        faint(`-- ${plugin}/${name}.sql (${kind})`),
        ...losses.map((loss) => bad(`-- ${describeLoss(loss)}`)),
        sql,
      ])
      answer(command, plan, plan.length === 0 ? [good('Nothing is pending.')] : lines)
    })

  migrate
    .command('up')
    .description(
      'Run the pending migrations in the order of the plugins, one transaction each. Safe in several processes at once.\nMigrations that delete data run only with --allow-destructive.',
    )
    .option(...pluginOption)
    .option('--allow-destructive', 'also run migrations that delete rows or columns')
    .action(async (options: MigrateOptions, command: Command) => {
      const { allowDestructive = false } = options
      const applied = await withDatabase(command, options, (database) =>
        database.migrate({ allowDestructive }),
      )
      answer(command, applied, [
        ...applied.map(({ plugin, name }) => `${plugin}/${name}.sql`),
        good(applied.length === 0 ? 'The database was up to date.' : 'The database is up to date.'),
      ])
    })
}

async function withDatabase<T>(
  command: Command,
  { plugin }: MigrateOptions,
  work: (database: OpenDatabase) => Promise<T>,
): Promise<T> {
  const { options } = await loadConfig(globalOptions(command).config)
  const { composeOptions } = await import('../open-engine.ts')
  const { openDatabase, reachDatabase } = await import('../../kernel/open-database.ts')
  const { createCliLogger } = await import('../cli-logger.ts')
  const manifest = cutTo(composeOptions(options), plugin)
  // Looking makes nothing, not even the schema.
  const open = command.name() === 'up' ? openDatabase : reachDatabase
  const database = await open(options, manifest, options.logger ?? createCliLogger('info'))
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/** A plugin's tables point at those of the plugins it requires, so these come along. */
function cutTo(manifest: Manifest, name: string | undefined): Manifest {
  if (name === undefined) return manifest
  const byName = new Map(manifest.plugins.map((plugin) => [plugin.name, plugin]))
  if (!byName.has(name)) {
    throw errors.PLUGIN_UNKNOWN({ plugin: name, known: [...byName.keys()].join(', ') })
  }
  const wanted = new Set<string>(['core'])
  const add = (one: string): void => {
    if (wanted.has(one)) return
    wanted.add(one)
    Object.keys(byName.get(one)?.requires ?? {}).forEach(add)
  }
  add(name)
  return { ...manifest, plugins: manifest.plugins.filter((plugin) => wanted.has(plugin.name)) }
}
