import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

import { inject as lightMyRequest } from 'light-my-request'

import type { HttpApp } from '../../http/app.ts'
import { dispatch } from './inject.ts'

/**
 * Serves a WHATWG `Request` (Next, Hono, Bun, tests). Both bodies stream: an upload is read as it arrives, and an export or a
 * live feed is answered as it is made; a reader that cancels, or a request that is aborted, ends the work.
 */
export async function handleFetch(app: HttpApp, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const response = await lightMyRequest((req, res) => dispatch(app, req, res), {
    method: request.method,
    url: pathname + search,
    headers: headersOf(request),
    ...(request.body === null ? undefined : { payload: Readable.fromWeb(request.body) }),
    payloadAsStream: true,
    signal: request.signal,
    // As in inject.ts: not from this machine.
    remoteAddress: 'in-process',
    validate: false,
  })
  const { statusCode: status, headers } = response
  const { res } = response.raw
  // Node unties `request.signal` from the signal the host gave as soon as the request is collected (undici, lib/web/fetch/request.js,
  // `requestFinalizer`): nobody would hear of an abort of an answer that lasts. So the answer keeps it.
  res.once('close', () => void request)
  const body = bodyOf(response.stream(), res, request.method, status)
  return new Response(body, { status, headers: answeredHeaders(headers) })
}

function headersOf(request: Request): Record<string, string> {
  const headers = Object.fromEntries(request.headers)
  // A `Request` does not tell the length of its body; one of the two must announce it (RFC 9112 §6.3).
  if (request.body !== null && headers['content-length'] === undefined)
    headers['transfer-encoding'] = 'chunked'
  return headers
}

function bodyOf(
  stream: Readable,
  res: ServerResponse,
  method: string,
  status: number,
): ReadableStream | null {
  // A Response with one of these must not have a body (fetch standard, "null body status").
  if (method === 'HEAD' || status === 204 || status === 205 || status === 304) {
    stream.resume()
    return null
  }
  // When the reader cancels, the stream closes but the answer behind it would wait for it to drain for ever.
  stream.once('close', () => {
    if (!res.writableFinished) res.destroy()
  })
  return Readable.toWeb(stream)
}

function answeredHeaders(headers: Readonly<Record<string, unknown>>): Headers {
  const answered = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    // Hop-by-hop (RFC 9110 §7.6.1): the host's server says its own.
    if (name === 'connection' || name === 'transfer-encoding' || name === 'keep-alive') continue
    for (const one of Array.isArray(value) ? value : [value]) answered.append(name, String(one))
  }
  return answered
}
