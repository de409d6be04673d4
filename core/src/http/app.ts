import type { IncomingMessage, ServerResponse } from 'node:http'

import Koa from 'koa'

import { isCrmError } from '../base/crm-error.ts'
import type { Logger } from '../base/logger.ts'
import { logAnswer, logFailure } from './access-log.ts'
import { readJson } from './body.ts'
import type { Cors } from './cors.ts'
import { errors } from './errors.ts'
import {
  type Authenticated,
  type Credentials,
  Exchange,
  HttpContext,
  type Mount,
  type Surroundings,
} from './exchange.ts'
import type { Idempotency } from './idempotency.ts'
import type { Components } from './input-check.ts'
import { createLoad, type Load } from './load.ts'
import { parseQuery } from './query-string.ts'
import { problemAnswer, publicError } from './problem.ts'
import type { Answer, Route } from './route.ts'
import { createRouteFinder } from './route-finder.ts'
import { send } from './send.ts'

export interface HttpAppOptions {
  /** The API, below `<basePath>/api/v1`. */
  readonly routes: readonly Route[]
  /** `''` or `/crm`. */
  readonly basePath?: string
  /** What `#/components/schemas/<Name>` in a route's schemas points at. */
  readonly components?: Components
  /** Undefined, or a thrown 401, refuses the request. */
  authenticate(
    credentials: Credentials,
  ): Promise<Authenticated | undefined> | Authenticated | undefined
  readonly logger: Logger
  readonly idempotency?: Idempotency
  readonly cors?: Cors
  readonly limits?: HttpLimits
  /** Proxies before us whose `X-Forwarded-For` is believed; default 0. */
  readonly trustProxyHops?: number
}

export interface HttpLimits {
  /** Requests under way at once; beyond, 503. Default 1,000. */
  readonly inFlight?: number
  /** Time for a JSON body to arrive; default 30 s. */
  readonly bodyTimeoutMs?: number
}

export interface HttpApp {
  /** The app: the API, then health and metrics; what neither knows falls through to the next middleware of the host. */
  readonly middleware: Koa.Middleware
  /** Serves the request, or resolves false untouched when the path is not ours. */
  handle(req: IncomingMessage, res: ServerResponse, mount?: Mount): Promise<boolean>
  /** Answers 404, for a server that has no one else to ask. */
  notFound(req: IncomingMessage, res: ServerResponse): Promise<void>
  readonly load: Load
}

export function createHttpApp(options: HttpAppOptions): HttpApp {
  const { logger, idempotency, limits = {}, basePath = '' } = options
  const finder = createRouteFinder(options.routes, basePath, options.components ?? {})
  const load = createLoad(limits.inFlight ?? 1_000)
  const around: Surroundings = {
    basePath,
    closing: load.closing,
    trustProxyHops: options.trustProxyHops ?? 0,
  }
  const bodyTimeoutMs = limits.bodyTimeoutMs ?? 30_000

  const koa = new Koa()
  koa.use(api)
  const middleware = composed(koa)

  return { middleware, handle, notFound, load }

  /**
   * The way of every request of the API, in order. Plain steps instead of a middleware each: eleven middlewares would cost
   * 3 µs where a bare `node:http` + `pg` server spends 50 on a whole get-by-id.
   */
  async function answerTo(exchange: Exchange): Promise<Answer> {
    const { route } = exchange
    load.enter()
    if (!route.public) {
      await identify(exchange)
      permit(exchange)
    }
    checkInput(exchange)
    if (route.body?.kind === 'json') await readBody(exchange)
    return callHandler(exchange)
  }

  async function identify(exchange: Exchange): Promise<void> {
    const authenticated = await options.authenticate(exchange)
    if (authenticated === undefined) throw errors.UNAUTHENTICATED()
    exchange.authenticated = new HttpContext(authenticated, exchange)
  }

  function permit({ route, context }: Exchange): void {
    const { permission } = route
    if (permission !== undefined && context.rights.scope(permission) === undefined)
      throw errors.FORBIDDEN({ permission })
  }

  function checkInput(exchange: Exchange): void {
    const { route, params, rawQuery, headers } = exchange
    if (route.paramNames.length > 0) route.check.params(params)
    if (!route.rawQuery && (rawQuery !== '' || route.hasQueryDefaults))
      exchange.query = route.check.query(parseQuery(rawQuery))
    if (route.checksHeaders) route.check.headers(headers)
  }

  async function readBody(exchange: Exchange): Promise<void> {
    const { req, route, parsedBody } = exchange
    if (route.body?.kind !== 'json') return
    const json = await readJson(
      req,
      route.contentTypes,
      { maxBytes: route.maxBodyBytes, timeoutMs: bodyTimeoutMs },
      parsedBody,
    )
    if (json === undefined) {
      if (!route.body.optional) throw errors.BODY_EMPTY()
      return
    }
    exchange.body = json.value
    exchange.bodyBytes = json.bytes
    if (route.body.checked !== false) route.check.body(json.value)
  }

  async function callHandler(exchange: Exchange): Promise<Answer> {
    const { route, headers } = exchange
    const repeatable =
      idempotency && route.idempotency !== 'off' && headers['idempotency-key'] !== undefined
    return repeatable
      ? idempotency.run(exchange, async () => route.handler(exchange))
      : route.handler(exchange)
  }

  async function serve(exchange: Exchange): Promise<void> {
    let leave = load.leave
    let status: number
    try {
      const answer = await answerTo(exchange)
      status = answer.status
      const streaming = send(exchange, answer, load.draining)
      if (streaming) {
        leave = load.stream()
        await streaming
      }
    } catch (error) {
      status = refuse(exchange, error)
    }
    leave()
    const durationMs = performance.now() - exchange.startedAt
    exchange.route.meter.add(status, durationMs)
    logAnswer(logger, exchange, status, durationMs)
  }

  function refuse(exchange: Exchange, error: unknown): number {
    const { res } = exchange
    if (isClientGone(error, res)) return errors.CLIENT_GONE().status
    const shown = publicError(error)
    if (shown.status >= 500 && shown.code !== 'OVERLOADED') logFailure(logger, exchange, error)
    void send(
      exchange,
      problemAnswer(shown, exchange.requestId),
      load.draining || shown.status === 408,
    )
    return shown.status
  }

  /** The middleware of the API. What is not ours goes on to the host, untouched. */
  async function api(context: Koa.Context, next: Koa.Next): Promise<void> {
    const mount = mountOf(context)
    const found = finder.find(context.req, mount.stripped)
    if (found === undefined) return next()
    // Koa's own writing of `ctx.body` costs 3 µs more than one `writeHead` and one `end`.
    context.respond = false
    return serve(new Exchange(context.req, context.res, found, mount, around))
  }

  async function handle(
    req: IncomingMessage,
    res: ServerResponse,
    mount?: Mount,
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

/** Koa's own `callback()` ends every request; its composition alone lets what is not ours fall through. */
function composed(koa: Koa): (context: Koa.ParameterizedContext, next: Koa.Next) => Promise<void> {
  // `compose` is documented (koa docs/api, "app.compose") and missing in @types/koa 3.0.3.
  const { compose } = koa as unknown as {
    compose(middleware: unknown[]): ReturnType<typeof composed>
  }
  return compose(koa.middleware)
}

const NOT_MOUNTED: Mount = { stripped: '' }

interface MountedContext extends Koa.ParameterizedContext {
  crmMount?: Mount | undefined
}

/** koa-mount leaves the prefix in `mountPath`, body parsers for Koa leave the body in `request.body`. */
function mountOf(context: Koa.Context): Mount {
  const { crmMount, mountPath, request } = context as MountedContext & {
    mountPath?: string
    request: { body?: unknown }
  }
  if (crmMount) return crmMount
  if (mountPath === undefined && request.body === undefined) return NOT_MOUNTED
  return { stripped: mountPath ?? '', parsedBody: request.body }
}

function isClientGone(error: unknown, res: ServerResponse): boolean {
  if (isCrmError(error) && error.code === 'CLIENT_GONE') return true
  if ((error as { code?: unknown } | null)?.code === 'ERR_STREAM_PREMATURE_CLOSE') return true
  return res.destroyed && !res.headersSent
}
