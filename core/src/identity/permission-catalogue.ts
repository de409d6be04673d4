import type { FieldAccess, Scope } from './rights.ts'

/** A role of a tenant: what it may do and how far, and what it sees of single fields. */
export interface Role {
  readonly name: string
  readonly label: string
  /** Permission → reach. `*` reaches every permission, `contact.*` all of an entity, `*.read` one verb of all. */
  readonly permissions: Readonly<Record<string, Scope>>
  /** `contact.phone` → `none` or `read`; a field not named is writable. */
  readonly fields: Readonly<Record<string, FieldAccess>>
}

export interface CataloguedPermission {
  readonly name: string
  readonly label: string
  /** The plugin that brings it. */
  readonly plugin: string
  /** False where a record has no owner: then only `all` has a meaning. */
  readonly scoped: boolean
  /** Whether an embed session may hold it; what administrates never leaves for a page. */
  readonly embed: boolean
}

/** Every permission of a kernel, and the four roles each tenant starts with. */
export interface PermissionCatalogue {
  readonly permissions: ReadonlyMap<string, CataloguedPermission>
  readonly roles: ReadonlyMap<string, Role>
  /** `contact.salary` → the permission without which the field does not exist for an actor. */
  readonly fieldPermissions: ReadonlyMap<string, string>
}

/** The verbs every entity has, and the reach each default role has unless the plugin says otherwise. */
export const entityVerbs = [
  'read',
  'create',
  'update',
  'delete',
  'purge',
  'export',
  'import',
] as const
export type EntityVerb = (typeof entityVerbs)[number]

export type DefaultRole = 'manager' | 'user' | 'guest'
export type DefaultReach = Readonly<Partial<Record<DefaultRole, Scope>>>

export const defaultReach: Readonly<Record<EntityVerb, DefaultReach>> = {
  read: { manager: 'all', user: 'all', guest: 'all' },
  create: { manager: 'all', user: 'all' },
  update: { manager: 'all', user: 'team' },
  delete: { manager: 'all', user: 'own' },
  purge: {},
  export: { manager: 'all' },
  import: { manager: 'all' },
}

/** A permission with the reach of the default roles, as the kernel gathers it from entities and plugins. */
export interface PermissionSource extends CataloguedPermission {
  readonly default: DefaultReach
}

const LABELS: Readonly<Record<'admin' | DefaultRole, string>> = {
  admin: 'Administrator',
  manager: 'Manager',
  user: 'User',
  guest: 'Guest',
}

export function createPermissionCatalogue(
  sources: readonly PermissionSource[],
  fieldPermissions: ReadonlyMap<string, string>,
): PermissionCatalogue {
  const roles = (Object.keys(LABELS) as ('admin' | DefaultRole)[]).map((name): [string, Role] => [
    name,
    Object.freeze({ name, label: LABELS[name], permissions: reachOf(name, sources), fields: {} }),
  ])
  return Object.freeze({
    permissions: new Map(
      sources.map(({ name, label, plugin, scoped, embed }) => [
        name,
        { name, label, plugin, scoped, embed },
      ]),
    ),
    roles: new Map(roles),
    fieldPermissions,
  })
}

function reachOf(
  role: 'admin' | DefaultRole,
  sources: readonly PermissionSource[],
): Readonly<Record<string, Scope>> {
  if (role === 'admin') return { '*': 'all' }
  return Object.fromEntries(
    sources.flatMap((source): [string, Scope][] => {
      const scope = source.default[role]
      if (scope === undefined) return []
      // Records without an owner cannot be narrowed: what is `own` or `team` elsewhere is all or nothing here.
      if (!source.scoped && scope !== 'all') return [[source.name, 'all']]
      return [[source.name, scope]]
    }),
  )
}
