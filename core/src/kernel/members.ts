import { LRUCache } from 'lru-cache'

import { quoteIdentifier } from '../database/identifiers.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'

/** The member an actor acts as, with the teams that `team` permissions reach. */
export interface MemberOf {
  readonly memberId: string
  /** The member's teams and all below them. */
  readonly teamIds: readonly string[]
}

export interface NewMember {
  readonly name: string
  readonly email?: string | undefined
}

/** Finds the members behind actors; a host's user becomes one when first seen. */
export interface Members {
  ofHostUser(tenantId: string, userId: string, person: NewMember): Promise<MemberOf>
  byId(tenantId: string, memberId: string): Promise<MemberOf | undefined>
}

/** Moving somebody to another team acts within this time; looking it up for every request would be a second query each. */
const CACHE = { max: 20_000, ttl: 5_000 }

/** How the host's users are named among a member's external references. */
export const HOST_USER = { system: 'host', type: 'user' }

export function createMembers(options: {
  schema: string
  tenantDb: TenantDb
  /** Makes the member through the writer, as any other record, with its change row. */
  readonly add: (tenantId: string, userId: string, person: NewMember) => Promise<void>
}): Members {
  const { tenantDb, add } = options
  const schema = quoteIdentifier(options.schema)
  /** The member that carries the host's user id as an external reference. */
  const hostUser = `m.id = (
    select r.record_id from ${schema}.external_refs r where r.tenant_id = $1::uuid and r.entity = 'member'
      and r.system = '${HOST_USER.system}' and r.type = '${HOST_USER.type}' and r.external_id = $2
  )`
  const cache = new LRUCache<string, Promise<MemberOf | undefined>>(CACHE)

  return Object.freeze({ ofHostUser, byId })

  async function ofHostUser(
    tenantId: string,
    userId: string,
    person: NewMember,
  ): Promise<MemberOf> {
    const key = `${tenantId} user ${userId}`
    const found = await once(key, () => find(tenantId, hostUser, userId))
    if (found) return found
    await add(tenantId, userId, person)
    cache.delete(key)
    const added = await once(key, () => find(tenantId, hostUser, userId))
    if (!added)
      throw new Error(`The member of the host's user ${userId} was written and cannot be found.`)
    return added
  }

  function byId(tenantId: string, memberId: string): Promise<MemberOf | undefined> {
    return once(`${tenantId} id ${memberId}`, () => find(tenantId, 'm.id = $2::uuid', memberId))
  }

  function once(
    key: string,
    read: () => Promise<MemberOf | undefined>,
  ): Promise<MemberOf | undefined> {
    let known = cache.get(key)
    if (!known) {
      known = read()
      cache.set(key, known)
      known.catch(() => cache.delete(key))
    }
    return known
  }

  async function find(
    tenantId: string,
    condition: string,
    value: string,
  ): Promise<MemberOf | undefined> {
    const [row] = await tenantDb.query(tenantId, {
      text: `with recursive m as (
          select m.id, m.team_ids from ${schema}.members m where m.tenant_id = $1::uuid and m.deleted_at is null and ${condition}
        ), reached (id) as (
          select unnest(m.team_ids) from m
          union
          select t.id from ${schema}.teams t join reached on t.parent_id = reached.id where t.tenant_id = $1::uuid and t.deleted_at is null
        ) select m.id, array(select id from reached)::text[] from m`,
      values: [tenantId, value],
    })
    return row && { memberId: row[0] as string, teamIds: row[1] as string[] }
  }
}
