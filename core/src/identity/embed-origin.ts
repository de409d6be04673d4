import type { IncomingHttpHeaders } from 'node:http'

import { errors } from './errors.ts'

/** `https://app.example`, `http://localhost:3000`: an origin exactly as browsers send it (RFC 6454 §6.2), so never `null`. */
export function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text
}

/** What of a request says which page it comes from. */
export interface AskedFrom {
  readonly method: string
  readonly headers: IncomingHttpHeaders
}

/**
 * Throws unless the request comes from a page the session is for. This keeps other pages out, not programs: those send whatever
 * `Origin` they like.
 *
 * Browsers leave `Origin` away in one case only (Fetch §3.2): a GET or HEAD of a page to its own origin. Then the address that
 * was called is the page's, so it has to be one of the session's, and `Sec-Fetch-Site`, which no page can forge, must not say
 * otherwise.
 */
export function assertOrigin(
  allowed: readonly string[],
  request: AskedFrom,
  trustsProxy: boolean,
): void {
  const { origin } = request.headers
  if (origin === undefined ? isOwnPage(allowed, request, trustsProxy) : allowed.includes(origin))
    return
  throw errors.EMBED_ORIGIN_REFUSED({
    came: origin === undefined ? 'none' : origin.slice(0, 200),
    allowed: allowed.join(', '),
  })
}

function isOwnPage(
  allowed: readonly string[],
  { method, headers }: AskedFrom,
  trustsProxy: boolean,
): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  const called = calledHost(headers, trustsProxy)
  return called !== undefined && allowed.some((origin) => isHostOf(origin, called))
}

function calledHost(headers: IncomingHttpHeaders, trustsProxy: boolean): string | undefined {
  const forwarded = trustsProxy ? headers['x-forwarded-host'] : undefined
  // HTTP/2 has `:authority` in the place of `Host`.
  const [host] = [forwarded, headers.host, headers[':authority']].flat().filter(Boolean)
  return host?.split(',')[0]?.trim().toLowerCase()
}

/** The scheme is not compared: behind a proxy that ends TLS nobody here knows it. */
function isHostOf(origin: string, called: string): boolean {
  const { host, protocol } = new URL(origin)
  return host === called || `${host}${protocol === 'https:' ? ':443' : ':80'}` === called
}
