import { LRUCache } from 'lru-cache'

import { quoteIdentifier } from '../database/identifiers.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { EmbedSession } from './embed-session.ts'

/** The rows of embed sessions: what a token cannot say of itself. */
export interface EmbedStore {
  add(session: EmbedSession): Promise<void>
  /** Up to 0.4 s old; in the process that revoked, none. */
  isRevoked(tenantId: string, id: string): Promise<boolean>
  /** False when the tenant has no such session. */
  revoke(tenantId: string, id: string): Promise<boolean>
  /** Ends every session of a user that was made before; gives how many were still open. */
  revokeAllOf(tenantId: string, userId: string): Promise<number>
  /** Some were revoked, in whichever process: the next who asks has them read. */
  forget(tenantId: string): void
}

/**
 * One read a tenant and process in this time tells of all its revoked sessions. A read for each token would be a query for
 * nearly every request, because most people ask less than twice a second. Below the second that is promised, with the time a
 * busy database takes for it.
 */
const CACHE = { max: 10_000, ttl: 400 }
/** How far back a session can still be open: it lives a quarter of an hour, the rest is for clocks that differ. */
const OPEN = "interval '20 minutes'"
/** An origin is written again when this old, not with every session: one row, for which all of a tenant's would queue. */
const RENEWED = "interval '10 minutes'"
/** Kept for looking up who was let in; upkeep removes what is older. */
const KEPT = "interval '2 hours'"

export function createEmbedStore({
  schema,
  tenantDb,
}: {
  schema: string
  tenantDb: TenantDb
}): EmbedStore {
  const prefix = quoteIdentifier(schema)
  const sessions = `${prefix}.embed_sessions`
  const origins = `${prefix}.embed_origins`
  const revoked = new LRUCache<string, Promise<ReadonlySet<string>>>(CACHE)

  return Object.freeze({
    add,
    isRevoked,
    revoke,
    revokeAllOf,
    forget: (tenantId: string) => void revoked.delete(tenantId),
  })

  async function add(session: EmbedSession): Promise<void> {
    const { tenantId, id, user, issuer, expiresAt } = session
    await tenantDb.query(tenantId, {
      text: `with renewed as (
          insert into ${origins} (tenant_id, origin)
          select $1::uuid, o from unnest($6::text[]) o where not exists (
            select from ${origins} e where e.tenant_id = $1::uuid and e.origin = o collate "C" and e.renewed_at > now() - ${RENEWED}
          ) order by o
          on conflict (tenant_id, origin) do update set renewed_at = now()
        )
        insert into ${sessions} (tenant_id, id, user_id, issuer, expires_at) values ($1::uuid, $2, $3, $4, to_timestamp($5))`,
      values: [tenantId, id, user.id, JSON.stringify(issuer), expiresAt, session.origins],
    })
  }

  async function isRevoked(tenantId: string, id: string): Promise<boolean> {
    let known = revoked.get(tenantId)
    if (!known) {
      known = readRevoked(tenantId)
      revoked.set(tenantId, known)
      // A failed read must not answer the next caller.
      known.catch(() => revoked.delete(tenantId))
    }
    return (await known).has(id)
  }

  async function readRevoked(tenantId: string): Promise<ReadonlySet<string>> {
    const rows = await tenantDb.query(tenantId, {
      name: 'read_revoked_embed_sessions',
      text: `select id::text from ${sessions} where tenant_id = $1::uuid and revoked_at is not null and created_at > now() - ${OPEN}`,
      values: [tenantId],
    })
    return new Set(rows.map(([id]) => id as string))
  }

  async function revoke(tenantId: string, id: string): Promise<boolean> {
    const rows = await tenantDb.query(tenantId, {
      text: `update ${sessions} set revoked_at = coalesce(revoked_at, now()) where tenant_id = $1::uuid and id = $2::uuid returning 1`,
      values: [tenantId, id],
    })
    forgetAfterCommit(tenantId)
    return rows.length > 0
  }

  async function revokeAllOf(tenantId: string, userId: string): Promise<number> {
    const rows = await tenantDb.query(tenantId, {
      text: `update ${sessions} set revoked_at = now()
        where tenant_id = $1::uuid and user_id = $2 and revoked_at is null and created_at > now() - ${OPEN} returning 1`,
      values: [tenantId, userId],
    })
    forgetAfterCommit(tenantId)
    return rows.length
  }

  /** Not before the commit: a read in between would keep the session open for another while. */
  function forgetAfterCommit(tenantId: string): void {
    tenantDb.afterCommit(() => void revoked.delete(tenantId))
  }
}

/** For the hourly upkeep, run by the owner. */
export function expiredEmbedRows(schema: string): readonly string[] {
  const prefix = quoteIdentifier(schema)
  return [
    `delete from ${prefix}.embed_sessions where created_at < now() - ${KEPT}`,
    `delete from ${prefix}.embed_origins where renewed_at < now() - ${KEPT}`,
  ]
}
