import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, globSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { build as bundle } from 'esbuild'

interface Manifest {
  name: string
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

const root = resolve(import.meta.dirname, '..')
const folders = ['schemas', 'core', ...globSync('plugins/*', { cwd: root }).sort(), 'elements']
const packages = new Map(folders.filter(hasSources).map((folder) => [nameOf(folder), folder]))

// Each package is compiled against the built declarations of those it depends on: what a user of
// the published package compiles against.
const built = new Set<string>()
for (const name of packages.keys()) build(name)
await bundleForPages()

function build(name: string): void {
  const folder = packages.get(name)
  if (folder === undefined || built.has(name)) return
  built.add(name)
  const { dependencies, peerDependencies } = readManifest(folder)
  for (const needed of Object.keys({ ...dependencies, ...peerDependencies })) build(needed)

  const startedAt = performance.now()
  compile(folder)
  copyAssets(folder)
  console.log(`${name} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}

function compile(folder: string): void {
  rmSync(join(root, folder, 'dist'), { recursive: true, force: true })
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const args = [tsc, '-p', join(root, folder, 'tsconfig.build.json')]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', cwd: root })
  if (status !== 0) process.exit(1)
}

/** One file for a page without a bundler: `<script type="module" src=".../crmkit-elements.js">` registers every element. */
async function bundleForPages(): Promise<void> {
  await bundle({
    stdin: {
      contents:
        "import { registerAll } from './dist/index.js'\nregisterAll()\nexport * from './dist/index.js'",
      resolveDir: join(root, 'elements'),
    },
    outfile: join(root, 'elements/dist/cdn/crmkit-elements.js'),
    bundle: true,
    minify: true,
    sourcemap: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['browser', 'production'],
    legalComments: 'linked',
  })
}

/** What the code reads at run time beside its modules, and the licence each package carries. */
function copyAssets(folder: string): void {
  const source = join(root, folder, 'src')
  // schemas also compiles its generated folder, so its sources land one level deeper.
  const target = folder === 'schemas' ? 'dist/src' : 'dist'
  for (const file of globSync('**/*.{json,sql}', { cwd: source })) {
    cpSync(join(source, file), join(root, folder, target, file))
  }
  copyFileSync(join(root, 'LICENSE'), join(root, folder, 'LICENSE'))
}

function hasSources(folder: string): boolean {
  return globSync(join(root, folder, 'src/**/*.ts')).length > 0
}

function nameOf(folder: string): string {
  return readManifest(folder).name
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest
}
