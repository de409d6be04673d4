import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { assertEntitySchema, assertExtensionSchema } from '../entities/check-entity.ts'
import type { EntityWords } from '../entities/entity.ts'
import { snakeCase } from '../entities/naming.ts'
import { CHANGE } from '../timeline/change-entries.ts'
import type { AnyPlugin } from './any-plugin.ts'
import { corePlugin } from './core-plugin.ts'
import { missingPermissions } from './missing-permissions.ts'

const NAME = /^[a-z][a-z0-9-]{1,30}$/
/** Names Awilix resolves on its proxy, or that a promise would call (awilix 13, research/engines.md §6). */
const RESERVED_SERVICES = new Set([
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__proto__',
  'constructor',
  'toJSON',
  'then',
  'inspect',
])
const RECORD_ACTIONS = ['created', 'updated', 'deleted', 'restored', 'purged']

/** Every way plugins contradict each other or themselves; nothing is ever last-wins. */
export function findConflicts(plugins: readonly AnyPlugin[]): string[] {
  return [
    ...plugins.flatMap(badName),
    ...plugins.flatMap(badSchemas),
    ...taken(plugins, 'entity', (plugin) => Object.keys(plugin.entities ?? {})),
    ...taken(plugins, 'plural', (plugin) => words(plugin).map(({ plural }) => plural)),
    ...taken(plugins, 'table', tables),
    ...taken(plugins, 'service', (plugin) => Object.keys(plugin.services ?? {})),
    ...taken(plugins, 'permission', (plugin) => Object.keys(plugin.permissions ?? {})),
    ...taken(plugins, 'event', (plugin) => Object.keys(plugin.events ?? {})),
    ...taken(plugins, 'route', (plugin) =>
      (plugin.routes ?? []).map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`),
    ),
    ...taken(plugins, 'operation', (plugin) =>
      (plugin.routes ?? []).map(({ operationId }) => operationId),
    ),
    ...taken(plugins, 'kind of timeline entry', timelineKinds),
    ...taken(plugins, 'element', (plugin) => [
      ...new Set((plugin.ui ?? []).map(({ element }) => element)),
    ]),
    ...plugins.flatMap((plugin) => badRelations(plugin, plugins)),
    ...plugins.flatMap((plugin) => badExtensions(plugin, plugins)),
    ...plugins.flatMap((plugin) => badSubscribers(plugin, plugins)),
    ...plugins.flatMap((plugin) => badRoutes(plugin, plugins)),
    ...plugins.flatMap((plugin) => missingPermissions(plugin, plugins)),
    ...plugins.flatMap(badServices),
    ...plugins.flatMap(badJobs),
    ...plugins.flatMap(badMigrations),
  ]
}

function taken(
  plugins: readonly AnyPlugin[],
  kind: string,
  names: (plugin: AnyPlugin) => readonly string[],
): string[] {
  const first = new Map<string, string>()
  return plugins.flatMap((plugin) =>
    names(plugin).flatMap((name) => {
      const owner = first.get(name)
      first.set(name, owner ?? plugin.name)
      if (owner === undefined) return []
      return [
        `The ${kind} "${name}" is brought by "${owner}" and by "${plugin.name}". Rename one of them, or load only one of the plugins.`,
      ]
    }),
  )
}

/** The engine's own kind is that of the change log. */
function timelineKinds(plugin: AnyPlugin): string[] {
  const own = plugin === corePlugin ? [CHANGE] : []
  return [...own, ...Object.values(plugin.timeline ?? {}).flatMap(({ kinds }) => kinds)]
}

function badName(plugin: AnyPlugin): string[] {
  const { name } = plugin
  // `host` is who `crm.run` works as, and reaches everything.
  if (name === 'host' || (name === 'core' && plugin !== corePlugin))
    return [`"${name}" is a name of the engine's own. Rename the plugin.`]
  return NAME.test(name)
    ? []
    : [
        `"${name}" is no name for a plugin. Use 2 to 31 lower-case letters, digits and hyphens, a letter first.`,
      ]
}

function badSchemas(plugin: AnyPlugin): string[] {
  const faults = [
    ...Object.entries(plugin.entities ?? {}).flatMap(([name, { schema }]) =>
      assertEntitySchema(plugin.name, name, schema),
    ),
    ...Object.entries(plugin.extends ?? {}).flatMap(([entity, { schema }]) =>
      assertExtensionSchema(plugin.name, entity, schema),
    ),
  ]
  return faults.map(({ path, message }) => `The schema ${path}: ${message}.`)
}

function words(plugin: AnyPlugin): EntityWords[] {
  return Object.values(plugin.entities ?? {}).flatMap(({ schema }) => {
    const found = schema['x-crm'] as EntityWords | undefined
    return found?.plural ? [found] : []
  })
}

function tables(plugin: AnyPlugin): string[] {
  const own = Object.values(plugin.entities ?? {}).flatMap(({ schema, table }) => {
    const plural = (schema['x-crm'] as EntityWords | undefined)?.plural
    return table ?? (plural === undefined ? [] : snakeCase(plural))
  })
  return [
    ...own,
    ...Object.keys(plugin.extends ?? {}).map(
      (entity) => `${snakeCase(plugin.name)}_${snakeCase(entity)}_ext`,
    ),
  ]
}

/** Plugins whose entities this one may name: itself, the engine, what it requires or optionally uses. */
function within(plugin: AnyPlugin, plugins: readonly AnyPlugin[]): AnyPlugin[] {
  const names = new Set([
    plugin.name,
    'core',
    ...Object.keys(plugin.requires ?? {}),
    ...Object.keys(plugin.optional ?? {}),
  ])
  return plugins.filter(({ name }) => names.has(name))
}

function badRelations(plugin: AnyPlugin, plugins: readonly AnyPlugin[]): string[] {
  const reachable = new Set(
    within(plugin, plugins).flatMap(({ entities }) => Object.keys(entities ?? {})),
  )
  const schemas = [
    ...Object.entries(plugin.entities ?? {}),
    ...Object.entries(plugin.extends ?? {}),
  ]
  return schemas.flatMap(([entity, { schema }]) =>
    Object.entries((schema['properties'] ?? {}) as Record<string, Record<string, unknown>>).flatMap(
      ([key, property]) => {
        const { entity: target, within } =
          (property['x-crm'] as { relation?: { entity?: string; within?: string } } | undefined)
            ?.relation ?? {}
        if (target === undefined) return []
        if (reachable.has(target)) {
          return within === undefined || referenceKeys(target, plugins).includes(within)
            ? []
            : [
                `"${entity}.${key}" of "${plugin.name}" points at "${target}" within "${within}", which "${target}" does not name in its referenceKeys.`,
              ]
        }
        const owner = plugins.find(({ entities }) => target in (entities ?? {}))
        const remedy = owner
          ? `Add "${owner.name}" to its requires.`
          : `No loaded plugin has an entity "${target}".`
        return [
          `"${entity}.${key}" of "${plugin.name}" points at "${target}", which the plugin does not reach. ${remedy}`,
        ]
      },
    ),
  )
}

function referenceKeys(entity: string, plugins: readonly AnyPlugin[]): readonly string[] {
  const schema = plugins.map(({ entities }) => entities?.[entity]?.schema).find(Boolean)
  return (schema?.['x-crm'] as EntityWords | undefined)?.referenceKeys ?? []
}

function badExtensions(plugin: AnyPlugin, plugins: readonly AnyPlugin[]): string[] {
  const others = within(plugin, plugins).filter(({ name }) => name !== plugin.name)
  return Object.keys(plugin.extends ?? {}).flatMap((entity) => {
    if (others.some(({ entities }) => entity in (entities ?? {}))) return []
    const owner = plugins.find(({ entities }) => entity in (entities ?? {}))
    const remedy = owner
      ? `Add "${owner.name}" to its requires.`
      : `No loaded plugin has an entity "${entity}".`
    return [`"${plugin.name}" extends "${entity}", which it does not reach. ${remedy}`]
  })
}

function badSubscribers(plugin: AnyPlugin, plugins: readonly AnyPlugin[]): string[] {
  const entities = plugins.flatMap((other) => Object.keys(other.entities ?? {}))
  const events = new Set([
    ...entities.flatMap((entity) => RECORD_ACTIONS.map((action) => `${entity}.${action}`)),
    ...plugins.flatMap((other) => Object.keys(other.events ?? {})),
  ])
  return Object.entries(plugin.subscribers ?? {}).flatMap(([id, { on }]) =>
    [on].flat().flatMap((pattern) => {
      if (pattern.includes('*') || events.has(pattern)) return []
      return [
        `The subscriber "${id}" of "${plugin.name}" waits for "${pattern}", which nobody emits. Known: ${[...events].filter((event) => event.split('.')[0] === pattern.split('.')[0]).join(', ') || [...events].join(', ')}.`,
      ]
    }),
  )
}

function badRoutes(plugin: AnyPlugin, plugins: readonly AnyPlugin[]): string[] {
  const plurals = new Set(plugins.flatMap((other) => words(other).map(({ plural }) => plural)))
  return (plugin.routes ?? []).flatMap(({ method, path }) => {
    const [, first, second, third] = path.split('/')
    if (!plurals.has(first ?? '') || third !== undefined) return []
    const shadows = second === undefined || second.startsWith(':')
    return shadows
      ? [
          `The route ${method} ${path} of "${plugin.name}" is one the engine makes for every entity. Add a verb: ${path}/do-something.`,
        ]
      : []
  })
}

function badServices(plugin: AnyPlugin): string[] {
  return Object.keys(plugin.services ?? {}).flatMap((name) =>
    RESERVED_SERVICES.has(name) || !/^[a-z][A-Za-z0-9]*$/.test(name)
      ? [
          `"${name}" of "${plugin.name}" cannot name a service. Use a camelCase noun such as ${plugin.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Service.`,
        ]
      : [],
  )
}

/** A subscriber runs as the job `on-<id>`; one of them would silently replace the other. */
function badJobs({ name, jobs, subscribers }: AnyPlugin): string[] {
  return Object.keys(subscribers ?? {}).flatMap((id) =>
    `on-${id}` in (jobs ?? {})
      ? [
          `The job "on-${id}" of "${name}" has the name under which its subscriber "${id}" runs. Rename the job.`,
        ]
      : [],
  )
}

function badMigrations({ name, migrations, entities, extends: sidecars }: AnyPlugin): string[] {
  if (migrations) {
    return existsSync(fileURLToPath(migrations))
      ? []
      : [
          `The migrations of "${name}" are said to be in ${migrations.pathname}, which does not exist. Run crmkit schema diff --plugin ${name} --name create_tables.`,
        ]
  }
  const needs = Object.keys(entities ?? {}).length + Object.keys(sidecars ?? {}).length > 0
  return needs
    ? [
        `"${name}" has entities but no migrations. Set migrations: new URL('../migrations/', import.meta.url), then run crmkit schema diff --plugin ${name} --name create_tables.`,
      ]
    : []
}
