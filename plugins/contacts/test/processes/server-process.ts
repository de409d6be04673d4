import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

import { contacts } from '@crmkit/contacts'
import { createCrm, type Crm, type CrmOptions } from '@crmkit/core'

import { createSilentLogger } from './silent-logger.ts'

/** Told by the test that starts this process, sends it requests and may end it at any moment. */
export interface ServerProcessOptions extends Omit<
  CrmOptions,
  'plugins' | 'logger' | 'authenticate'
> {
  /** How often it starts: each SIGTERM ends an engine and its server, the last one the process. Default 1. */
  readonly starts?: number
}

// What a host of the engine is: a server, a login, a job of its own, and the stop the guide shows. Nothing here ends the process.
const { starts = 1, ...options } = JSON.parse(process.argv[2] ?? '{}') as ServerProcessOptions

const slowWork: CrmOptions['plugins'][number] = {
  name: 'slow-work',
  version: '1.0.0',
  engine: '*',
  requires: { contacts: '*' },
  jobs: {
    'name-tag': {
      payload: {
        type: 'object',
        properties: { ms: { type: 'integer' }, name: { type: 'string' } },
      },
      run: async ({ ms, name }, context) => {
        await sleep(ms)
        await context.records('tag').upsert('nameKey', name, { name })
      },
    },
  },
}

for (let start = 1; start <= starts; start++) await serve()

async function serve(): Promise<void> {
  const startedAt = performance.now()
  const crm = createCrm({
    ...options,
    plugins: [contacts(), slowWork],
    logger: createSilentLogger((line) => console.error(line)),
    authenticate: ({ headers: { 'x-user': user } }) => {
      const [id, tenant] = typeof user === 'string' ? user.split('@') : []
      return id && tenant ? { tenant, id, roles: ['admin'] } : undefined
    },
  })
  const engine = crm.callback()
  const server = createServer((req, res) => {
    if (!req.url?.startsWith('/host/')) engine(req, res)
    else answerHost(crm, req, res).catch(() => res.writeHead(503).end())
  })
  const stopped = once(process, 'SIGTERM').then(() => crm.close({ server }))
  await crm.ready()
  for (const tenant of ['acme', 'other']) await crm.tenants.ensure(tenant)
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    const readyMs = Math.round(performance.now() - startedAt)
    process.stdout.write(`${JSON.stringify({ port, readyMs })}\n`)
  })
  await stopped
}

/** The host's own routes, beside the engine's. */
async function answerHost(crm: Crm, { url }: IncomingMessage, res: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(url ?? '/', 'http://host')
  if (pathname === '/host/job') {
    const payload = { ms: Number(searchParams.get('ms')), name: searchParams.get('name') }
    await crm.run({ tenant: 'acme', actor: 'system' }, (context) =>
      context.addJob('slow-work:name-tag', payload),
    )
  }
  res.end(JSON.stringify({ worker: crm.worker.status(), memory: process.memoryUsage() }))
}
