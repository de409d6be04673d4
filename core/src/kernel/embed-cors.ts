import type { Cors } from '../http/cors.ts'
import type { EmbedOrigins } from '../identity/embed-origins.ts'

/** What elements send; everything else a page would add is refused by its browser. */
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers':
    'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID, X-Request-Id',
  // Ten minutes without asking again; Chromium keeps an answer two hours at most, Firefox a day.
  'access-control-max-age': '600',
}
const READABLE = {
  'access-control-expose-headers':
    'ETag, Location, Retry-After, RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset, X-Request-Id, Idempotent-Replayed, Content-Disposition',
}

/**
 * CORS for pages with embed sessions, by exact origin and never with credentials: a cookie of the host's opens nothing to another
 * origin. Answers to keys and the host's own users stay unreadable there.
 */
export function createEmbedCors(origins: EmbedOrigins): Cors {
  return Object.freeze<Cors>({
    async preflight(origin) {
      const known = await origins.isKnown(origin)
      return known ? { 'access-control-allow-origin': origin, ...PREFLIGHT } : undefined
    },
    answer(origin, context) {
      if (context) return readable(origin, context.actor.embed?.origins.includes(origin) ?? false)
      const known = origins.isKnown(origin)
      if (typeof known === 'boolean') return readable(origin, known)
      // The refusal that is being answered counts for more than who may read it.
      return known.then(
        (is) => readable(origin, is),
        () => undefined,
      )
    },
  })
}

function readable(origin: string, may: boolean): Readonly<Record<string, string>> | undefined {
  return may ? { 'access-control-allow-origin': origin, ...READABLE } : undefined
}
