import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { contacts } from '@crmkit/contacts'
import { createCrm, type Crm, type HostContext } from '@crmkit/core'
import { createTestCrm } from '@crmkit/core/testing'

import { call } from './call.ts'
import { addJob, allDone } from './host-jobs.ts'
import { accepts, embeddedIn } from './own-postgres.ts'
import { createSilentLogger } from './silent-logger.ts'
import { killServers, spawnServer } from './start-server.ts'

const dir = await mkdtemp(join(tmpdir(), 'crmkit-shared-'))
afterAll(async () => {
  killServers()
  await rm(dir, { recursive: true, force: true })
})

test('two engines of one process live in two schemas of one database, and the end of one is nothing to the other', async () => {
  const t = await createTestCrm({ plugins: [contacts()] })
  const engine = (schema: string): Crm =>
    createCrm({
      plugins: [contacts()],
      database: { url: t.databaseUrl, schema },
      migrate: 'auto',
      logger: createSilentLogger(),
    })
  const [first, second] = [engine('crm_first'), engine('crm_second')]
  await Promise.all([first.ready(), second.ready()])
  const work = async (crm: Crm, name: string) => {
    await crm.tenants.ensure('acme')
    return crm.run({ tenant: 'acme', actor: 'system' }, async ({ records }) => {
      await records('contact').create({ firstName: name })
      return names({ records })
    })
  }
  expect(await work(first, 'Ada')).toEqual(['Ada'])
  expect(await work(second, 'Grace')).toEqual(['Grace'])

  await first.close()
  await expect(first.run({ tenant: 'acme', actor: 'system' }, names)).rejects.toMatchObject({
    code: 'CLOSED',
  })
  expect(await work(second, 'Edsger')).toEqual(['Grace', 'Edsger'])
  await second.close()
  await t.crm.close()
  expect(await connections(t.databaseUrl)).toBe(0)
  await t.close()
})

test('two processes share an embedded database from its first start on; the last to stop stops PostgreSQL', async () => {
  const processes = [1, 2].map(() => spawnServer({ database: { embedded: { dir } } }))
  const [one, two] = await Promise.all(processes.map((server) => server.listening()))
  const [origin = '', other = ''] = [one?.origin, two?.origin]
  const { body, status } = await call(origin, 'POST', '/api/v1/contacts', { firstName: 'Ada' })
  expect(status).toBe(201)
  const path = `/api/v1/contacts/${body.data.id}`
  expect((await call(other, 'GET', path)).body).toMatchObject({ data: { firstName: 'Ada' } })
  await Promise.all([addJob(origin, 'job-one', 10), addJob(other, 'job-two', 10)])

  processes[0]?.signal('SIGTERM')
  expect(await processes[0]?.ended).toBe(0)
  expect((await call(other, 'GET', path)).status).toBe(200)
  await allDone(other, ['job-one', 'job-two'])
  const { url } = await embeddedIn(dir)
  expect(await accepts(url)).toBe(true)

  processes[1]?.signal('SIGTERM')
  expect(await processes[1]?.ended).toBe(0)
  expect(await accepts(url)).toBe(false)
  expect(processes.map((server) => server.errors())).toEqual(['', ''])
})

async function names({ records }: Pick<HostContext, 'records'>): Promise<string[]> {
  const { data } = await records('contact').list({ sort: 'createdAt' })
  return data.map(({ firstName }) => firstName ?? '')
}

async function connections(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rowCount } = await client.query(
    `select from pg_stat_activity where datname = current_database() and application_name like 'crmkit:%'`,
  )
  await client.end()
  return rowCount ?? 0
}
