import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'

import { generateContract, type GenerateOptions } from '@crmkit/core/testing'

import { writePages } from './docs/write-pages.ts'
import { writeElements } from './elements/write-elements.ts'

type Plugins = GenerateOptions['plugins']

/** Writes every generated file of the repository, or with `check` tells which are stale. */
export async function generateAll({ check }: { check: boolean }): Promise<string[]> {
  const plugins = await workspacePlugins()
  return [
    ...(await generateContract({ plugins, outDir: 'schemas/generated', check })),
    ...writeCliReference(check),
    ...(await writePages(plugins, { check })),
    ...(await writeElements({ check })),
  ]
}

/** The command line describes itself: a hidden command of it prints the page. */
function writeCliReference(check: boolean): string[] {
  const path = 'docs/reference/cli.md'
  const text = execFileSync(process.execPath, ['core/bin/crmkit.js', 'reference'], {
    encoding: 'utf8',
  })
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return []
  if (!check) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return [path]
}

/** Each package below plugins/ exports one factory under its own name in camelCase. */
export async function workspacePlugins(): Promise<Plugins> {
  const folders = globSync('plugins/*/src/index.ts').map((path) => dirname(dirname(path)))
  return Promise.all(
    folders.sort().map(async (folder) => {
      const name = basename(folder).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      const module = (await import(`../${folder}/src/index.ts`)) as Record<
        string,
        () => Plugins[number]
      >
      const factory = module[name]
      if (!factory) throw new Error(`${folder}/src/index.ts must export the factory "${name}"`)
      return factory()
    }),
  )
}

if (import.meta.main) {
  const check = process.argv.includes('--check')
  const stale = await generateAll({ check })
  for (const path of stale) console.log(`${check ? 'stale' : 'written'} ${path}`)
  if (check && stale.length > 0) process.exitCode = 1
}
