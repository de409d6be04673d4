import { RateLimiterRes } from 'rate-limiter-flexible'

import { clientNetwork } from './client-address.ts'
import { errors } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { memoryLimits } from './rate-limit-stores.ts'

/** So many requests in so many seconds, counted in fixed windows that begin with the first request. */
export interface RateLimit {
  readonly points: number
  readonly seconds: number
}

export interface RateLimits {
  /** For each actor of each tenant. */
  readonly perActor?: RateLimit
  /** For all actors of a tenant together. */
  readonly perTenant?: RateLimit
  /** Requests refused with 401, for each client network; default 20 a minute. */
  readonly authFailures?: RateLimit
}

/** One counter of rate-limiter-flexible. */
export interface LimitCounter {
  /** Rejects with a `RateLimiterRes` when the points are used up. */
  consume(key: string): Promise<RateLimiterRes>
}

/** Where the counts are kept: in this process (`memoryLimits`) or in PostgreSQL for several (`postgresLimits`). */
export type LimitStore = (name: string, limit: RateLimit) => LimitCounter

export interface RateLimiter {
  /** True when `count` has something to count; false costs a request nothing. */
  readonly limitsActors: boolean
  /** Throws `RATE_LIMITED`; sets the `RateLimit-*` headers in any case. */
  count(exchange: Exchange): Promise<void>
  /** The same by client network, for a route that says how often. */
  countClient(exchange: Exchange, limit: RateLimit): Promise<void>
  /**
   * Throws `TOO_MANY_AUTH_FAILURES` in place of the 401 when too many came from this network. Valid credentials are never
   * refused here: behind one address there may be a whole office, or a proxy nobody has told us about, and one broken
   * integration in it must not lock out the rest. Keys of 190 random bits are not found by trying.
   */
  countAuthFailure(exchange: Exchange): Promise<void>
}

const AUTH_FAILURES: RateLimit = { points: 20, seconds: 60 }

export function createRateLimiter(
  limits: RateLimits,
  store: LimitStore = memoryLimits(),
): RateLimiter {
  const { perActor, perTenant, authFailures = AUTH_FAILURES } = limits
  const actors = perActor && store('actor', perActor)
  const tenants = perTenant && store('tenant', perTenant)
  const failures = store('auth', authFailures)
  const clients = new Map<string, LimitCounter>()
  const limitsActors = actors !== undefined || tenants !== undefined
  return { limitsActors, count, countClient, countAuthFailure }

  async function countClient(exchange: Exchange, limit: RateLimit): Promise<void> {
    const { operationId } = exchange.route
    let counter = clients.get(operationId)
    if (!counter) clients.set(operationId, (counter = store(`route.${operationId}`, limit)))
    const counted = await consume(counter, clientNetwork(exchange.remoteAddress), limit)
    exchange.extraHeaders = { ...exchange.extraHeaders, ...headersOf(counted) }
    if (counted.exceeded) throw errors.RATE_LIMITED({ ...limit, retryAfterS: counted.secondsLeft })
  }

  async function count(exchange: Exchange): Promise<void> {
    const { tenantId, actor } = exchange.context
    const counts: Count[] = []
    if (perTenant && tenants) counts.push(await consume(tenants, tenantId, perTenant))
    if (perActor && actors)
      counts.push(await consume(actors, `${tenantId}:${actor.kind}:${actor.id}`, perActor))
    const tightest = counts.reduce((a, b) => (b.remaining < a.remaining ? b : a))
    exchange.extraHeaders = { ...exchange.extraHeaders, ...headersOf(tightest) }
    const exceeded = counts.find((count) => count.exceeded)
    if (exceeded)
      throw errors.RATE_LIMITED({ ...exceeded.limit, retryAfterS: exceeded.secondsLeft })
  }

  async function countAuthFailure({ remoteAddress }: Exchange): Promise<void> {
    const { exceeded, secondsLeft } = await consume(
      failures,
      clientNetwork(remoteAddress),
      authFailures,
    )
    if (exceeded) throw errors.TOO_MANY_AUTH_FAILURES({ retryAfterS: secondsLeft })
  }
}

interface Count {
  readonly limit: RateLimit
  readonly remaining: number
  readonly secondsLeft: number
  readonly exceeded: boolean
}

/** The library rejects with the count when it is over, and with an error when its store fails. */
async function consume(counter: LimitCounter, key: string, limit: RateLimit): Promise<Count> {
  try {
    return countOf(limit, await counter.consume(key), false)
  } catch (result) {
    if (result instanceof RateLimiterRes) return countOf(limit, result, true)
    throw result
  }
}

function countOf(limit: RateLimit, result: RateLimiterRes, exceeded: boolean): Count {
  const secondsLeft = Math.max(1, Math.ceil(result.msBeforeNext / 1000))
  return { limit, remaining: exceeded ? 0 : result.remainingPoints, secondsLeft, exceeded }
}

/**
 * The fields of draft-ietf-httpapi-ratelimit-headers-06, which clients read today; later drafts fold them into one
 * structured `RateLimit` field.
 */
function headersOf({
  limit: { points, seconds },
  remaining,
  secondsLeft,
}: Count): Record<string, string> {
  return {
    'ratelimit-policy': `${points};w=${seconds}`,
    'ratelimit-limit': String(points),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(secondsLeft),
  }
}
