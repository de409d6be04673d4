import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import type { Exchange } from './exchange.ts'
import type { Answer } from './route.ts'

/** On every answer of the API. A handler that answers HTML (the docs viewer) brings its own policy. */
const SECURITY: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  // Which pages may read an answer stands in it (CORS), so one kept for another page must not be used (Fetch §3.3.5).
  vary: 'Origin',
}
/** Flat name, value, name, value …: the form `writeHead` takes without building an object. */
const SECURITY_FLAT: readonly string[] = Object.entries(SECURITY).flat()

/** Writes the answer, head and body in one go. Resolves when the body is handed over; a stream, when it has ended. */
export function send(
  exchange: Exchange,
  answer: Answer,
  closing: boolean,
): Promise<void> | undefined {
  const { res } = exchange
  if (res.headersSent || res.destroyed) return undefined
  const { status, headers } = answer
  const head = headOf(exchange, headers)
  // HTTP/2 has no such header; its server says goodbye itself.
  if (closing && exchange.req.httpVersionMajor === 1) head.push('connection', 'close')
  const body = typeof answer.body === 'object' ? bodyOf(answer.body) : answer.body
  if (body === undefined) {
    // RFC 9110 §8.6: a 204 or 304 must not tell a length, anything else without a body must.
    if (status !== 204 && status !== 304) head.push('content-length', '0')
    res.writeHead(status, head)
    res.end()
    return undefined
  }
  if (!names(headers, 'content-type')) head.push('content-type', exchange.route.answerType(status))
  if (body instanceof Readable) return sendStream(exchange, status, head, body)
  head.push(
    'content-length',
    String(typeof body === 'string' ? Buffer.byteLength(body) : body.length),
  )
  res.writeHead(status, head)
  // For HEAD Node sends the head alone, with the length of the body a GET would get.
  res.end(body)
  return undefined
}

async function sendStream(
  exchange: Exchange,
  status: number,
  head: string[],
  body: Readable,
): Promise<void> {
  const { req, res } = exchange
  res.writeHead(status, head)
  if (req.method === 'HEAD') {
    body.destroy()
    res.end()
    return
  }
  // A live feed without an event yet must still show that it is open.
  res.flushHeaders()
  await pipeline(body, res)
}

function bodyOf(body: Buffer | Readable | object): string | Buffer | Readable {
  return Buffer.isBuffer(body) || body instanceof Readable ? body : JSON.stringify(body)
}

function headOf(exchange: Exchange, headers: Answer['headers']): string[] {
  const { extraHeaders, requestId } = exchange
  if (headers === undefined && extraHeaders === undefined)
    return [...SECURITY_FLAT, 'x-request-id', requestId]
  const head: string[] = []
  for (const name in SECURITY) if (!names(headers, name)) head.push(name, SECURITY[name] ?? '')
  head.push('x-request-id', requestId)
  for (const name in extraHeaders)
    if (!names(headers, name)) head.push(name, extraHeaders[name] ?? '')
  for (const name in headers) head.push(name, headers[name] ?? '')
  return head
}

/** Header names are written as handlers like them, `ETag` or `etag`. */
function names(headers: Answer['headers'], wanted: string): boolean {
  for (const name in headers)
    if (name.length === wanted.length && name.toLowerCase() === wanted) return true
  return false
}

/** For answers outside the API (health, metrics), which have no exchange. */
export function sendPlain(res: ServerResponse, status: number, type: string, body: string): void {
  res.writeHead(status, [
    ...SECURITY_FLAT,
    'content-type',
    type,
    'content-length',
    String(Buffer.byteLength(body)),
  ])
  res.end(body)
}
