import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, relative, resolve, sep } from 'node:path'

import type { Rule } from 'eslint'

/** The floors of core, ground first. A file imports from its own floor and those before it. */
export const floors = [
  'base',
  'database',
  'tenancy',
  'identity',
  'http',
  'jobs',
  'changes',
  'mail',
  'entities',
  'custom-fields',
  'timeline',
  'imports',
  'live',
  'views',
  'layouts',
  'contract',
  'kernel',
  'testing',
  'cli',
]

/** schemas ← core ← plugins ← host-examples; elements know the schemas' types, the client for browsers, and nothing else. */
const allowedPackages: Record<string, string[]> = {
  schemas: [],
  core: ['schemas'],
  plugins: ['schemas', 'core', 'plugins'],
  elements: ['schemas'],
  'host-examples': ['schemas', 'core', 'plugins', 'elements'],
}
/** They read the entity registry; naming a plugin would leave every other plugin's entities out. */
const registryReaders = ['plugins/search', 'plugins/reports']
/** A host without these is complete: neither may be part of what is published. */
const floorsOutsideTheIndex = ['testing', 'cli']

const root = resolve(import.meta.dirname, '../..')
const shared = ['schemas', 'core', 'elements']

interface Place {
  /** `core`, `plugins/deals`, …; undefined for the root and its tooling. */
  home: string | undefined
  kind: string
  /** Path inside the package: `['src', 'http', 'app.ts']`. */
  path: string[]
}

interface ImportingFile extends Place {
  inSource: boolean
}

export const importDirection: Rule.RuleModule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const place = locate(context.filename)
    const from = { ...place, inSource: place.path[0] === 'src' }
    const check = (node: Rule.Node, specifier: unknown, typeOnly = false) => {
      if (typeof specifier !== 'string') return
      const fault = specifier.startsWith('.')
        ? relativeFault(from, locate(resolve(dirname(context.filename), specifier)))
        : packageFault(from, specifier, typeOnly)
      if (fault) context.report({ node, message: `'${specifier}': ${fault}` })
    }
    return {
      ImportDeclaration(node) {
        const { importKind } = node as { importKind?: string }
        check(node, node.source.value, importKind === 'type')
      },
      ExportNamedDeclaration(node) {
        const { exportKind } = node as { exportKind?: string }
        check(node, node.source?.value, exportKind === 'type')
      },
      ExportAllDeclaration(node) {
        check(node, node.source.value)
      },
      ImportExpression(node) {
        check(node, (node.source as { value?: unknown }).value)
      },
      TSImportType(node: Rule.Node) {
        check(node, (node as unknown as { source: { value: unknown } }).source.value, true)
      },
    }
  },
}

function locate(file: string): Place {
  const path = relative(root, file).split(sep)
  const kind = path[0] ?? ''
  if (!(kind in allowedPackages)) return { home: undefined, kind: 'root', path }
  const depth = shared.includes(kind) ? 1 : 2
  return { home: path.slice(0, depth).join('/'), kind, path: path.slice(depth) }
}

function relativeFault(from: ImportingFile, to: Place): string | undefined {
  if (from.home !== to.home) {
    return 'a relative path leaves the package. Import the other package by its name.'
  }
  if (from.inSource && ['test', 'bench'].includes(to.path[0] ?? '')) {
    return 'sources do not import tests or benchmarks.'
  }
  if (from.home !== 'core' || !from.inSource || to.path[0] !== 'src') return
  return floorFault(from.path, to.path)
}

function floorFault(from: string[], to: string[]): string | undefined {
  const isIndex = (path: string[]) => path.length === 2
  if (isIndex(to)) return 'the index looks down on every floor. Import the file that has the name.'
  const target = to[1] ?? ''
  if (isIndex(from)) {
    if (!floorsOutsideTheIndex.includes(target)) return
    return `core/src/${target} is not part of the public index.`
  }
  const own = from[1] ?? ''
  for (const floor of [own, target]) {
    if (!floors.includes(floor)) {
      return `core/src/${floor} is no floor. Name it in tooling/eslint/import-direction.ts.`
    }
  }
  if (floors.indexOf(target) <= floors.indexOf(own)) return
  return `core/src/${own} imports only from the floors below it, and ${target} is above.`
}

function packageFault(from: ImportingFile, specifier: string, typeOnly: boolean) {
  if (specifier.startsWith('node:') || from.home === undefined) return
  if (builtinModules.includes(specifier)) return 'write node: in front of a module of Node itself.'
  const parts = specifier.split('/')
  const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
  const subPath = parts.slice(specifier.startsWith('@') ? 2 : 1).join('/')
  const fault = name.startsWith('@crmkit/')
    ? crmkitFault(from, name.slice('@crmkit/'.length), subPath, typeOnly)
    : undefined
  return fault ?? undeclaredFault(from, name)
}

function crmkitFault(from: ImportingFile, name: string, subPath: string, typeOnly: boolean) {
  const kind = shared.includes(name) ? name : 'plugins'
  const target = kind === 'plugins' ? `plugins/${name}` : name
  if (/^(src|dist|test|bench|bin)(\/|$)/.test(subPath)) {
    return 'only the public index of a package is imported, never a file inside it.'
  }
  if (target === from.home) {
    if (from.inSource) return 'a package does not import its own index: that is a circle.'
    return
  }
  if (from.inSource && target === 'core' && subPath === 'testing') {
    return 'the test kit is for tests.'
  }
  // Benchmarks and tests of whole systems need plugins in rooms below them; sources never do.
  const ofWholeSystem = from.kind === 'plugins' || from.kind === 'elements'
  const wholeSystem = from.path[0] === 'bench' || (ofWholeSystem && !from.inSource)
  if (wholeSystem) return
  if (!allowedPackages[from.kind]?.includes(kind)) {
    return `${from.kind} does not import ${kind}: schemas ← core ← plugins ← host-examples.`
  }
  if (kind === 'plugins' && registryReaders.includes(from.home ?? '')) {
    return `${String(from.home)} reads the entity registry, never a named plugin.`
  }
  if (from.kind === 'elements' && !typeOnly && subPath !== 'client') {
    return 'elements import only types of the schemas, and the client.'
  }
  return
}

/** npm hoists: an undeclared package resolves here and is missing where ours is installed. */
function undeclaredFault(from: ImportingFile, name: string): string | undefined {
  const home = from.home ?? '.'
  const manifests = from.inSource ? [home] : [home, '.']
  const fields = ['dependencies', 'peerDependencies', 'optionalDependencies']
  if (!from.inSource) fields.push('devDependencies')
  const isOwn = name.startsWith('@crmkit/') && !from.inSource
  if (isOwn || manifests.some((folder) => declares(folder, fields, name))) return
  return `${name} is not among the dependencies of ${home}/package.json.`
}

function declares(folder: string, fields: string[], name: string): boolean {
  const manifest = readManifest(folder)
  return fields.some((field) => name in (manifest[field] ?? {}))
}

const manifests = new Map<string, Record<string, object | undefined>>()

function readManifest(folder: string): Record<string, object | undefined> {
  let manifest = manifests.get(folder)
  if (!manifest) {
    const file = resolve(root, folder, 'package.json')
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}'
    manifest = JSON.parse(text) as Record<string, object | undefined>
    manifests.set(folder, manifest)
  }
  return manifest
}
