import { LRUCache } from 'lru-cache'

import { quoteIdentifier } from '../database/identifiers.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { errors } from './errors.ts'
import type { PermissionCatalogue, Role } from './permission-catalogue.ts'

/** The roles of a tenant: the four built-in ones and its own. */
export interface Roles {
  /** Those of the names that are roles; names of the host that mean nothing here are passed over. */
  resolve(tenantId: string, names: readonly string[]): Promise<readonly Role[]>
  list(tenantId: string): Promise<readonly (Role & { readonly builtIn: boolean })[]>
  save(tenantId: string, role: Role): Promise<Role>
  remove(tenantId: string, name: string): Promise<void>
  /** They have changed, in whichever process: the next who asks has them read. */
  forget(tenantId: string): void
}

/** A changed role acts within a second everywhere: up to half of it here, half in the cache of actors (kernel/identify.ts). */
const CACHE = { max: 1_000, ttl: 500 }

export function createRoles({
  schema,
  tenantDb,
  catalogue,
}: {
  schema: string
  tenantDb: TenantDb
  catalogue: PermissionCatalogue
}): Roles {
  const table = `${quoteIdentifier(schema)}.roles`
  const cache = new LRUCache<string, Promise<ReadonlyMap<string, Role>>>(CACHE)

  return Object.freeze({
    resolve,
    list,
    save,
    remove,
    forget: (id: string) => void cache.delete(id),
  })

  async function resolve(tenantId: string, names: readonly string[]): Promise<readonly Role[]> {
    const builtIn = names.flatMap((name) => catalogue.roles.get(name) ?? [])
    if (builtIn.length === names.length) return builtIn
    const own = await ownRoles(tenantId)
    return names.flatMap((name) => catalogue.roles.get(name) ?? own.get(name) ?? [])
  }

  async function list(tenantId: string): Promise<readonly (Role & { builtIn: boolean })[]> {
    const own = await read(tenantId)
    return [
      ...[...catalogue.roles.values()].map((role) => ({ ...role, builtIn: true })),
      ...[...own.values()].map((role) => ({ ...role, builtIn: false })),
    ]
  }

  async function save(tenantId: string, role: Role): Promise<Role> {
    if (catalogue.roles.has(role.name)) throw errors.ROLE_BUILT_IN({ role: role.name })
    await tenantDb.query(tenantId, {
      text: `insert into ${table} as r (tenant_id, name, label, permissions, fields) values ($1, $2, $3, $4, $5)
        on conflict (tenant_id, name) do update
        set label = excluded.label, permissions = excluded.permissions, fields = excluded.fields, version = r.version + 1, updated_at = now()`,
      values: [
        tenantId,
        role.name,
        role.label,
        JSON.stringify(role.permissions),
        JSON.stringify(role.fields),
      ],
    })
    forgetAfterCommit(tenantId)
    return role
  }

  async function remove(tenantId: string, name: string): Promise<void> {
    if (catalogue.roles.has(name)) throw errors.ROLE_BUILT_IN({ role: name })
    const rows = await tenantDb.query(tenantId, {
      text: `delete from ${table} where tenant_id = $1::uuid and name = $2 returning name`,
      values: [tenantId, name],
    })
    if (rows.length === 0) throw errors.ROLE_NOT_FOUND({ role: name })
    forgetAfterCommit(tenantId)
  }

  /** Not before the commit: a read in between would keep the old roles for another while. */
  function forgetAfterCommit(tenantId: string): void {
    tenantDb.afterCommit(() => void cache.delete(tenantId))
  }

  function ownRoles(tenantId: string): Promise<ReadonlyMap<string, Role>> {
    let roles = cache.get(tenantId)
    if (!roles) {
      roles = read(tenantId)
      cache.set(tenantId, roles)
      // A failed read must not answer the next caller.
      roles.catch(() => cache.delete(tenantId))
    }
    return roles
  }

  async function read(tenantId: string): Promise<ReadonlyMap<string, Role>> {
    const rows = await tenantDb.query(tenantId, {
      name: 'read_roles',
      text: `select name, label, permissions, fields from ${table} where tenant_id = $1::uuid order by name`,
      values: [tenantId],
    })
    return new Map(
      rows.map(([name, label, permissions, fields]) => [
        name as string,
        { name, label, permissions, fields } as Role,
      ]),
    )
  }
}
