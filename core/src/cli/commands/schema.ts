import { mkdir } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Command } from 'commander'

import type { SchemaDiff } from '../../database/schema-diff.ts'
import type { Snapshot } from '../../database/schema-snapshot.ts'
import type { AnyPlugin } from '../../kernel/any-plugin.ts'
import type { CrmOptions } from '../../kernel/crm-options.ts'
import { errors } from '../errors.ts'
import { loadConfig } from '../load-config.ts'
import { answer, bad, faint, globalOptions, good } from '../output.ts'

interface DiffOptions {
  readonly plugin?: string
  readonly name?: string
  readonly allowDestructive?: boolean
}

interface PluginDiff {
  readonly plugin: string
  readonly dir: URL
  readonly before: Snapshot
  readonly after: Snapshot
  readonly diff: SchemaDiff
  /** Files written, relative to the working directory; none without `--name`. */
  readonly files: readonly string[]
}

export function registerSchema(program: Command): void {
  const schema = program
    .command('schema')
    .description('Compare the schemas of your plugins with their migrations')

  schema
    .command('diff')
    .description(
      'Show what changed in the schemas since the last migration; with --name write the migration that makes it so.\nRead what it writes before you commit it. A renamed field keeps its values when it keeps its x-crm.id.',
    )
    .option('--plugin <name>', 'only this plugin (default: all that are not installed as packages)')
    .option('--name <name>', 'write the next migration under this name, in snake_case: add_budget')
    .option('--allow-destructive', 'also write a migration that deletes rows or columns')
    .addHelpText(
      'after',
      `
Example:
  $ crmkit schema diff                      what would change?
  $ crmkit schema diff --name add_budget    write migrations/0002_add_budget.sql
  $ crmkit migrate up                       run it`,
    )
    .action(async (given: DiffOptions, command: Command) => {
      const { options } = await loadConfig(globalOptions(command).config)
      const diffs = await diffPlugins(options, given.plugin)
      if (given.name !== undefined && !given.allowDestructive) assertHarmless(diffs)
      const written = given.name === undefined ? diffs : await writeAll(diffs, given.name)
      const shown = written.map(({ plugin, files, diff: { class: kind, summary, losses } }) => ({
        plugin,
        class: kind,
        summary,
        losses,
        files,
      }))
      answer(command, shown, describe(written, given.name !== undefined))
    })
}

async function diffPlugins(options: CrmOptions, only: string | undefined): Promise<PluginDiff[]> {
  const { corePlugin } = await import('../../kernel/core-plugin.ts')
  const given = options.plugins
  const own = only === undefined ? ownPlugins(given) : [namedPlugin([corePlugin, ...given], only)]
  // The folder of a plugin that is just being made; without it the plugins cannot be composed.
  for (const { dir } of own) await mkdir(dir, { recursive: true })
  const { composeOptions } = await import('../open-engine.ts')
  const { pluginSnapshot } = await import('../../kernel/plugin-snapshot.ts')
  const { diffSnapshots } = await import('../../database/schema-diff.ts')
  const { readSnapshot } = await import('../../database/schema-diff-files.ts')
  const { registry } = composeOptions(options)
  return Promise.all(
    own.map(async ({ plugin, dir }) => {
      const before = await readSnapshot(dir)
      const after = pluginSnapshot(registry, plugin)
      return { plugin, dir, before, after, diff: diffSnapshots(before, after), files: [] }
    }),
  )
}

interface Placed {
  readonly plugin: string
  readonly dir: URL
}

/** What comes as a package has its migrations made where it is made. */
function ownPlugins(plugins: readonly AnyPlugin[]): Placed[] {
  return plugins.flatMap(({ name, migrations }) =>
    migrations && !migrations.pathname.includes('/node_modules/')
      ? [{ plugin: name, dir: migrations }]
      : [],
  )
}

function namedPlugin(plugins: readonly AnyPlugin[], wanted: string): Placed {
  const named = plugins.find(({ name }) => name === wanted)
  if (!named) {
    throw errors.PLUGIN_UNKNOWN({
      plugin: wanted,
      known: plugins.map(({ name }) => name).join(', '),
    })
  }
  if (!named.migrations) throw errors.PLUGIN_WITHOUT_FOLDER({ plugin: wanted })
  return { plugin: wanted, dir: named.migrations }
}

function assertHarmless(diffs: readonly PluginDiff[]): void {
  const destructive = diffs.filter(({ diff }) => diff.class === 'destructive')
  if (destructive.length === 0) return
  throw errors.DIFF_DESTRUCTIVE({
    plugins: destructive.map(({ plugin }) => plugin).join(', '),
    losses: destructive.flatMap(lossLines).join('\n'),
  })
}

async function writeAll(diffs: readonly PluginDiff[], name: string): Promise<PluginDiff[]> {
  const { writeMigration } = await import('../../database/schema-diff-files.ts')
  const written: PluginDiff[] = []
  for (const one of diffs) {
    const { dir, before, after } = one
    const { files } = await writeMigration({ dir, name, before, after })
    const paths = files.map((file) => relative(process.cwd(), fileURLToPath(new URL(file, dir))))
    written.push({ ...one, files: paths })
  }
  return written
}

function describe(diffs: readonly PluginDiff[], wrote: boolean): string[] {
  const changed = diffs.filter(({ diff }) => diff.summary.length > 0)
  if (changed.length === 0) return [good('The migrations make the tables the schemas ask for.')]
  const lines = changed.flatMap((one) => [
    `${one.plugin} ${faint(`(${one.diff.class})`)}`,
    ...one.diff.summary.map((line) => `  ${line}`),
    ...lossLines(one).map(bad),
    ...one.files.map((file) => good(`  wrote ${file}`)),
  ])
  const next = wrote
    ? 'Read the files, then run "crmkit migrate up".'
    : 'Write the migration with --name <what_it_does>.'
  return [...lines, faint(next)]
}

function lossLines({ plugin, diff: { losses } }: PluginDiff): string[] {
  return losses.map(({ table, column }) =>
    column === undefined
      ? `  ${plugin}: the table ${table} and all its rows go`
      : `  ${plugin}: the column ${table}.${column} and its values go`,
  )
}
