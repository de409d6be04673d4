import createFastify, { type FastifyInstance } from 'fastify'

import type { Crm } from '@crmkit/core'

/** An application with routes and a JSON parser of its own, before and behind the engine. */
export async function createApp(crm: Crm): Promise<FastifyInstance> {
  const app = createFastify()
  app.get('/', () => 'our home page')
  app.post('/orders', (request) => ({ ordered: request.body }))
  await app.register(crm.fastify(), { prefix: '/crm' })
  app.get('/crm/about', () => 'our own page below the same prefix')
  app.get('/reports', () => 'our reports')
  return app
}
