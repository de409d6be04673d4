import type { Route } from '../../http/route.ts'
import type { NewApiKey } from '../../identity/api-keys.ts'
import { apiKeyInputSchema, apiKeySchema, newApiKeySchema } from './api-key-schemas.ts'
import { dataSchema } from './data-schema.ts'
import { type ApiKeyEngine, createApiKey, revokeApiKey } from './manage-api-keys.ts'

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
      handler: async ({ context, body }) => ({
        status: 201,
        body: { data: await createApiKey(engine, context, body as NewApiKey) },
      }),
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
