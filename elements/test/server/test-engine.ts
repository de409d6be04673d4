import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import { activities } from '@crmkit/activities'
import { contacts } from '@crmkit/contacts'
import { createTestCrm, type TestActor, type TestCrm } from '@crmkit/core/testing'
import { deals } from '@crmkit/deals'

interface Exchange {
  readonly path: string
  readonly method: string
  readonly req: IncomingMessage
  readonly res: ServerResponse
  respond?: boolean
}

interface Issued {
  readonly tenant: string
  readonly actor: TestActor
  readonly expiresAt: number
}

export interface TestEngine {
  middleware(exchange: Exchange, next: () => Promise<void>): Promise<void>
  close(): Promise<void>
  /** For benches, which make more records than one wants to wait for. */
  readonly databaseUrl: string
}

/** The engine below `/crm`, and below `/test` what a host's server does: sessions, and other people's changes. */
export async function startTestEngine(): Promise<TestEngine> {
  const sessions = new Map<string, Issued>()
  const t = await createTestCrm({
    plugins: [contacts(), deals({ defaultCurrency: 'EUR' }), activities()],
    authenticate: ({ headers }) => {
      const issued = sessions.get((headers.authorization ?? '').replace(/^Bearer /, ''))
      if (!issued || issued.expiresAt <= Date.now()) return undefined
      const { roles = ['admin'], id = 'ada', name = 'Ada Lovelace', ...rest } = issued.actor
      return { tenant: issued.tenant, roles, id, name, ...rest }
    },
  })
  const engine = t.crm.callback()
  const routes = testRoutes(t, sessions)

  return {
    async middleware(exchange, next) {
      const { path, req, res } = exchange
      const route = routes[path]
      if (!route && !path.startsWith('/crm/')) return next()
      // Koa leaves the answer alone: it is ours, and may be a stream.
      exchange.respond = false
      if (route) await answer(res, route, req)
      else {
        // As a router of Express mounts it: the prefix is cut off.
        req.url = (req.url ?? '').slice('/crm'.length)
        engine(req, res)
      }
    },
    databaseUrl: t.databaseUrl,
    close: () => t.close(),
  }
}

type Route = (body: never) => Promise<unknown>

function testRoutes(t: TestCrm, sessions: Map<string, Issued>): Readonly<Record<string, Route>> {
  return {
    '/test/tenant': async () => {
      const tenant = `t-${randomUUID()}`
      await t.crm.tenants.ensure(tenant)
      return { tenant }
    },
    '/test/session': async (input: { tenant: string; lifeMs?: number } & TestActor) => {
      const { tenant, lifeMs = 600_000, ...actor } = input
      const token = `test-${randomUUID()}`
      const expiresAt = Date.now() + lifeMs
      sessions.set(token, { tenant, actor, expiresAt })
      return { token, expiresAt }
    },
    // What a host's server does: a real embed session, for the page that asks.
    '/test/embed-session': async (input: {
      tenant: string
      origin: string
      components?: string[]
      permissions?: string[]
      ttlSeconds?: number
    }) => {
      const { tenant, origin, ...rest } = input
      const user = { id: 'grace', name: 'Grace Hopper' }
      return t.crm.embedSession({ tenant, user, roles: ['user'], origins: [origin], ...rest })
    },
    '/test/end-embed-sessions': async ({ tenant }: { tenant: string }) => {
      await t.crm.embedSessions.revokeAllOf(tenant, 'grace')
      return {}
    },
    '/test/end-sessions': async ({ tenant }: { tenant: string }) => {
      for (const [token, issued] of sessions) if (issued.tenant === tenant) sessions.delete(token)
      return {}
    },
    // Somebody else's call, behind the page's back.
    '/test/api': async (input: {
      tenant: string
      actor?: TestActor
      method: 'get' | 'post' | 'put' | 'patch' | 'delete'
      path: string
      body?: unknown
    }) => {
      const client = t.as(input.tenant, input.actor)
      const { status, body } = await (input.method === 'get' || input.method === 'delete'
        ? client[input.method](input.path)
        : client[input.method](input.path, input.body))
      return { status, body: body as unknown }
    },
    '/test/drain': async () => ({ jobs: await t.drain() }),
  }
}

async function answer(res: ServerResponse, route: Route, req: IncomingMessage): Promise<void> {
  let [status, body]: [number, unknown] = [200, {}]
  try {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    body = await route((text === '' ? {} : JSON.parse(text)) as never)
  } catch (error) {
    status = 500
    body = { error: String(error) }
  }
  res.writeHead(status, { 'content-type': 'application/json' })
  res.end(JSON.stringify(body))
}
