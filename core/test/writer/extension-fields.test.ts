import { afterAll, expect, test } from '@jest/globals'

import type { Change } from '../../src/changes/change.ts'
import { createTestCrm } from '../../src/testing/index.ts'
import { agency, library } from '../support/library-plugin.ts'

const owner = await library()
const t = await createTestCrm({ plugins: [owner, await agency(owner)] })
const acme = t.as('acme')
afterAll(() => t.close())

async function author(name: string, agencyFields?: object): Promise<string> {
  const ext = agencyFields ? { ext: { agency: agencyFields } } : {}
  const { status, body } = await acme.post('/authors', { name, ...ext })
  expect(status).toBe(201)
  return body.data.id as string
}

async function changesOf(id: string): Promise<Change[]> {
  return (await t.changes('acme')).filter(({ recordId }) => recordId === id)
}

test('the change log tells what another plugin’s fields were and are, personal data masked', async () => {
  const id = await author('Ada', { motto: 'First', agent: 'a@example.com' })
  await acme.patch(`/authors/${id}`, {
    name: 'Ada L.',
    ext: { agency: { motto: 'Second', agent: null } },
  })
  const [created, updated] = await changesOf(id)
  expect(created?.after).toMatchObject({
    name: 'Ada',
    ext: { agency: { motto: 'First', agent: '***' } },
  })
  expect(updated?.before).toEqual({
    name: 'Ada',
    ext: { agency: { motto: 'First', agent: '***' } },
  })
  expect(updated?.after).toEqual({
    name: 'Ada L.',
    ext: { agency: { motto: 'Second', agent: null } },
  })
})

test('only what differs is told, and a patch that changes nothing writes nothing', async () => {
  const id = await author('Grace', { motto: 'Same', signedAt: '2026-01-01T10:00:00+02:00' })
  await acme.patch(`/authors/${id}`, { ext: { agency: { motto: 'Same', agent: 'b@example.com' } } })
  expect((await changesOf(id)).at(-1)?.after).toEqual({ ext: { agency: { agent: '***' } } })

  const again = { ext: { agency: { motto: 'Same', signedAt: '2026-01-01T08:00:00Z' } } }
  const { body } = await acme.patch(`/authors/${id}`, again)
  expect([body.data.version, (await changesOf(id)).length]).toEqual([2, 2])
  expect((await acme.patch(`/authors/${id}`, { ext: {} })).body.data.version).toBe(2)
})

test('an actor is not told of fields that were never written', async () => {
  const id = await author('Karl')
  expect((await acme.get(`/authors/${id}`)).body.data.ext).toEqual({ agency: null })
  expect((await changesOf(id))[0]?.after).not.toHaveProperty('ext')
})

test('the words of the extension’s schema apply before its checks', async () => {
  const id = await author('Emmy', { motto: `  ${'x'.repeat(40)}  `, agent: 'Agent@Example.com' })
  const { body } = await acme.get(`/authors/${id}`)
  expect(body.data.ext.agency).toMatchObject({ motto: 'x'.repeat(40), agent: 'agent@example.com' })
  const refused = await acme.patch(`/authors/${id}`, { ext: { agency: { motto: 7 } } })
  expect([refused.status, refused.body.errors[0].path]).toEqual([422, '/ext/agency/motto'])
})
