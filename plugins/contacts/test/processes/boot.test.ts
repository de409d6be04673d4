import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { killServers, startServer } from './start-server.ts'

const t = await createTestCrm({ plugins: [contacts()] })
afterAll(async () => {
  killServers()
  await t.close()
})
test('boot', async () => {
  for (let i = 0; i < 3; i++) {
    const at = performance.now()
    const server = await startServer({ database: { url: t.databaseUrl }, migrate: 'check' })
    console.log(server.readyMs, performance.now() - at)
    const r = await fetch(server.origin + '/api/v1/contacts', { headers: { 'x-user': 'ann@acme' } })
    console.log(r.status, await r.text())
    console.log(await server.end('SIGTERM'), server.errors())
  }
  expect(1).toBe(1)
})
