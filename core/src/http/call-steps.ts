import { readJson } from './body.ts'
import type { Cors } from './cors.ts'
import { errors } from './errors.ts'
import { type Authenticated, type Credentials, type Exchange, HttpContext } from './exchange.ts'
import type { Idempotency } from './idempotency.ts'
import type { Load } from './load.ts'
import { parseQuery } from './query-string.ts'
import type { RateLimiter } from './rate-limit.ts'
import type { Answer } from './route.ts'

/** Whose request is this? Undefined, or a thrown 401, refuses it. */
export type Authenticate = (
  credentials: Credentials,
) => Promise<Authenticated | undefined> | Authenticated | undefined

export interface CallStepsOptions {
  readonly authenticate: Authenticate
  readonly limiter: RateLimiter
  readonly load: Load
  readonly cors: Cors | undefined
  readonly idempotency: Idempotency | undefined
  readonly bodyTimeoutMs: number
}

/**
 * The way of every call of the API, in order; whatever refuses it throws. What costs nothing comes first, and nothing before
 * `identify` has passed asks the database. Plain steps, not Koa middlewares: none of them has anything to do on the way back,
 * and eleven more middlewares cost 1 µs of the 50 a bare `node:http` + `pg` server takes for a whole get-by-id.
 */
export function createCallSteps(
  options: CallStepsOptions,
): (exchange: Exchange) => Promise<Answer> {
  const { authenticate, limiter, load, cors, idempotency, bodyTimeoutMs } = options

  return async (exchange) => {
    const { route } = exchange
    await admit(exchange)
    if (!route.public) {
      if (limiter.limitsActors) await limiter.count(exchange)
      permit(exchange)
    }
    if (route.perClient) await limiter.countClient(exchange, route.perClient)
    checkInput(exchange)
    if (route.body !== undefined) await readBody(exchange, bodyTimeoutMs)
    return repeatable(exchange) ? repeat(exchange) : route.handler(exchange)
  }

  /** Whoever is refused here is told so readably, also on a page of another origin: it has to fetch a new token, or come back. */
  async function admit(exchange: Exchange): Promise<void> {
    try {
      load.enter()
      if (!exchange.route.public)
        exchange.authenticated = new HttpContext(await whoAsks(exchange), exchange)
    } catch (error) {
      await addCors(cors, exchange)
      throw error
    }
    if (exchange.headers.origin !== undefined) await addCors(cors, exchange)
  }

  async function whoAsks(exchange: Exchange): Promise<Authenticated> {
    try {
      const authenticated = await authenticate(exchange)
      if (authenticated) return authenticated
    } catch (error) {
      if (isGuess(error)) await limiter.countAuthFailure(exchange)
      throw error
    }
    await limiter.countAuthFailure(exchange)
    throw errors.UNAUTHENTICATED()
  }

  function repeatable({ route, headers, authenticated }: Exchange): boolean {
    return (
      route.idempotency !== 'off' &&
      headers['idempotency-key'] !== undefined &&
      authenticated !== undefined
    )
  }

  async function repeat(exchange: Exchange): Promise<Answer> {
    const work = async () => exchange.route.handler(exchange)
    return idempotency ? idempotency.run(exchange, work) : work()
  }
}

/** A session that is over was a good one: an office whose machines wake at once must not lock itself out. */
const HONEST: ReadonlySet<unknown> = new Set(['EMBED_SESSION_EXPIRED', 'EMBED_SESSION_ENDED'])

function isGuess(error: unknown): boolean {
  const { status, code } = error as { status?: unknown; code?: unknown }
  return status === 401 && !HONEST.has(code)
}

function permit({ route, context }: Exchange): void {
  const { permission, operationId } = route
  if (context.actor.kind === 'embed' && !route.embed)
    throw errors.EMBED_ROUTE_CLOSED({ operationId })
  if (permission === undefined || context.rights.scope(permission) !== undefined) return
  throw errors.FORBIDDEN({ permission })
}

function checkInput(exchange: Exchange): void {
  const { route, params, rawQuery, headers } = exchange
  if (route.paramNames.length > 0) route.check.params(params)
  if (!route.rawQuery && (rawQuery !== '' || route.hasQueryDefaults))
    exchange.query = route.check.query(parseQuery(rawQuery))
  if (route.checksHeaders) route.check.headers(headers)
}

async function readBody(exchange: Exchange, timeoutMs: number): Promise<void> {
  const { req, route, parsedBody } = exchange
  if (route.body?.kind !== 'json') return
  const limits = { maxBytes: route.maxBodyBytes, timeoutMs }
  const json = await readJson(req, route.contentTypes, limits, parsedBody)
  if (json === undefined) {
    if (route.body.optional) return
    throw errors.BODY_EMPTY()
  }
  exchange.body = json.value
  exchange.bodyBytes = json.bytes
  if (route.body.checked !== false) route.check.body(json.value)
}

async function addCors(cors: Cors | undefined, exchange: Exchange): Promise<void> {
  const {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': headers,
  } = exchange.headers
  if (cors === undefined || origin === undefined) return
  const isPreflight = exchange.method === 'OPTIONS' && method !== undefined
  const added = await (isPreflight
    ? cors.preflight(origin, { method, headers: headers ?? '' })
    : cors.answer(origin, exchange.authenticated))
  exchange.extraHeaders = { ...exchange.extraHeaders, ...added }
}
