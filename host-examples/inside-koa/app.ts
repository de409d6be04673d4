import Koa from 'koa'

import type { Crm } from '@crmkit/core'

/** An application with middleware of its own, before and behind the engine, which was made with `basePath: '/crm'`. */
export function createApp(crm: Crm): Koa {
  const app = new Koa()
  app.use(async (context, next) => {
    if (context.path === '/') context.body = 'our home page'
    else if (context.path === '/orders') context.body = { ordered: await readJson(context) }
    else await next()
  })
  app.use(crm.koa())
  app.use((context) => {
    if (context.path === '/crm/about') context.body = 'our own page below the same prefix'
    if (context.path === '/reports') context.body = 'our reports'
  })
  return app
}

async function readJson(context: Koa.Context): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of context.req) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString()) as unknown
}
