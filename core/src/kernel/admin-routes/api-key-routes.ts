import { appendChange } from '../../changes/change-log.ts'
import type { Call, Route } from '../../http/route.ts'
import type { NewApiKey } from '../../identity/api-keys.ts'
import { errors } from '../../identity/errors.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Engine } from '../engine.ts'
import { apiKeyInputSchema, apiKeySchema, newApiKeySchema } from './api-key-schemas.ts'
import { assertCreatable } from './check-api-key.ts'
import { dataSchema } from './data-schema.ts'

export type ApiKeyEngine = Pick<
  Engine,
  'manifest' | 'tenantDb' | 'database' | 'apiKeys' | 'roles' | 'rights' | 'members' | 'clock'
>

/** Keys for programs. A key is never wider than whoever made it. */
export function apiKeyRoutes(engine: ApiKeyEngine): Route[] {
  const access = { permission: 'api-key.manage' }
  const tag = 'API keys'
  return [
    {
      method: 'GET',
      path: '/api-keys',
      operationId: 'listApiKeys',
      summary: 'List API keys, newest first, revoked ones included',
      tag,
      access,
      responses: {
        200: {
          description: 'All keys, without their secrets.',
          schema: dataSchema({ type: 'array', items: apiKeySchema }),
        },
      },
      handler: async ({ context }) => ({
        status: 200,
        body: { data: await engine.apiKeys.list(context.tenantId) },
      }),
    },
    {
      method: 'POST',
      path: '/api-keys',
      operationId: 'createApiKey',
      summary: 'Make an API key; its text is answered this once',
      tag,
      access,
      body: { kind: 'json', schema: apiKeyInputSchema },
      // To repeat the answer its text would have to be stored; a second key after a lost answer is revoked instead.
      idempotency: 'off',
      responses: { 201: { description: 'The key.', schema: dataSchema(newApiKeySchema) } },
      handler: (call) => createApiKey(engine, call),
    },
    {
      method: 'DELETE',
      path: '/api-keys/:id',
      operationId: 'revokeApiKey',
      summary: 'Revoke an API key; it is refused everywhere within a second',
      tag,
      access,
      params: { id: { type: 'string', format: 'uuid' } },
      responses: { 204: { description: 'Revoked.' } },
      handler: async ({ context, params }) => {
        await revokeApiKey(engine, context, params['id'] ?? '')
        return { status: 204 }
      },
    },
  ]
}

async function createApiKey(
  engine: ApiKeyEngine,
  { context, body }: Call,
): Promise<{ status: number; body: object }> {
  const input = body as NewApiKey
  await assertCreatable(engine, context, input)
  const { tenantDb, database, apiKeys } = engine
  const { kind, id, name } = context.actor
  const maker = { kind, id, ...(name === undefined ? {} : { name }), through: context.through }
  const key = await tenantDb.transaction(context.tenantId, async () => {
    const created = await apiKeys.create(context.tenantId, input, maker)
    const { text: _, lastUsedAt: __, revokedAt: ___, ...shown } = created
    await appendChange({ tenantDb, schema: database.schema }, context, {
      action: 'event',
      name: 'api-key.created',
      after: shown,
    })
    return created
  })
  return { status: 201, body: { data: key } }
}

async function revokeApiKey(
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
