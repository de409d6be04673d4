import { LRUCache } from 'lru-cache'

import { quoteIdentifier } from '../database/identifiers.ts'
import type { EmbedIssuer } from '../identity/embed-session.ts'
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

/** What is known of a member without a request of theirs. */
export interface KnownMember extends MemberOf {
  readonly name: string
  readonly email: string | null
  /** Those named with their last request. */
  readonly roles: readonly string[]
  /** Of a member who comes through embed sessions alone: who made the last one; the rights end where theirs do. */
  readonly issuer: EmbedIssuer | null
}

/** Finds the members behind actors; a host's user becomes one when first seen. */
export interface Members {
  ofHostUser(tenantId: string, userId: string, person: NewMember): Promise<MemberOf>
  byId(tenantId: string, memberId: string): Promise<MemberOf | undefined>
  /**
   * Keeps the roles a request came with, for what is sent to the member unasked. Those of an embed session only while the host has named
   * none itself: a session is often narrower than its user.
   */
  noteRoles(
    tenantId: string,
    memberId: string,
    roles: readonly string[],
    issuer?: EmbedIssuer,
  ): Promise<void>
  /** Undefined for a member who left, and for one of whom no request came yet. */
  known(tenantId: string, memberId: string): Promise<KnownMember | undefined>
  /** Members or teams of the tenant have changed: they are read again when next asked for. */
  forget(tenantId: string): void
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
  const noted = new LRUCache<string, string>({ max: CACHE.max })

  return Object.freeze({ ofHostUser, byId, noteRoles, known, forget })

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

  async function noteRoles(
    tenantId: string,
    memberId: string,
    roles: readonly string[],
    issuer?: EmbedIssuer,
  ): Promise<void> {
    const maker = issuer ? JSON.stringify(issuer) : null
    const key = `${tenantId} ${memberId} ${issuer ? 'embed' : 'host'}`
    const text = `${JSON.stringify(roles)} ${maker ?? ''}`
    if (noted.get(key) === text) return
    await tenantDb.query(tenantId, {
      text: `insert into ${schema}.member_roles as known (tenant_id, member_id, roles, issuer) values ($1, $2, $3, $4)
        on conflict (tenant_id, member_id) do update set roles = excluded.roles, issuer = excluded.issuer, seen_at = now()
        where (excluded.issuer is null or known.issuer is not null)
          and (known.roles <> excluded.roles or known.issuer is distinct from excluded.issuer)`,
      values: [tenantId, memberId, roles, maker],
    })
    noted.set(key, text)
  }

  async function known(tenantId: string, memberId: string): Promise<KnownMember | undefined> {
    const place = await byId(tenantId, memberId)
    const [row] = await tenantDb.query(tenantId, {
      text: `select m.name, m.email, r.roles, r.issuer from ${schema}.members m
        join ${schema}.member_roles r on r.tenant_id = m.tenant_id and r.member_id = m.id
        where m.tenant_id = $1::uuid and m.id = $2::uuid and m.deleted_at is null and m.active is not false`,
      values: [tenantId, memberId],
    })
    if (!place || !row) return undefined
    const [name, email, roles, issuer] = row as [
      string,
      string | null,
      string[],
      EmbedIssuer | null,
    ]
    return { ...place, name, email, roles, issuer }
  }

  function forget(tenantId: string): void {
    for (const key of cache.keys()) if (key.startsWith(tenantId)) cache.delete(key)
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
