import type { IncomingMessage, ServerResponse } from 'node:http'

import type { HttpApp } from '../http/app.ts'
import { createLoad } from '../http/load.ts'

/**
 * An app a host can mount before the engine is ready: until then, and after it was closed, every request is told to come back.
 * A host that starts its server first would otherwise drop requests on the floor.
 */
export function lazyApp(current: () => HttpApp | undefined): HttpApp {
  const idle = createLoad(0)
  return {
    async middleware(context, next) {
      const app = current()
      if (app) return app.middleware(context, next)
      context.respond = false
      refuse(context.res)
    },
    handle(req, res, mount) {
      const app = current()
      return app ? app.handle(req, res, mount) : Promise.resolve(refuse(res))
    },
    notFound(req: IncomingMessage, res: ServerResponse) {
      const app = current()
      if (app) return app.notFound(req, res)
      refuse(res)
      return Promise.resolve()
    },
    get load() {
      return current()?.load ?? idle
    },
  }
}

/** A second is what a start takes once the database is up. */
function refuse(res: ServerResponse): true {
  // The next engine is in another process, or this connection is kept alive for nothing.
  res.shouldKeepAlive = false
  const body = JSON.stringify({
    type: 'https://crmkit.dev/errors/NOT_READY',
    title: 'Service Unavailable',
    status: 503,
    code: 'NOT_READY',
    detail: 'The engine is not ready. It is starting or has been closed.',
    errors: [],
  })
  res
    .writeHead(503, {
      'content-type': 'application/problem+json',
      'retry-after': '1',
      'content-length': Buffer.byteLength(body),
    })
    .end(body)
  return true
}
