import type { Route } from '../../http/route.ts'
import { dataSchema } from './data-schema.ts'
import { answerExplain, type ExplainEngine } from './explain-route.ts'
import { explainQuery, explanationSchema, permissionSchema } from './permission-schemas.ts'

/** What there is to grant, and why somebody has it or not. */
export function permissionRoutes(engine: ExplainEngine): Route[] {
  const tag = 'Permissions'
  return [
    {
      method: 'GET',
      path: '/permissions',
      operationId: 'listPermissions',
      summary: 'List every permission there is',
      tag,
      access: 'actor',
      responses: {
        200: {
          description: 'The catalogue.',
          schema: dataSchema({ type: 'array', items: permissionSchema }),
        },
      },
      handler: () => ({
        status: 200,
        body: { data: [...engine.manifest.permissions.permissions.values()] },
      }),
    },
    {
      method: 'GET',
      path: '/permissions/explain',
      operationId: 'explainPermission',
      summary: 'Say why somebody may or may not do something',
      tag,
      access: 'actor',
      query: explainQuery,
      responses: {
        200: { description: 'The explanation.', schema: dataSchema(explanationSchema) },
      },
      handler: async (call) => ({ status: 200, body: { data: await answerExplain(engine, call) } }),
    },
  ]
}
