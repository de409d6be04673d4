import { expect, test } from '@jest/globals'

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

/** Node's own search: the nearest node_modules, going up. */
function resolves(name: string, from: string): boolean {
  if (`${from ? `${from}/` : ''}node_modules/${name}` in lock.packages) return true
  return from !== '' && resolves(name, from.slice(0, Math.max(0, from.lastIndexOf('/'))))
}
