import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Command } from 'commander'

import { errors } from '../errors.ts'
import { answer, faint, good } from '../output.ts'
import type { PluginNames } from '../scaffold/plugin-names.ts'

interface NewOptions {
  readonly dir?: string
  readonly entity?: string
}

export function registerPlugin(program: Command): void {
  const plugin = program.command('plugin').description('Make plugins')

  plugin
    .command('new')
    .description(
      'Write a whole plugin to start from: an entity with its migration and types, a hook, a route with a permission, an event, and tests that pass.',
    )
    .argument('<name>', 'in lower case with hyphens, as a plural: field-visits')
    .option('--entity <name>', 'its first entity, singular in camelCase (default: from the name)')
    .option('--dir <folder>', 'where to write it (default: plugins/<name>)')
    .action(async (name: string, { dir, entity }: NewOptions, command: Command) => {
      const { pluginNames } = await import('../scaffold/plugin-names.ts')
      const names = pluginNames(name, entity)
      const folder = resolve(dir ?? join('plugins', name))
      if (existsSync(folder) && readdirSync(folder).length > 0)
        throw errors.FOLDER_EXISTS({ folder })
      const files = await writePlugin(names, folder)
      answer(command, { plugin: name, folder, files }, [
        ...files.map((file) => `wrote ${join(relative(process.cwd(), folder), file)}`),
        good(`The plugin "${name}" is ready.`),
        '',
        faint('Load it in your configuration:'),
        `  import { ${names.factory} } from './${relative(process.cwd(), folder)}/src/index.ts'`,
        `  plugins: [${names.factory}()]`,
        '',
        faint('Then make its table:'),
        '  crmkit migrate up',
      ])
    })
}

async function writePlugin(names: PluginNames, folder: string): Promise<string[]> {
  const { packageFiles } = await import('../scaffold/package-files.ts')
  const { scaffoldedPlugin, sourceFiles } = await import('../scaffold/source-files.ts')
  const { testFiles } = await import('../scaffold/test-files.ts')
  const inRepository = isRepository(process.cwd())
  const texts: Record<string, string> = {
    ...packageFiles(names, inRepository),
    ...sourceFiles(names),
    ...testFiles(names, inRepository),
  }
  for (const [name, text] of Object.entries(texts)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
  }
  const migrations = pathToFileURL(`${join(folder, 'migrations')}/`)
  const generated = await writeGenerated(scaffoldedPlugin(names, migrations), names, folder)
  return [...Object.keys(texts), ...generated].sort()
}

/** What the schema alone decides: the first migration and the types. */
async function writeGenerated(
  plugin: ReturnType<typeof import('../scaffold/source-files.ts').scaffoldedPlugin>,
  { table }: PluginNames,
  folder: string,
): Promise<string[]> {
  const { composeManifest } = await import('../../kernel/manifest.ts')
  const { ENGINE_VERSION } = await import('../../kernel/engine-version.ts')
  const { pluginSnapshot } = await import('../../kernel/plugin-snapshot.ts')
  const { writeMigration } = await import('../../database/schema-diff-files.ts')
  const { EMPTY_SNAPSHOT } = await import('../../database/schema-snapshot.ts')
  const { writePluginTypes } = await import('../../contract/write-generated.ts')
  const dir = plugin.migrations as URL
  await mkdir(dir, { recursive: true })
  const { registry } = composeManifest([plugin], ENGINE_VERSION)
  const after = pluginSnapshot(registry, plugin.name)
  const name = `create_${table}`
  const { files } = await writeMigration({ dir, name, before: EMPTY_SNAPSHOT, after })
  const src = join(folder, 'src')
  const entities = [...registry.entities.values()]
  const types = await writePluginTypes([{ plugin, folder: src }], entities, { check: false })
  return [
    ...[...files, 'snapshot.json'].map((file) => `migrations/${file}`),
    ...types.map((path) => relative(folder, path)),
  ]
}

/** The CRMKit repository itself, whose plugins share its configuration. */
function isRepository(dir: string): boolean {
  const file = join(dir, 'package.json')
  if (!existsSync(file)) return false
  return (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'crmkit'
}
