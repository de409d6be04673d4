import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import { Router } from '@koa/router'
import type Koa from 'koa'

import type { Clock } from '../base/clock.ts'
import { isLoopback } from './client-address.ts'
import type { Load } from './load.ts'
import type { Metrics } from './metrics.ts'
import { type Middleware, mountOf } from './mounted.ts'
import { checkReadiness, type ReadinessCheck } from './readiness.ts'
import { sendPlain } from './send.ts'

export interface OperationsOptions {
  readonly basePath: string
  readonly load: Load
  readonly metrics: Metrics
  readonly readiness: Readonly<Record<string, ReadinessCheck>>
  /** Lets a scraper on another machine in: `Authorization: Bearer <token>`. */
  readonly metricsToken: string | undefined
  readonly clock: Clock
}

/**
 * `/livez`, `/readyz` and `/metrics`: for load balancers and scrapers, so without tenants, actors or limits, and answered
 * while everything else is refused. They run behind the API, where a look through @koa/router costs no API request.
 */
export function createOperations(options: OperationsOptions): Middleware {
  const { load, metrics, readiness, metricsToken, clock } = options
  const own = routes(options.basePath)
  const stripped = routes('')
  return (context, next) => {
    // Behind Express' or koa-mount's prefix the URL has lost ours.
    return (mountOf(context).stripped === '' ? own : stripped)(context, next)
  }

  function routes(prefix: string): Middleware {
    const router = new Router({ prefix })
    router.get(
      '/livez',
      direct(({ res }) => sendJson(res, 200, { status: 'alive' })),
    )
    router.get('/readyz', direct(answerReadiness))
    router.get('/metrics', direct(answerMetrics))
    return router.routes() as unknown as Middleware
  }

  async function answerReadiness({ res }: Koa.Context): Promise<void> {
    if (load.draining) return sendJson(res, 503, { status: 'stopping', checks: {} })
    const { ready, checks } = await checkReadiness(readiness, clock)
    sendJson(res, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', checks })
  }

  async function answerMetrics({ req, res }: Koa.Context): Promise<void> {
    if (!mayScrape(req, metricsToken))
      return sendPlain(
        res,
        403,
        'text/plain; charset=utf-8',
        'Expected the metrics token, or a caller on this machine.\n',
      )
    sendPlain(res, 200, metrics.contentType, await metrics.scrape())
  }
}

/**
 * The numbers are those of the whole process, all tenants together, so no permission of any tenant opens them: a token does,
 * or a caller on this machine. One that came through a proxy on this machine (`X-Forwarded-For`) is not such a caller.
 */
function mayScrape(req: IncomingMessage, token: string | undefined): boolean {
  if (token !== undefined) return sameText(req.headers.authorization ?? '', `Bearer ${token}`)
  const forwarded = req.headers['x-forwarded-for'] ?? req.headers['forwarded']
  return forwarded === undefined && isLoopback(req.socket.remoteAddress ?? '')
}

function sameText(came: string, expected: string): boolean {
  return timingSafeEqual(sha256(came), sha256(expected))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function sendJson(res: ServerResponse, status: number, body: object): void {
  sendPlain(res, status, 'application/json; charset=utf-8', JSON.stringify(body))
}

function direct(answer: (context: Koa.Context) => Promise<void> | void) {
  return async (context: unknown): Promise<void> => {
    ;(context as Koa.Context).respond = false
    await answer(context as Koa.Context)
  }
}
