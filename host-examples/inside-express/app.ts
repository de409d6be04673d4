import express, { type Express } from 'express'

import type { Crm } from '@crmkit/core'

/** An application with routes and a body parser of its own, before and behind the engine. */
export function createApp(crm: Crm): Express {
  const app = express()
  app.use(express.json())
  app.get('/', (_request, response) => void response.send('our home page'))
  app.post(
    '/orders',
    (request, response) => void response.json({ ordered: request.body as unknown }),
  )
  app.use('/crm', crm.callback())
  app.get(
    '/crm/about',
    (_request, response) => void response.send('our own page below the same prefix'),
  )
  app.get('/reports', (_request, response) => void response.send('our reports'))
  return app
}
