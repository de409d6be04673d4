import {
  compileEntities,
  type EntitySource,
  type ExtensionSource,
} from '../entities/compile-entities.ts'
import type { Entity } from '../entities/entity.ts'
import { createEntityRegistry, type EntityRegistry } from '../entities/entity-registry.ts'
import type { Property } from '../entities/property.ts'
import {
  createPermissionCatalogue,
  defaultReach,
  type EntityVerb,
  entityVerbs,
  type PermissionCatalogue,
  type PermissionSource,
} from '../identity/permission-catalogue.ts'
import type { AnyJob, AnyPlugin, AnyRoute, AnySubscriber, AnyTimelineSource } from './any-plugin.ts'
import { type ComposedHooks, composeHooks } from './compose-hooks.ts'
import { findConflicts } from './conflicts.ts'
import { corePlugin } from './core-plugin.ts'
import { errors } from './errors.ts'
import { orderPlugins } from './plugin-order.ts'

/** Something a plugin brings, with its name. */
export interface Brought<T> {
  readonly plugin: string
  readonly name: string
  readonly value: T
}

/** Everything all plugins of a kernel bring, checked against each other and frozen. */
export interface Manifest {
  /** In the order they boot; the engine's own first. */
  readonly plugins: readonly AnyPlugin[]
  readonly registry: EntityRegistry
  readonly permissions: PermissionCatalogue
  readonly hooks: ComposedHooks['byEntity']
  /** Full name `<plugin>:<job>`. */
  readonly jobs: readonly Brought<AnyJob>[]
  readonly subscribers: readonly Brought<AnySubscriber>[]
  readonly services: readonly Brought<(context: never) => unknown>[]
  readonly routes: readonly Brought<AnyRoute>[]
  readonly timeline: readonly Brought<AnyTimelineSource>[]
}

/** Composes the plugins, or throws one `BOOT_FAILED` that lists every fault with its remedy. */
export function composeManifest(given: readonly AnyPlugin[], engineVersion: string): Manifest {
  const { plugins: ordered, faults: orderFaults } = orderPlugins(given, engineVersion)
  const plugins = [corePlugin, ...ordered]
  const hooks = composeHooks(plugins)
  const faults = [...orderFaults, ...findConflicts(plugins), ...hooks.faults]
  if (faults.length > 0) throw bootError(faults)
  const registry = createEntityRegistry(
    compileEntities(entitySources(plugins), extensionSources(plugins)),
  )
  return Object.freeze({
    plugins,
    registry,
    permissions: catalogue(plugins, registry),
    hooks: hooks.byEntity,
    jobs: brought(plugins, (plugin) => plugin.jobs),
    subscribers: brought(plugins, (plugin) => plugin.subscribers),
    services: brought(plugins, (plugin) => plugin.services),
    timeline: brought(plugins, (plugin) => plugin.timeline),
    routes: plugins.flatMap((plugin) =>
      (plugin.routes ?? []).map((value) => ({
        plugin: plugin.name,
        name: value.operationId,
        value,
      })),
    ),
  })
}

export function bootError(faults: readonly string[]): Error {
  const count = faults.length === 1 ? 'one thing' : `${faults.length} things`
  return errors.BOOT_FAILED({ count, list: faults.map((fault) => `  - ${fault}`).join('\n') })
}

export function entitySources(plugins: readonly AnyPlugin[]): EntitySource[] {
  return plugins.flatMap((plugin) =>
    Object.entries(plugin.entities ?? {}).map(([name, { schema, table }]) => ({
      plugin: plugin.name,
      name,
      schema,
      table,
    })),
  )
}

export function extensionSources(plugins: readonly AnyPlugin[]): ExtensionSource[] {
  return plugins.flatMap((plugin) =>
    Object.entries(plugin.extends ?? {}).map(([entity, { schema }]) => ({
      plugin: plugin.name,
      entity,
      schema,
    })),
  )
}

function brought<T>(
  plugins: readonly AnyPlugin[],
  slot: (plugin: AnyPlugin) => Readonly<Record<string, T>> | undefined,
): Brought<T>[] {
  return plugins.flatMap((plugin) =>
    Object.entries(slot(plugin) ?? {}).map(([name, value]) => ({
      plugin: plugin.name,
      name,
      value,
    })),
  )
}

function catalogue(plugins: readonly AnyPlugin[], registry: EntityRegistry): PermissionCatalogue {
  const ofEntities = [...registry.entities.values()].flatMap((entity) =>
    entityPermissions(entity, plugins),
  )
  const ofPlugins = plugins.flatMap((plugin) =>
    Object.entries(plugin.permissions ?? {}).map(
      ([name, { label, default: reach = {}, embed = false }]): PermissionSource => ({
        name,
        label,
        plugin: plugin.name,
        scoped: false,
        embed,
        default: reach,
      }),
    ),
  )
  return createPermissionCatalogue([...ofEntities, ...ofPlugins], fieldPermissions(registry))
}

function entityPermissions(entity: Entity, plugins: readonly AnyPlugin[]): PermissionSource[] {
  const definition = plugins.find((plugin) => plugin.name === entity.plugin)?.entities?.[
    entity.name
  ]
  const { permissions: stated = {}, embed = 'records' } = definition ?? {}
  return entityVerbs.map((verb) => ({
    name: `${entity.name}.${verb}`,
    label: `${verb.charAt(0).toUpperCase()}${verb.slice(1)} ${entity.label.many.toLowerCase()}`,
    plugin: entity.plugin,
    scoped: entity.owned,
    embed: embeddedVerbs[embed].includes(verb),
    default: stated[verb] ?? defaultReach[verb],
  }))
}

/** An import goes on as a job, after the session and its bounds are over. */
const embeddedVerbs: Readonly<Record<'records' | 'read' | 'none', readonly EntityVerb[]>> = {
  records: entityVerbs.filter((verb) => verb !== 'import'),
  read: ['read'],
  none: [],
}

function fieldPermissions(registry: EntityRegistry): ReadonlyMap<string, string> {
  const permissions = new Map<string, string>()
  const add = (path: string, { permission }: Property): void => {
    if (permission !== undefined) permissions.set(path, permission)
  }
  for (const entity of registry.entities.values()) {
    for (const property of entity.properties.values())
      add(`${entity.name}.${property.key}`, property)
    for (const { plugin, properties } of entity.extensions.values()) {
      for (const property of properties.values())
        add(`${entity.name}.ext.${plugin}.${property.key}`, property)
    }
  }
  return permissions
}
