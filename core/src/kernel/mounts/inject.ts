import type { IncomingMessage, ServerResponse } from 'node:http'

import { inject as lightMyRequest } from 'light-my-request'

import type { HttpApp } from '../../http/app.ts'

export interface InjectRequest {
  readonly method?: string
  /** Below the engine's base path, with the query. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** A text or buffer goes as it is, anything else as JSON. */
  readonly body?: unknown
}

export interface InjectResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  /** JSON parsed, anything else text; undefined without a body. */
  readonly body: unknown
}

/** Serves a request in process, without a socket: the same way and the same checks as over HTTP. */
export async function inject(
  app: HttpApp,
  { method = 'GET', url, headers, body }: InjectRequest,
): Promise<InjectResponse> {
  const response = await lightMyRequest((req, res) => dispatch(app, req, res), {
    method: method as 'GET',
    url,
    headers: { ...(isRaw(body) ? undefined : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined
      ? undefined
      : { payload: isRaw(body) ? (body as string | Buffer) : JSON.stringify(body) }),
    // The default is 127.0.0.1, and a request a host passes on must not count as one from this machine.
    remoteAddress: 'in-process',
  })
  const { statusCode, payload } = response
  const answered = response.headers as Record<string, string | string[]>
  const isJson = /[/+]json\b/.test(String(answered['content-type'] ?? ''))
  return {
    status: statusCode,
    headers: answered,
    body: payload === '' ? undefined : isJson ? JSON.parse(payload) : payload,
  }
}

function isRaw(body: unknown): boolean {
  return body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
}

export function dispatch(app: HttpApp, req: unknown, res: unknown): void {
  const [request, response] = [req as IncomingMessage, res as ServerResponse]
  void app
    .handle(request, response)
    .then((ours) => (ours ? undefined : app.notFound(request, response)))
}
