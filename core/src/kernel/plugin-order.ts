import semver from 'semver'

import type { AnyPlugin } from './any-plugin.ts'

/** The order plugins boot in, or the faults that keep them from it: each with the chain that leads to it and the remedy. */
export interface PluginOrder {
  readonly plugins: readonly AnyPlugin[]
  readonly faults: readonly string[]
}

/**
 * Sorts plugins so that each comes after what it requires and after the optional ones it uses. Plugins without a bond between
 * them keep the order of their names, so that the order does not depend on who wrote the array.
 */
export function orderPlugins(plugins: readonly AnyPlugin[], engineVersion: string): PluginOrder {
  const byName = new Map<string, AnyPlugin>()
  const faults: string[] = []
  for (const plugin of plugins) {
    const other = byName.get(plugin.name)
    if (other) faults.push(duplicate(plugin, other))
    else byName.set(plugin.name, plugin)
  }
  for (const plugin of byName.values())
    faults.push(...missing(plugin, byName), ...refused(plugin, byName, engineVersion))
  const { order, cycles } = sort(byName)
  return { plugins: order, faults: [...faults, ...cycles] }
}

function duplicate(plugin: AnyPlugin, other: AnyPlugin): string {
  const versions =
    plugin.version === other.version ? plugin.version : `${other.version} and ${plugin.version}`
  return `The plugin "${plugin.name}" is given twice (${versions}). Remove one; if you see only one, two copies are installed: npm ls ${plugin.name}.`
}

function missing(plugin: AnyPlugin, byName: ReadonlyMap<string, AnyPlugin>): string[] {
  const chain = (name: string): string => `${[...chainTo(plugin.name, byName), name].join(' → ')}`
  return Object.entries(plugin.requires ?? {}).flatMap(([name, range = '*']) => {
    const found = byName.get(name)
    if (!found) {
      return [
        `"${plugin.name}" requires "${name}" ${range}, which is not in createCrm({ plugins }). Add ${name}() or remove ${plugin.name}() (${chain(name)}).`,
      ]
    }
    return semver.satisfies(found.version, range, { includePrerelease: true })
      ? []
      : [
          `"${plugin.name}" requires "${name}" ${range}, but ${found.version} is loaded. Install a version that fits (${chain(name)}).`,
        ]
  })
}

function refused(
  plugin: AnyPlugin,
  byName: ReadonlyMap<string, AnyPlugin>,
  engineVersion: string,
): string[] {
  const faults = (plugin.conflicts ?? [])
    .filter((name) => byName.has(name))
    .map((name) => `"${plugin.name}" cannot run beside "${name}". Remove one of them.`)
  for (const [name, range] of Object.entries(plugin.optional ?? {})) {
    const found = byName.get(name)
    if (found && !semver.satisfies(found.version, range, { includePrerelease: true })) {
      faults.push(
        `"${plugin.name}" works with "${name}" ${range}, but ${found.version} is loaded. Install a version that fits or remove it.`,
      )
    }
  }
  if (!semver.satisfies(engineVersion, plugin.engine, { includePrerelease: true })) {
    faults.push(
      `"${plugin.name}" ${plugin.version} needs @crmkit/core ${plugin.engine}, but ${engineVersion} is running. Update one of them.`,
    )
  }
  return faults
}

/** The shortest way from a plugin nobody requires down to this one, for the message. */
function chainTo(name: string, byName: ReadonlyMap<string, AnyPlugin>): string[] {
  const seen = new Set([name])
  const queue = [[name]]
  let last = [name]
  for (const path of queue) {
    last = path
    for (const plugin of byName.values()) {
      if (seen.has(plugin.name) || !Object.hasOwn(plugin.requires ?? {}, path[0] ?? '')) continue
      seen.add(plugin.name)
      queue.push([plugin.name, ...path])
    }
  }
  return last
}

function sort(byName: ReadonlyMap<string, AnyPlugin>): { order: AnyPlugin[]; cycles: string[] } {
  const order: AnyPlugin[] = []
  const cycles: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (plugin: AnyPlugin, path: readonly string[]): void => {
    const seen = state.get(plugin.name)
    if (seen === 'done') return
    if (seen === 'open') {
      const loop = [...path.slice(path.indexOf(plugin.name)), plugin.name]
      cycles.push(
        `Plugins require each other in a circle: ${loop.join(' → ')}. Move what they share into a plugin of its own, or make one of them optional.`,
      )
      return
    }
    state.set(plugin.name, 'open')
    for (const name of bonds(plugin)) {
      const next = byName.get(name)
      if (next) visit(next, [...path, plugin.name])
    }
    state.set(plugin.name, 'done')
    order.push(plugin)
  }
  const byTheirNames = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const plugin of byTheirNames) visit(plugin, [])
  return { order, cycles }
}

function bonds(plugin: AnyPlugin): string[] {
  return [...Object.keys(plugin.requires ?? {}), ...Object.keys(plugin.optional ?? {})].sort()
}
