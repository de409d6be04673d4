import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

import { pino } from 'pino'

import { createHttpApp, type HttpAppOptions } from '../../src/http/app.ts'
import type { Authenticated } from '../../src/http/exchange.ts'
import type { Route } from '../../src/http/route.ts'
import type { Actor } from '../../src/identity/actor.ts'
import { toNodeHandler } from '../../src/kernel/mounts/node.ts'

export type LogLine = Record<string, unknown> & { readonly msg: string; readonly level: number }

/** An app with hand-written routes; `Authorization: Bearer <id>` is the user of that id, with the right to read things. */
export function createTestApp(routes: readonly Route[], options: Partial<HttpAppOptions> = {}) {
  const lines: LogLine[] = []
  const logger = pino(
    { level: 'debug' },
    { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) },
  )
  const authenticate = ({ headers }: { headers: { authorization?: string } }) => {
    const id = /^Bearer (\w+)$/.exec(headers.authorization ?? '')?.[1]
    return id === undefined || id === 'wrong' ? undefined : userOf(id)
  }
  const app = createHttpApp({ routes, authenticate, logger, ...options })
  return { app, lines }
}

export const TENANT = '0190a000-0000-7000-8000-00000000000a'

export function userOf(id: string, tenantId = TENANT): Authenticated {
  const actor: Actor = { tenantId, id, kind: 'user', roles: [], memberId: null, teamIds: [] }
  const scope = (permission: string) => (permission === 'thing.read' ? 'all' : undefined)
  return { actor, rights: { key: 'test', scope, field: () => 'write' }, through: 'http' }
}

/** A real server around an app. */
export async function startTestApp(
  routes: readonly Route[],
  options: Partial<HttpAppOptions> = {},
) {
  const { app, lines } = createTestApp(routes, options)
  const running = await startServer(toNodeHandler(app))
  return { app, lines, ...running }
}

export async function startServer(listener: RequestListener) {
  const server = createServer(listener)
  const origin = await listen(server)
  return {
    server,
    origin,
    /** As the user `ann`, unless the headers say otherwise. */
    async call(method: string, path: string, init: CallInit = {}) {
      const { body, headers } = init
      const response = await fetch(origin + path, {
        method,
        headers: { authorization: 'Bearer ann', ...headers },
        ...(body === undefined ? undefined : { body, duplex: 'half' }),
      })
      const text = await response.text()
      const isJson = /json/.test(response.headers.get('content-type') ?? '')
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson && text !== '' ? JSON.parse(text) : undefined,
      }
    },
    /** Sends these bytes and gives back all that comes until the other side closes. */
    wire: (request: string | Buffer) => rawCall(server, request),
    async stop(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Body = NonNullable<RequestInit['body']>

interface CallInit {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Body
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function rawCall(server: Server, request: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
    socket.write(request)
  })
}

/** A route with the dull fields filled in. */
export function route(more: Partial<Route> & Pick<Route, 'path' | 'handler'>): Route {
  const method = more.method ?? 'GET'
  return {
    method,
    operationId: `${method.toLowerCase()}${more.path.replaceAll(/\W+/g, '_')}`,
    summary: '',
    tag: 'Test',
    access: 'actor',
    responses: {},
    ...more,
  }
}

/** `POST /things` that answers the body it got. */
export function echo(more: Partial<Route> = {}): Route {
  return route({
    method: 'POST',
    path: '/things',
    body: { kind: 'json', schema: { type: 'object' } },
    handler: ({ body }) => ({ status: 201, body: { data: body ?? null } }),
    ...more,
  })
}
