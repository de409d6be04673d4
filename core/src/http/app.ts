import type { IncomingMessage, ServerResponse } from 'node:http'

import Koa from 'koa'

import { type Clock, systemClock } from '../base/clock.ts'
import { isCrmError } from '../base/crm-error.ts'
import type { Logger } from '../base/logger.ts'
import { logAnswer, logFailure } from './access-log.ts'
import { type Authenticate, createCallSteps } from './call-steps.ts'
import type { Cors } from './cors.ts'
import { errors } from './errors.ts'
import { Exchange, type Surroundings } from './exchange.ts'
import type { Idempotency } from './idempotency.ts'
import type { Components } from './input-check.ts'
import { createLoad, type Load } from './load.ts'
import { createMetrics, type GaugeSource } from './metrics.ts'
import {
  composed,
  type Middleware,
  type Mount,
  type MountedContext,
  mountOf,
  NOT_MOUNTED,
} from './mounted.ts'
import { createOperations } from './operations.ts'
import { problemAnswer, publicError } from './problem.ts'
import { createRateLimiter, type LimitStore, type RateLimits } from './rate-limit.ts'
import type { ReadinessCheck } from './readiness.ts'
import type { Route } from './route.ts'
import { createRouteFinder } from './route-finder.ts'
import { send } from './send.ts'

export interface HttpAppOptions {
  /** The API, below `<basePath>/api/v1`. */
  readonly routes: readonly Route[]
  /** `''` or `/crm`. */
  readonly basePath?: string
  /** What `#/components/schemas/<Name>` in a route's schemas points at. */
  readonly components?: Components
  readonly authenticate: Authenticate
  readonly logger: Logger
  readonly idempotency?: Idempotency
  readonly cors?: Cors
  readonly limits?: HttpLimits
  /** Where limits are counted; default in this process. */
  readonly limitStore?: LimitStore
  /** Parts that must work before `/readyz` answers 200, by name. */
  readonly readiness?: Readonly<Record<string, ReadinessCheck>>
  readonly metrics?: HttpMetrics
  /** Proxies before us whose `X-Forwarded-For` is believed; default 0. */
  readonly trustProxyHops?: number
  readonly clock?: Clock
}

export interface HttpLimits extends RateLimits {
  /** Requests worked on at once; beyond, 503. Default 1,000. */
  readonly inFlight?: number
  /** Time for a JSON body to arrive; default 30 s. */
  readonly bodyTimeoutMs?: number
}

export interface HttpMetrics {
  /** Needed as `Authorization: Bearer <token>` for `/metrics`; without one only this machine may read it. */
  readonly token?: string
  readonly gauges?: readonly GaugeSource[]
}

export interface HttpApp {
  /** For a host's Koa: the API, then health and metrics; what neither knows goes on to the host's next middleware. */
  readonly middleware: Middleware
  /** Serves the request, or resolves false with nothing touched when the path is not ours. */
  handle(req: IncomingMessage, res: ServerResponse, mount?: Mount): Promise<boolean>
  /** Answers 404, for a server that has no one else to ask. */
  notFound(req: IncomingMessage, res: ServerResponse): Promise<void>
  readonly load: Load
}

const MAX_IN_FLIGHT = 1_000
const BODY_TIMEOUT_MS = 30_000

export function createHttpApp(options: HttpAppOptions): HttpApp {
  const { logger, limits = {}, basePath = '', clock = systemClock } = options
  const finder = createRouteFinder(options.routes, basePath, options.components ?? {})
  const load = createLoad(limits.inFlight ?? MAX_IN_FLIGHT)
  const metrics = createMetrics(finder.meters, load, options.metrics?.gauges ?? [])
  const around: Surroundings = {
    basePath,
    closing: load.closing,
    trustProxyHops: options.trustProxyHops ?? 0,
  }
  const answerTo = createCallSteps({
    authenticate: options.authenticate,
    limiter: createRateLimiter(limits, options.limitStore),
    load,
    cors: options.cors,
    idempotency: options.idempotency,
    bodyTimeoutMs: limits.bodyTimeoutMs ?? BODY_TIMEOUT_MS,
  })

  const koa = new Koa()
  koa.use(api)
  koa.use(
    createOperations({
      basePath,
      load,
      metrics,
      readiness: options.readiness ?? {},
      metricsToken: options.metrics?.token,
      clock,
    }),
  )
  const middleware = composed(koa)

  return { middleware, handle, notFound, load }

  async function api(context: Koa.Context, next: Koa.Next): Promise<void> {
    const mount = mountOf(context)
    const found = finder.find(context.req, mount.stripped)
    if (found === undefined) {
      await next()
      return
    }
    // We write ourselves: Koa's way from `ctx.body` to the socket costs 3 µs, its context and composition alone 0.4.
    context.respond = false
    await serve(new Exchange(context.req, context.res, found, mount, around))
  }

  /** Steps, answer, log line and numbers of one call; never rejects. */
  async function serve(exchange: Exchange): Promise<void> {
    let leave = load.leave
    let status: number
    let streamed = false
    try {
      const answer = await answerTo(exchange)
      if (exchange.res.destroyed) throw errors.CLIENT_GONE()
      status = answer.status
      const streaming = send(exchange, answer, load.draining)
      if (streaming) {
        streamed = true
        leave = load.stream()
        await streaming
      }
    } catch (error) {
      status = refuse(exchange, error)
    }
    leave()
    const durationMs = performance.now() - exchange.startedAt
    exchange.route.meter.add(status, durationMs)
    logAnswer(logger, exchange, { status, durationMs, streamed })
  }

  function refuse(exchange: Exchange, error: unknown): number {
    const { res } = exchange
    // Whoever leaves a feed without end has not left too early.
    if (isClientGone(error, res)) return res.headersSent && isFeed(exchange) ? 200 : CLIENT_GONE
    const shown = publicError(error)
    metrics.countError(shown.code)
    // Shedding is no failure, and happens when there is no time for a second line.
    if (shown.status >= 500 && shown.code !== 'OVERLOADED') logFailure(logger, exchange, error)
    // A body that does not arrive is not waited for: its connection ends with the answer.
    void send(
      exchange,
      problemAnswer(shown, exchange.requestId),
      load.draining || shown.status === 408,
    )
    return shown.status
  }

  async function handle(
    req: IncomingMessage,
    res: ServerResponse,
    mount = NOT_MOUNTED,
  ): Promise<boolean> {
    const context = koa.createContext(req, res) as MountedContext
    context.crmMount = mount
    let ours = true
    await middleware(context, async () => {
      ours = false
    })
    return ours
  }

  function notFound(req: IncomingMessage, res: ServerResponse): Promise<void> {
    return serve(new Exchange(req, res, finder.missing, NOT_MOUNTED, around))
  }
}

/** nginx's status for it; nobody receives it, the log and the numbers show it. */
const CLIENT_GONE = 499

function isFeed({ route }: Exchange): boolean {
  return route.answerType(200) === 'text/event-stream'
}

function isClientGone(error: unknown, res: ServerResponse): boolean {
  if (isCrmError(error) && error.code === 'CLIENT_GONE') return true
  if ((error as { code?: unknown } | null)?.code === 'ERR_STREAM_PREMATURE_CLOSE') return true
  // What a `fetch` host aborts ends with the reason it gave, whether or not the answer had begun.
  return res.destroyed && (!res.headersSent || (error as Error | null)?.name === 'AbortError')
}
