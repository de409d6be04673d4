import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

import { type Command, Option } from 'commander'

import { errors } from '../errors.ts'
import { CONFIG_NAMES } from '../load-config.ts'
import { answer, faint, good } from '../output.ts'

interface PackageJson {
  readonly type?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

export function registerInit(program: Command): void {
  program
    .command('init')
    .description(
      'Write a configuration with the plugins your package.json names. It is shared: your application gives it to createCrm, this command reads it.',
    )
    .addOption(
      new Option(
        '--language <language>',
        'of the file (default: ts when TypeScript is installed)',
      ).choices(['ts', 'js']),
    )
    .action(async ({ language }: { language?: 'ts' | 'js' }, command: Command) => {
      const there = CONFIG_NAMES.map((name) => resolve(name)).find((path) => existsSync(path))
      if (there !== undefined) throw errors.FILE_EXISTS({ file: there })
      const manifest = readPackageJson()
      const installed = { ...manifest.dependencies, ...manifest.devDependencies }
      const plugins = Object.keys(installed).flatMap(pluginOf)
      const file = fileName(language ?? ('typescript' in installed ? 'ts' : 'js'), manifest)
      await writeFile(resolve(file), configText(plugins, file.endsWith('.ts')), { flag: 'wx' })
      answer(command, { file, plugins }, nextSteps(file, plugins))
    })
}

function readPackageJson(): PackageJson {
  const file = resolve('package.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PackageJson) : {}
}

/** A `.js` file is a module only in a package that says so. */
function fileName(language: 'ts' | 'js', { type }: PackageJson): string {
  if (language === 'ts') return 'crm.config.ts'
  return type === 'module' ? 'crm.config.js' : 'crm.config.mjs'
}

const NO_PLUGINS = new Set(['core', 'schemas', 'elements'])

function pluginOf(name: string): string[] {
  const [, plugin = ''] = /^@crmkit\/([a-z-]+)$/.exec(name) ?? []
  return plugin === '' || NO_PLUGINS.has(plugin) ? [] : [plugin]
}

function configText(plugins: readonly string[], typed: boolean): string {
  const imports = plugins.map((plugin) => `import { ${camel(plugin)} } from '@crmkit/${plugin}'`)
  const calls = plugins.map((plugin) => `${camel(plugin)}()`).join(', ')
  return [
    ...(typed ? ["import type { CrmOptions } from '@crmkit/core'"] : []),
    ...imports,
    ...(typed || imports.length > 0 ? [''] : []),
    '// Your application runs it: createCrm(options). The crmkit command reads it for everything else.',
    `${typed ? '' : "/** @type {import('@crmkit/core').CrmOptions} */\n"}export default {`,
    `  plugins: [${calls}],`,
    '  // Without a url the engine runs a PostgreSQL of its own, with its data in .crmkit/.',
    '  database: { url: process.env.DATABASE_URL },',
    `}${typed ? ' satisfies CrmOptions' : ''}`,
    '',
  ].join('\n')
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function nextSteps(file: string, plugins: readonly string[]): string[] {
  const missing = [
    'It loads no plugin yet: npm install @crmkit/contacts, then add contacts() to plugins.',
    '',
  ]
  return [
    good(`Wrote ${file}.`),
    '',
    ...(plugins.length === 0 ? missing : []),
    faint('Scripts for your package.json:'),
    '  "crm:migrate": "crmkit migrate up",',
    '  "crm:worker": "crmkit worker",',
    '  "crm:doctor": "crmkit doctor"',
    '',
    faint('Keep the data of the embedded database out of git:'),
    "  echo '.crmkit/' >> .gitignore",
    '',
    faint('Next:'),
    '  crmkit migrate up',
    '  crmkit tenants add acme',
  ]
}
