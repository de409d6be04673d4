import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { expect, test } from '@jest/globals'

import manifest from '../../package.json' with { type: 'json' }
import lock from '../../package-lock.json' with { type: 'json' }

interface LockedPackage {
  resolved?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

const packages = Object.entries(lock.packages as Record<string, LockedPackage>)

test('the lock file names no registry: it installs from any', () => {
  const hosts = packages.filter(([, { resolved }]) => resolved?.includes('://'))
  expect(hosts.map(([path]) => path)).toEqual([])
})

// npm writes a lock file without the builds its registry lacks for other platforms, and then
// refuses it in `npm ci`. Pin the package to a version that is complete.
test('the lock file holds every package it mentions, for all platforms', () => {
  const missing = packages.flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !resolves(name, path))
      .map((name) => `${name}, needed by ${path}`),
  )
  expect(missing).toEqual([])
})

test('the lock file knows every package of ours as it is, or `npm ci` refuses', () => {
  const root = resolve(import.meta.dirname, '../..')
  const manifests = globSync(
    manifest.workspaces.map((folder) => `${folder}/package.json`),
    { cwd: root },
  )
  expect(manifests.length).toBeGreaterThan(2)
  for (const file of manifests) {
    const current = JSON.parse(readFileSync(join(root, file), 'utf8'))
    const locked = (lock.packages as Record<string, object>)[file.replace('/package.json', '')]
    expect({ [file]: locked }).toEqual({ [file]: expect.objectContaining(dependenciesOf(current)) })
  }
})

function dependenciesOf(manifest: Record<string, unknown>): Record<string, unknown> {
  const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
  return Object.fromEntries(
    fields.filter((field) => manifest[field]).map((field) => [field, manifest[field]]),
  )
}

/** Node's own search: the nearest node_modules, going up. */
function resolves(name: string, from: string): boolean {
  if (`${from ? `${from}/` : ''}node_modules/${name}` in lock.packages) return true
  return from !== '' && resolves(name, from.slice(0, Math.max(0, from.lastIndexOf('/'))))
}
