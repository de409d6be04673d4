import { LRUCache } from 'lru-cache'
import type pg from 'pg'

import { uuidV7 } from '../base/uuid-v7.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import { errors } from './errors.ts'

export interface Tenant {
  readonly id: string
  /** The host's own name for the tenant. */
  readonly key: string
  readonly name: string
}

/** The tenants of an engine. Made on purpose, never by a request: a mistyped key must not open an empty account. */
export interface Tenants {
  /** By the host's key or by id; throws `TENANT_UNKNOWN`. */
  resolve(tenant: string): Promise<Tenant>
  /** Makes the tenant when it is missing; renames it when a name is given and differs. */
  ensure(key: string, options?: { readonly name?: string }): Promise<Tenant>
  list(): Promise<readonly Tenant[]>
}

/** A tenant's id never changes and its name is for people, so a minute old is new enough. */
const CACHE = { max: 10_000, ttl: 60_000 }

export function createTenants({
  schema,
  app,
  owner,
}: {
  schema: string
  app: pg.Pool
  owner: pg.Pool
}): Tenants {
  const known = new LRUCache<string, Tenant>(CACHE)
  const prefix = quoteIdentifier(schema)

  return Object.freeze({ resolve, ensure, list })

  async function resolve(tenant: string): Promise<Tenant> {
    const cached = known.get(tenant)
    if (cached) return cached
    const { rows } = await app.query<Tenant>({
      name: 'find_tenant',
      text: `select id, key, name from ${prefix}.find_tenant($1)`,
      values: [tenant],
    })
    const [found] = rows
    if (!found) throw errors.TENANT_UNKNOWN({ tenant })
    known.set(tenant, found)
    return found
  }

  async function ensure(key: string, { name }: { readonly name?: string } = {}): Promise<Tenant> {
    const { rows } = await owner.query<Tenant>(
      `insert into ${prefix}.tenants as t (id, key, name) values ($1, $2, coalesce($3, $2))
       on conflict (key) do update set name = coalesce($3, t.name) returning id, key, name`,
      [uuidV7(), key, name ?? null],
    )
    known.delete(key)
    const [tenant] = rows
    if (!tenant) throw errors.TENANT_UNKNOWN({ tenant: key })
    return tenant
  }

  async function list(): Promise<readonly Tenant[]> {
    const { rows } = await owner.query<Tenant>(
      `select id, key, name from ${prefix}.tenants order by key`,
    )
    return rows
  }
}
