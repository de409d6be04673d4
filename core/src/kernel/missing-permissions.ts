import { entityVerbs } from '../identity/permission-catalogue.ts'
import type { AnyPlugin } from './any-plugin.ts'

/** Routes that say nothing about who may call them, and permissions asked for that nobody could ever hold. */
export function missingPermissions(plugin: AnyPlugin, plugins: readonly AnyPlugin[]): string[] {
  const known = new Set(plugins.flatMap(permissionsOf))
  const unknown = (what: string, permission: string | undefined): string[] =>
    permission === undefined || known.has(permission)
      ? []
      : [
          `${what} of "${plugin.name}" asks for the permission "${permission}", which nobody declares. Add it to permissions, or use one of ${alike(permission, known)}.`,
        ]
  const routes = (plugin.routes ?? []).flatMap(({ method, path, access }) => {
    const name = `The route ${method} ${path}`
    // Types forbid it; a plugin in JavaScript has none.
    if ((access as unknown) === undefined) {
      return [
        `${name} of "${plugin.name}" does not say who may call it. Set access: { permission: '…' }, 'actor' for whoever is signed in, or 'public'.`,
      ]
    }
    return typeof access === 'object' ? unknown(name, access.permission) : []
  })
  const sources = Object.entries(plugin.timeline ?? {}).flatMap(([name, { permission }]) =>
    unknown(`The timeline source "${name}"`, permission),
  )
  const events = Object.entries(plugin.events ?? {}).flatMap(([name, { live }]) =>
    unknown(`The live event "${name}"`, typeof live === 'object' ? live.permission : undefined),
  )
  return [
    ...routes,
    ...sources,
    ...events,
    ...guardedFields(plugin).flatMap(([field, permission]) => unknown(`"${field}"`, permission)),
  ]
}

function permissionsOf({ permissions = {}, entities = {} }: AnyPlugin): string[] {
  const ofEntities = Object.keys(entities).flatMap((entity) =>
    entityVerbs.map((verb) => `${entity}.${verb}`),
  )
  return [...Object.keys(permissions), ...ofEntities]
}

function guardedFields(plugin: AnyPlugin): [field: string, permission: string | undefined][] {
  const schemas = [
    ...Object.entries(plugin.entities ?? {}),
    ...Object.entries(plugin.extends ?? {}),
  ]
  return schemas.flatMap(([entity, { schema }]) =>
    Object.entries((schema['properties'] ?? {}) as Record<string, Record<string, unknown>>).map(
      ([key, property]): [string, string | undefined] => [
        `${entity}.${key}`,
        (property['x-crm'] as { permission?: string } | undefined)?.permission,
      ],
    ),
  )
}

function alike(permission: string, known: ReadonlySet<string>): string {
  const [about] = permission.split('.')
  const near = [...known].filter((name) => name.startsWith(`${about ?? ''}.`))
  return (near.length > 0 ? near : [...known]).join(', ')
}
