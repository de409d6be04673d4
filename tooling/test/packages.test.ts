import { execFileSync, spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

interface Manifest {
  name: string
  exports: Record<string, string | Record<string, string>>
  bin?: Record<string, string>
}

interface Tarball {
  manifest: Manifest
  file: string
  contents: string[]
}

const root = resolve(import.meta.dirname, '../..')
const folders = ['schemas', 'core', ...globSync('plugins/*', { cwd: root }), 'elements']
const written = folders.filter((folder) => globSync(join(root, folder, 'src/**/*.ts')).length > 0)
const project = mkdtempSync(join(tmpdir(), 'crmkit-consumer-'))
const tarballs: Tarball[] = []

// What a user gets: each package built, packed, and installed into an empty project.
beforeAll(() => {
  run('node', ['--run', 'build'], root)
  tarballs.push(...pack())

  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  const files = tarballs.map(({ file }) => join(project, file))
  const quick = ['--prefer-offline', '--ignore-scripts', '--omit=optional', '--no-audit']
  // What a project brings that uses `@crmkit/elements/react`.
  const beside = ['@types/node@24', 'react@19', '@types/react@19']
  run('npm', ['install', '--loglevel=error', ...quick, ...files, ...beside], project)
}, 240_000)

afterAll(() => {
  rmSync(project, { recursive: true })
})

test('each package holds what its exports and commands name, and no sources', () => {
  for (const { manifest, contents } of tarballs) {
    const missing = targets(manifest).filter((target) => !holds(contents, target))
    expect({ [manifest.name]: missing }).toEqual({ [manifest.name]: [] })
    expect(contents).toContain('LICENSE')
    expect(contents.filter((path) => /^(src|test|bench)\/|\.test\./.test(path))).toEqual([])
  }
})

test('each public entry can be imported', () => {
  const imports = entries().map((entry) => `console.log((await import('${entry}')) && '${entry}')`)
  writeFileSync(join(project, 'consumer.js'), imports.join('\n'))
  const printed = run('node', ['consumer.js'], project)
  expect(printed.trim().split('\n')).toEqual(entries())
})

test('a strict TypeScript project finds the types of each entry, complete', () => {
  const imports = entries().map((entry, i) => `export * as entry${String(i)} from '${entry}'`)
  writeFileSync(join(project, 'consumer.ts'), imports.join('\n'))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const options = ['--strict', '--noEmit', '--target', 'es2024', '--module', 'nodenext']
  const checked = spawnSync(process.execPath, [tsc, ...options, '--types', 'node', 'consumer.ts'], {
    cwd: project,
    encoding: 'utf8',
  })
  // Our declarations are checked too: one that imports an undeclared @types package is `any`.
  const faults = checked.stdout.split('\n').filter((line) => /^(consumer|.*@crmkit)/.test(line))
  expect(faults).toEqual([])
})

/** All at once: npm takes a second to begin. */
function pack(): Tarball[] {
  const workspaces = written.flatMap((folder) => ['-w', folder])
  const printed = run(
    'npm',
    ['pack', '--json', '--loglevel=error', '--pack-destination', project, ...workspaces],
    root,
  )
  const packed = JSON.parse(printed) as {
    name: string
    filename: string
    files: { path: string }[]
  }[]
  return written.map((folder) => {
    const manifest = JSON.parse(
      readFileSync(join(root, folder, 'package.json'), 'utf8'),
    ) as Manifest
    const own = packed.find(({ name }) => name === manifest.name)
    if (!own) throw new Error(`npm pack answered ${printed}`)
    return { manifest, file: own.filename, contents: own.files.map(({ path }) => path) }
  })
}

/** Every file the manifest promises; `crmkit-source` is for this repository alone. */
function targets({ exports, bin }: Manifest): string[] {
  const exported = Object.values(exports).flatMap((entry) => {
    if (typeof entry === 'string') return [entry]
    const { 'crmkit-source': _source, ...published } = entry
    return Object.values(published)
  })
  return [...exported, ...Object.values(bin ?? {})].map((path) => path.replace(/^\.\//, ''))
}

function holds(contents: string[], target: string): boolean {
  const [start = '', end] = target.split('*')
  if (end === undefined) return contents.includes(target)
  return contents.some((path) => path.startsWith(start) && path.endsWith(end))
}

function entries(): string[] {
  return tarballs.flatMap(({ manifest: { name, exports } }) =>
    Object.keys(exports)
      // Patterns stand for many; data files and the file for pages without a bundler are no modules of Node.
      .filter((key) => !/\*|\.js(on)?$/.test(key))
      .map((key) => name + key.slice(1)),
  )
}

function run(command: string, args: string[], cwd: string): string {
  const program = command === 'node' ? process.execPath : command
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
