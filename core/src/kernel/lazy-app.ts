import type { IncomingMessage, ServerResponse } from 'node:http'

import type { HttpApp } from '../http/app.ts'
import { createLoad } from '../http/load.ts'
import { problemAnswer } from '../http/problem.ts'
import { requestIdOf } from '../http/request-id.ts'
import { errors } from './errors.ts'

/**
 * An app a host can mount before the engine is ready: until then, and after it was closed, calls of the API are told to come back.
 * A host that starts its server first would otherwise drop them on the floor. What is not the API goes on to the host.
 */
export function lazyApp(current: () => HttpApp | undefined, basePath: string): HttpApp {
  const idle = createLoad(0)
  const isApi = ({ url = '' }: IncomingMessage): boolean =>
    url.startsWith('/api/v1') || url.startsWith(`${basePath}/api/v1`)

  return {
    async middleware(context, next) {
      const app = current()
      if (app) return app.middleware(context, next)
      if (!isApi(context.req)) return void (await next())
      context.respond = false
      refuse(context.req, context.res)
    },
    handle(req, res, mount) {
      const app = current()
      if (app) return app.handle(req, res, mount)
      if (!isApi(req)) return Promise.resolve(false)
      refuse(req, res)
      return Promise.resolve(true)
    },
    notFound(req, res) {
      const app = current()
      if (app) return app.notFound(req, res)
      refuse(req, res)
      return Promise.resolve()
    },
    get load() {
      return current()?.load ?? idle
    },
  }
}

function refuse(req: IncomingMessage, res: ServerResponse): void {
  // The next engine is in another process, or this connection is kept alive for nothing.
  res.shouldKeepAlive = false
  // A second is what a start takes once the database is up.
  const { status, headers, body } = problemAnswer(
    errors.NOT_READY({ retryAfterS: 1 }),
    requestIdOf(req),
  )
  res.writeHead(status, { ...headers }).end(body as string)
}
