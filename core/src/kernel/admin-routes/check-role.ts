import type { Fault } from '../../base/crm-error.ts'
import { pointer } from '../../base/validator.ts'
import type { Entity } from '../../entities/entity.ts'
import type { EntityRegistry } from '../../entities/entity-registry.ts'
import { covers } from '../../identity/compile-rights.ts'
import type { PermissionCatalogue, Role } from '../../identity/permission-catalogue.ts'

/** What of a role does not exist here: permissions, reaches without a meaning, fields. */
export function roleFaults(
  role: Role,
  known: { readonly permissions: PermissionCatalogue; readonly registry: EntityRegistry },
): Fault[] {
  const permissions = Object.entries(role.permissions).flatMap(([pattern, scope]): Fault[] => {
    const path = `/permissions/${pointer(pattern)}`
    const unknown = permissionFault(path, pattern, known.permissions)
    if (unknown) return [unknown]
    const scoped = known.permissions.permissions.get(pattern)?.scoped ?? true
    if (scoped || scope === 'all') return []
    const message = `must be "all": what ${pattern} is about has no owner to compare`
    return [{ path, code: 'SCOPE_WITHOUT_MEANING', message }]
  })
  const fields = Object.keys(role.fields).flatMap((name) => fieldFault(name, known.registry))
  return [...permissions, ...fields]
}

/** Undefined when the catalogue has the permission, or something the pattern covers. */
export function permissionFault(
  path: string,
  pattern: string,
  { permissions }: PermissionCatalogue,
): Fault | undefined {
  if (permissions.has(pattern)) return undefined
  const names = [...permissions.keys()]
  if (isPattern(pattern) && names.some((name) => covers(pattern, name))) return undefined
  const entity = pattern.slice(0, pattern.indexOf('.') + 1)
  const near = entity === '' ? [] : names.filter((name) => name.startsWith(entity))
  const remedy = near.length > 0 ? `known: ${near.join(', ')}` : 'see GET /permissions'
  return { path, code: 'UNKNOWN_PERMISSION', message: `is no permission; ${remedy}` }
}

/** `contact.*`, `*.read` or `*`, and nothing that only looks like one. */
function isPattern(text: string): boolean {
  return /^(\*|\*\.[^*.]+|[^*.]+\.\*)$/.test(text)
}

function fieldFault(name: string, registry: EntityRegistry): Fault[] {
  const path = `/fields/${pointer(name)}`
  const dot = name.indexOf('.')
  const entity = registry.entities.get(name.slice(0, dot))
  if (!entity) {
    const known = [...registry.entities.keys()].join(', ')
    return [{ path, code: 'UNKNOWN_ENTITY', message: `must begin with an entity: ${known}` }]
  }
  const field = name.slice(dot + 1)
  if (field === 'id') {
    const message = 'cannot be hidden: without it no record could be named'
    return [{ path, code: 'FIELD_ALWAYS_READABLE', message }]
  }
  if (hasField(entity, field)) return []
  const known = [...entity.properties.keys()].join(', ')
  return [{ path, code: 'UNKNOWN_FIELD', message: `is no field; ${entity.name} has ${known}` }]
}

function hasField(entity: Entity, field: string): boolean {
  const [kind, plugin = '', key = ''] = field.split('.')
  // Custom fields come and go at run time; a role may name one before it is made.
  if (kind === 'custom' && plugin !== '') {
    return entity.customFields && /^[a-z][A-Za-z0-9_]*$/.test(plugin) && key === ''
  }
  if (kind === 'ext') return entity.extensions.get(plugin)?.properties.has(key) ?? false
  return entity.properties.has(field)
}
