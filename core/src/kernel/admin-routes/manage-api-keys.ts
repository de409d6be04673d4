import { appendChange } from '../../changes/change-log.ts'
import type { ApiKey, NewApiKey } from '../../identity/api-keys.ts'
import { errors } from '../../identity/errors.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Engine } from '../engine.ts'
import { assertCreatable } from './check-api-key.ts'

export type ApiKeyEngine = Pick<
  Engine,
  'manifest' | 'tenantDb' | 'database' | 'apiKeys' | 'roles' | 'rights' | 'members' | 'clock'
>

/** Makes a key no wider than its maker, and says so in the change log; the text is in the answer alone. */
export async function createApiKey(
  engine: ApiKeyEngine,
  context: RequestContext,
  input: NewApiKey,
): Promise<ApiKey & { readonly text: string }> {
  await assertCreatable(engine, context, input)
  const { tenantDb, database, apiKeys } = engine
  const { kind, id, name } = context.actor
  const maker = { kind, id, ...(name === undefined ? {} : { name }), through: context.through }
  return tenantDb.transaction(context.tenantId, async () => {
    const key = await apiKeys.create(context.tenantId, input, maker)
    const { text: _, lastUsedAt: __, revokedAt: ___, ...shown } = key
    await appendChange({ tenantDb, schema: database.schema }, context, {
      action: 'event',
      name: 'api-key.created',
      after: shown,
    })
    return key
  })
}

/** Revokes a key, once. */
export async function revokeApiKey(
  { tenantDb, database, apiKeys }: ApiKeyEngine,
  context: RequestContext,
  id: string,
): Promise<void> {
  await tenantDb.transaction(context.tenantId, async () => {
    const key = (await apiKeys.list(context.tenantId)).find((one) => one.id === id)
    if (!key) throw errors.API_KEY_NOT_FOUND({ id })
    if (key.revokedAt !== null) return
    await apiKeys.revoke(context.tenantId, id)
    await appendChange({ tenantDb, schema: database.schema }, context, {
      action: 'event',
      name: 'api-key.revoked',
      after: { id, publicId: key.publicId, name: key.name },
    })
  })
}
