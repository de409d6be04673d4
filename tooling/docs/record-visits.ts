import { once } from 'node:events'
import { createServer } from 'node:http'
import { Session } from 'node:inspector/promises'
import type { AddressInfo } from 'node:net'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

/** Sends a request and runs a job of a real engine; prints which files of ours had a function called, as JSON. */
const root = resolve(import.meta.dirname, '../..')
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })

const t = await createTestCrm({ plugins: [contacts()] })
await t.crm.tenants.ensure('acme')
const { text } = await t.crm.apiKeys.create('acme', { name: 'Tour', roles: ['admin'] })
const server = createServer(t.crm.callback()).listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

await createContact('first@example.com')
const request = await visitsOf(() => createContact('second@example.com'))
const job = await visitsOf(async () => {
  await send('imports?entity=contacts', 'text/csv', 'First name,E-mail\nAda,ada@example.com\n')
  await t.drain()
})
process.stdout.write(JSON.stringify({ request, job }))

server.close()
server.closeAllConnections()
await t.close()

function createContact(email: string): Promise<void> {
  return send('contacts', 'application/json', JSON.stringify({ firstName: 'Ada', email }))
}

async function send(path: string, type: string, body: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${text}`, 'content-type': type },
    body,
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  await answer.text()
}

/** Taking the coverage sets its counters back, so that only what `work` calls is counted. */
async function visitsOf(work: () => Promise<unknown>): Promise<string[]> {
  await session.post('Profiler.takePreciseCoverage')
  await work()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url, functions }) => url.startsWith('file:') && functions.some(isCalled))
    .map(({ url }) => relative(root, fileURLToPath(url)))
    .filter((file) => /^(core|plugins)\//.test(file))
    .sort()
}

function isCalled({ ranges }: { ranges: { count: number }[] }): boolean {
  return ranges.some(({ count }) => count > 0)
}
