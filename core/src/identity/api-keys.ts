import type pg from 'pg'

import type { Clock } from '../base/clock.ts'
import { uuidV7 } from '../base/uuid-v7.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { isSameSecret, newApiKeyText, parseApiKey } from './api-key-text.ts'
import { errors } from './errors.ts'

/** What a key says about its holder. */
export interface ApiKeyIdentity {
  readonly tenantId: string
  readonly id: string
  readonly name: string
  readonly roles: readonly string[]
  /** Empty: all that the roles allow. */
  readonly permissions: readonly string[]
  readonly memberId: string | null
}

export interface ApiKey {
  readonly id: string
  readonly publicId: string
  readonly name: string
  readonly roles: readonly string[]
  readonly permissions: readonly string[]
  readonly memberId: string | null
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  readonly lastUsedAt: string | null
  readonly createdAt: string
}

export interface NewApiKey {
  readonly name: string
  readonly roles: readonly string[]
  readonly permissions?: readonly string[]
  readonly memberId?: string | null
  /** RFC 3339; default never. */
  readonly expiresAt?: string | null
  /** The whole text of the key, for a key kept outside (`CRMKIT_DEMO_API_KEY`); default: a new random one. */
  readonly text?: string
}

export interface ApiKeys {
  /** The holder of a key's text; throws 401. */
  verify(text: string): Promise<ApiKeyIdentity>
  /** The holder of a key that is neither revoked nor expired, by the key's id. */
  find(tenantId: string, id: string): Promise<ApiKeyIdentity | undefined>
  /** The key's text is in the answer and nowhere else: only its hash is stored. */
  create(
    tenantId: string,
    key: NewApiKey,
    createdBy: object,
  ): Promise<ApiKey & { readonly text: string }>
  list(tenantId: string): Promise<readonly ApiKey[]>
  /** Takes effect within a second everywhere. */
  revoke(tenantId: string, id: string): Promise<void>
}

const COLUMNS =
  'id, public_id as "publicId", name, roles, permissions, member_id as "memberId", expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt", created_at as "createdAt"'
/** How exactly `lastUsedAt` is kept: a write for each request would be dearer than the request. */
const USED_EVERY_MS = 60_000

export function createApiKeys({
  schema,
  app,
  tenantDb,
  clock,
}: {
  schema: string
  app: pg.Pool
  tenantDb: TenantDb
  clock: Clock
}): ApiKeys {
  const table = `${quoteIdentifier(schema)}.api_keys`
  const usedAt = new Map<string, number>()

  return Object.freeze({ verify, find, create, list, revoke })

  async function verify(text: string): Promise<ApiKeyIdentity> {
    const parts = parseApiKey(text)
    if (!parts) throw errors.API_KEY_MALFORMED()
    const { rows } = await app.query<KeyRow>({
      name: 'find_api_key',
      text: `select tenant_id, id, name, roles, permissions, member_id, secret_sha256, expires_at
        from ${quoteIdentifier(schema)}.find_api_key($1)`,
      values: [parts.publicId],
    })
    const [row] = rows
    if (!row || !isSameSecret(row.secret_sha256, parts.secretSha256)) throw errors.API_KEY_UNKNOWN()
    if (row.expires_at !== null && Date.parse(row.expires_at) <= clock.now()) {
      throw errors.API_KEY_EXPIRED({ expiresAt: row.expires_at })
    }
    noteUse(row)
    const { tenant_id: tenantId, id, name, roles, permissions, member_id: memberId } = row
    return { tenantId, id, name, roles, permissions, memberId }
  }

  async function find(tenantId: string, id: string): Promise<ApiKeyIdentity | undefined> {
    const [row] = await tenantDb.query(tenantId, {
      name: 'find_api_key_by_id',
      text: `select row_to_json(k)::text from (
          select ${COLUMNS} from ${table} where tenant_id = $1::uuid and id = $2::uuid and revoked_at is null
        ) k`,
      values: [tenantId, id],
    })
    if (!row) return undefined
    const { name, roles, permissions, memberId, expiresAt } = JSON.parse(row[0] as string) as ApiKey
    if (expiresAt !== null && Date.parse(expiresAt) <= clock.now()) return undefined
    return { tenantId, id, name, roles, permissions, memberId }
  }

  function noteUse({ tenant_id: tenantId, id }: KeyRow): void {
    const now = clock.now()
    if (now - (usedAt.get(id) ?? 0) < USED_EVERY_MS) return
    usedAt.set(id, now)
    // Not awaited: the request does not depend on it, and a missed minute is no loss.
    tenantDb
      .query(tenantId, {
        text: `update ${table} set last_used_at = now() where tenant_id = $1::uuid and id = $2::uuid`,
        values: [tenantId, id],
      })
      .catch(() => usedAt.delete(id))
  }

  async function create(
    tenantId: string,
    key: NewApiKey,
    createdBy: object,
  ): Promise<ApiKey & { text: string }> {
    const { text, publicId, secretSha256 } = given(key.text) ?? newApiKeyText()
    const values = [
      tenantId,
      uuidV7(),
      publicId,
      secretSha256,
      key.name,
      key.roles,
      key.permissions ?? [],
      key.memberId ?? null,
      key.expiresAt ?? null,
      JSON.stringify(createdBy),
    ]
    const rows = await tenantDb.query(tenantId, {
      text: `with n as (
        insert into ${table} (tenant_id, id, public_id, secret_sha256, name, roles, permissions, member_id, expires_at, created_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning *
      ) select row_to_json(k)::text from (select ${COLUMNS} from n) k`,
      values,
    })
    return { ...(JSON.parse(rows[0]?.[0] as string) as ApiKey), text }
  }

  async function list(tenantId: string): Promise<readonly ApiKey[]> {
    const rows = await tenantDb.query(tenantId, {
      text: `select row_to_json(k)::text from (select ${COLUMNS} from ${table} where tenant_id = $1::uuid order by created_at desc, id) k`,
      values: [tenantId],
    })
    return rows.map(([json]) => JSON.parse(json as string) as ApiKey)
  }

  async function revoke(tenantId: string, id: string): Promise<void> {
    const rows = await tenantDb.query(tenantId, {
      text: `update ${table} set revoked_at = coalesce(revoked_at, now()) where tenant_id = $1::uuid and id = $2::uuid returning id`,
      values: [tenantId, id],
    })
    if (rows.length === 0) throw errors.API_KEY_NOT_FOUND({ id })
  }
}

interface KeyRow {
  readonly tenant_id: string
  readonly id: string
  readonly name: string
  readonly roles: readonly string[]
  readonly permissions: readonly string[]
  readonly member_id: string | null
  readonly secret_sha256: Buffer
  readonly expires_at: string | null
}

function given(text: string | undefined): ReturnType<typeof newApiKeyText> | undefined {
  if (text === undefined) return undefined
  const parts = parseApiKey(text)
  if (!parts) throw errors.API_KEY_MALFORMED()
  return { text, ...parts }
}
