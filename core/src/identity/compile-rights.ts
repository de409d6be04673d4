import { createHash } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import type { PermissionCatalogue, Role } from './permission-catalogue.ts'
import type { FieldAccess, Rights, Scope } from './rights.ts'

/** 1,000 distinct sets of roles are more than a tenant mix of one process meets; each holds a few maps. */
const cache = (): LRUCache<string, Rights> => new LRUCache({ max: 1_000 })

type FieldPermissions = ReadonlyMap<string, string>
const NONE: FieldPermissions = new Map()

const REACH: readonly Scope[] = ['own', 'team', 'all']
const ACCESS: readonly FieldAccess[] = ['none', 'read', 'write']

/** Compiles sets of roles into rights; the same set gives the same object. */
export function createRightsCompiler(catalogue: PermissionCatalogue): {
  /**
   * Rights of an actor with these roles, cut to `limitedTo` when given. `fieldPermissions` are those the tenant's own fields ask for,
   * beside those of the catalogue.
   */
  compile(
    roles: readonly Role[],
    limitedTo?: readonly string[],
    fieldPermissions?: FieldPermissions,
  ): Rights
  /** What the engine itself may do: everything. */
  readonly system: Rights
} {
  const known = cache()
  const system: Rights = Object.freeze({
    key: 'system',
    scope: () => 'all' as const,
    field: () => 'write' as const,
  })
  return { compile, system }

  function compile(
    roles: readonly Role[],
    limitedTo?: readonly string[],
    fieldPermissions: FieldPermissions = NONE,
  ): Rights {
    const key = keyOf(roles, limitedTo, fieldPermissions)
    const cached = known.get(key)
    if (cached) return cached
    const rights = build(key, roles, limitedTo, fieldPermissions)
    known.set(key, rights)
    return rights
  }

  function build(
    key: string,
    roles: readonly Role[],
    limitedTo: readonly string[] | undefined,
    fieldPermissions: FieldPermissions,
  ): Rights {
    const scopes = new Map<string, Scope | undefined>()
    const fields = new Map<string, FieldAccess>()
    const scope = (permission: string): Scope | undefined => {
      if (!scopes.has(permission))
        scopes.set(permission, widest(roles, permission, limitedTo, isScoped(permission)))
      return scopes.get(permission)
    }
    const field = (entity: string, property: string): FieldAccess => {
      const name = `${entity}.${property}`
      let access = fields.get(name)
      if (access === undefined) {
        const permission = catalogue.fieldPermissions.get(name) ?? fieldPermissions.get(name)
        const hidden = permission !== undefined && scope(permission) === undefined
        access = hidden ? 'none' : mostOpen(roles, entity, name)
        fields.set(name, access)
      }
      return access
    }
    return Object.freeze({ key, scope, field })
  }

  /** What the catalogue does not know (a pattern, an entity made at run time) counts as scoped. */
  function isScoped(permission: string): boolean {
    return catalogue.permissions.get(permission)?.scoped ?? true
  }
}

/** True when the pattern covers the permission: `contact.read`, `contact.*`, `*.read`, `*`. */
export function covers(pattern: string, permission: string): boolean {
  if (pattern === '*' || pattern === permission) return true
  const dot = permission.lastIndexOf('.')
  if (pattern.endsWith('.*')) return permission.startsWith(pattern.slice(0, -1))
  return pattern.startsWith('*.') && permission.slice(dot) === pattern.slice(1)
}

function widest(
  roles: readonly Role[],
  permission: string,
  limitedTo: readonly string[] | undefined,
  scoped: boolean,
): Scope | undefined {
  if (limitedTo && !limitedTo.some((pattern) => covers(pattern, permission))) return undefined
  let best = -1
  for (const role of roles) {
    for (const [pattern, scope] of Object.entries(role.permissions)) {
      // `*: own` must not open what has no owner to compare, such as role.manage.
      if ((scoped || scope === 'all') && covers(pattern, permission))
        best = Math.max(best, REACH.indexOf(scope))
    }
  }
  return REACH[best]
}

/**
 * Of several roles the one that shows most wins, as with permissions; a role that does not name the field allows it. Only roles
 * that grant something on the entity have a say: a second role for, say, jobs must not uncover a field the first one hides.
 */
function mostOpen(roles: readonly Role[], entity: string, name: string): FieldAccess {
  let best = 0
  for (const role of roles) {
    if (grantsOn(role, entity)) best = Math.max(best, ACCESS.indexOf(role.fields[name] ?? 'write'))
  }
  return ACCESS[best] ?? 'none'
}

function grantsOn({ permissions }: Role, entity: string): boolean {
  return Object.keys(permissions).some(
    (pattern) => pattern === '*' || pattern.startsWith('*.') || pattern.startsWith(`${entity}.`),
  )
}

function keyOf(
  roles: readonly Role[],
  limitedTo: readonly string[] | undefined,
  fieldPermissions: FieldPermissions,
): string {
  // Content, not names: a tenant's changed role must not meet what was compiled before the change.
  const parts = roles.map((role) => [role.name, role.permissions, role.fields])
  return createHash('sha256')
    .update(JSON.stringify([parts, limitedTo ?? null, ...fieldPermissions]))
    .digest('base64url')
    .slice(0, 16)
}
