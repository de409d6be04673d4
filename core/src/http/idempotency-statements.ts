import { quoteIdentifier } from '../database/identifiers.ts'
import type { Row, Statement } from '../tenancy/statement.ts'
import { errors } from './errors.ts'
import type { Answer } from './route.ts'

/** One key of one actor on one route, and the request it stands for. */
export interface KeyOf {
  readonly tenantId: string
  readonly actorId: string
  readonly route: string
  readonly key: string
  readonly fingerprint: Buffer
}

/** Either the right to do the work, or the answer of the one who did it. */
export type Claim = { readonly token: string } | { readonly answer: Answer }

export interface IdempotencyStatements {
  /** One row, or none when a claim committed in this very moment. */
  claim(key: KeyOf, lockMs: number): Statement
  /** Throws when the key stands for another request, or its first request still runs. */
  readClaim(rows: readonly Row[]): Claim | undefined
  /** One row, or none when the lock is no longer ours. */
  keep(
    key: KeyOf,
    token: string,
    answer: { status: number; headers: string; body: string | null },
  ): Statement
  release(key: KeyOf, token: string): Statement
}

/** Keys are kept for 24 hours by the clock of the database: those of several processes and their hosts differ. */
const KEPT = "interval '24 hours'"

export function createIdempotencyStatements(schema: string): IdempotencyStatements {
  const table = `${quoteIdentifier(schema)}.idempotency_keys`
  const which = 'k.tenant_id = $1 and k.actor_id = $2 and k.route = $3 and k.key = $4'
  const own = `${which} and k.status is null and k.locked_until = $5::timestamptz`

  const claimText = `
with claimed as (
  insert into ${table} as k (tenant_id, actor_id, route, key, body_sha256, locked_until)
  values ($1, $2, $3, $4, $5, now() + $6 * interval '1 millisecond')
  on conflict (tenant_id, actor_id, route, key) do update
  set body_sha256 = excluded.body_sha256, locked_until = excluded.locked_until, created_at = now(),
    status = null, headers = null, body = null
  where k.created_at < now() - ${KEPT}
    or (k.status is null and k.locked_until < now() and k.body_sha256 = excluded.body_sha256)
  returning k.locked_until::text as token
)
select token, true, null::int, null::jsonb, null::text from claimed
union all
select null, k.body_sha256 = $5, k.status::int, k.headers, k.body
from ${table} k
where ${which} and not exists (select from claimed)`

  const keepText = `update ${table} k set status = $6, headers = $7, body = $8 where ${own} returning 1`
  const releaseText = `delete from ${table} k where ${own}`

  return {
    claim: (key, lockMs) => ({
      text: claimText,
      values: [...valuesOf(key), key.fingerprint, lockMs],
    }),
    readClaim,
    keep: (key, token, { status, headers, body }) => ({
      text: keepText,
      values: [...valuesOf(key), token, status, headers, body],
    }),
    release: (key, token) => ({ text: releaseText, values: [...valuesOf(key), token] }),
  }
}

/** For the daily upkeep, run by the owner: removes what is older than a day. */
export function expiredKeysStatement(schema: string): Statement {
  return {
    text: `delete from ${quoteIdentifier(schema)}.idempotency_keys where created_at < now() - ${KEPT}`,
    values: [],
  }
}

function readClaim(rows: readonly Row[]): Claim | undefined {
  const row = rows[0]
  if (!row) return undefined
  const [token, same, status, headers, body] = row as [
    string | null,
    boolean,
    number | null,
    Record<string, string> | null,
    string | null,
  ]
  if (token !== null) return { token }
  if (!same) throw errors.IDEMPOTENCY_KEY_REUSED()
  if (status === null) throw errors.IDEMPOTENCY_IN_FLIGHT({ retryAfterS: 1 })
  return {
    answer: {
      status,
      headers: { ...headers, 'idempotent-replayed': 'true' },
      body: body ?? undefined,
    },
  }
}

function valuesOf({ tenantId, actorId, route, key }: KeyOf): unknown[] {
  return [tenantId, actorId, route, key]
}
