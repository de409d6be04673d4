import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm, type TestClient } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { fingerprint } from './support/fingerprint.ts'
import { finished, importFile, records } from './support/import-kit.ts'
import { realData } from './support/real-data.ts'

const t = await createTestCrm({ plugins: [await crmPlugin()] })
afterAll(() => t.close())

async function undo(client: TestClient, id: string) {
  const { status, body } = await client.post(`/imports/${id}/undo`)
  if (status !== 202) throw new Error(JSON.stringify(body))
  expect(body.data.state).toBe('undoing')
  return finished(t, client, id)
}

test('Undoing an import of new records leaves nothing of it', async () => {
  const acme = t.as('empty')
  await acme.post('/contacts', { email: 'old@example.com' })
  const before = await fingerprint(t, 'empty')
  const done = await importFile(t, acme, 'contacts', await realData('us-500.csv'), {
    country: 'US',
  })
  const undone = await undo(acme, done.id)
  expect(undone).toMatchObject({ state: 'undone', undo: { removed: 1000, restored: 0, kept: 0 } })
  expect(await records(acme, 'companies', 'name')).toEqual({})
  expect(await fingerprint(t, 'empty')).toBe(before)
  const changes = await t.changes('empty')
  expect(changes.filter(({ name }) => name === 'contact.purged')).toHaveLength(500)
})

test('Undoing an upsert gives every record back what it held, lists, links and references included', async () => {
  const acme = t.as('upsert')
  const first = `email,external:shop:customer,last name,emails[other],tags,company,about\n${rows(120, (n) => `p${n}@x.com,${n},Old ${n},o${n}@x.com,VIP,Initech,`)}`
  await importFile(t, acme, 'contacts', first)
  const before = await fingerprint(t, 'upsert')
  const second = `email,external:erp:person,last name,emails[personal],tags,company,about\n${rows(200, (n) => `p${n}@x.com,e${n},New ${n},q${n}@x.com,VIP; Fresh,Company ${n % 7},text`)}${rows(50, (n) => `p${n}@x.com,e${n},Newer ${n},,,,`)}`
  const done = await importFile(t, acme, 'contacts', second, { mode: 'upsert', match: ['email'] })
  expect(done.counters).toMatchObject({
    rows: 250,
    created: 80,
    updated: 170,
    refused: 0,
    linked: 8,
  })
  expect(await fingerprint(t, 'upsert')).not.toBe(before)

  const undone = await undo(acme, done.id)
  expect(undone.undo).toEqual({ removed: 88, restored: 120, kept: 0 })
  expect(await fingerprint(t, 'upsert')).toBe(before)
  const [contact] = Object.values(await records(acme, 'contacts', 'email'))
  expect(contact.version).toBe(3)
})

test('Records changed, removed or pointed at since are left alone and listed', async () => {
  const acme = t.as('since')
  await importFile(t, acme, 'contacts', 'email,last name\na@x.com,A\nb@x.com,B\nc@x.com,C\n')
  const file =
    'email,last name,company\na@x.com,A2,Hooli\nb@x.com,B2,Hooli\nc@x.com,C2,Umbrella\nd@x.com,D,\ne@x.com,E,\nf@x.com,F,\n'
  const done = await importFile(t, acme, 'contacts', file, { mode: 'upsert' })
  const contacts = await records(acme, 'contacts', 'email')
  const companies = await records(acme, 'companies', 'name')
  const idOf = (email: string): string => contacts[email].id
  await acme.patch(`/contacts/${idOf('a@x.com')}`, { about: 'by hand' })
  await acme.patch(`/contacts/${idOf('d@x.com')}`, { about: 'by hand' })
  await acme.delete(`/contacts/${idOf('e@x.com')}?purge=true`)
  await acme.post('/deals', { title: 'Big', companyId: companies['Umbrella'].id })

  const undone = await undo(acme, done.id)
  // Of six rows b and c are set back and f is removed; Hooli is still used by a, which keeps its change.
  expect(undone.undo).toEqual({ removed: 1, restored: 2, kept: 5 })
  const { body } = await acme.get(`/imports/${done.id}/kept`)
  const names: Record<string, string> = { ...byId(contacts, 'email'), ...byId(companies, 'name') }
  expect(
    Object.fromEntries(
      body.data.map(({ recordId, reason }: Record<string, string>) => [
        names[recordId ?? ''],
        reason,
      ]),
    ),
  ).toEqual({
    'a@x.com': 'CHANGED',
    'd@x.com': 'CHANGED',
    'e@x.com': 'GONE',
    Hooli: 'IN_USE',
    Umbrella: 'IN_USE',
  })
  const after = await records(acme, 'contacts', 'email')
  expect([after['a@x.com'].lastName, after['b@x.com'].lastName, after['f@x.com']]).toEqual([
    'A2',
    'B',
    undefined,
  ])
})

test('A former value that somebody else has taken since is not forced back', async () => {
  const acme = t.as('taken')
  await acme.post('/companies', { name: 'A', domain: 'a.example' })
  const done = await importFile(t, acme, 'companies', 'name,domain\nA,b.example\n', {
    mode: 'update',
    match: ['name'],
  })
  await acme.post('/companies', { name: 'Other', domain: 'a.example' })
  const undone = await undo(acme, done.id)
  expect(undone).toMatchObject({ state: 'undone', undo: { restored: 0, kept: 1 } })
  expect((await acme.get(`/imports/${done.id}/kept`)).body.data[0].reason).toBe('CONFLICT')
})

test('A tree made in one file is taken down from its leaves', async () => {
  const acme = t.as('tree')
  const done = await importFile(t, acme, 'companies', 'name,parent\nA,B\nB,C\nC,Root\nD,A\n')
  expect(done.counters).toMatchObject({ created: 4, linked: 1 })
  expect((await undo(acme, done.id)).undo).toEqual({ removed: 5, restored: 0, kept: 0 })
  expect(await records(acme, 'companies', 'name')).toEqual({})
})

test('Only an import that has ended can be undone, and only once', async () => {
  const acme = t.as('once')
  const done = await importFile(t, acme, 'contacts', 'last name\nA\n')
  await undo(acme, done.id)
  const again = await acme.post(`/imports/${done.id}/undo`)
  expect([again.status, again.body.code]).toEqual([409, 'IMPORT_NOT_UNDOABLE'])
  const tried = await importFile(t, acme, 'contacts', 'last name\nA\n', { dryRun: true })
  const nothing = await acme.post(`/imports/${tried.id}/undo`)
  expect([nothing.status, nothing.body.code]).toEqual([409, 'IMPORT_NOTHING_TO_UNDO'])
})

function rows(count: number, row: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => `${row(n)}\n`).join('')
}

function byId(all: Record<string, { id: string }>, key: string): Record<string, string> {
  return Object.fromEntries(
    Object.values(all).map((record) => [
      record.id,
      (record as unknown as Record<string, string>)[key] ?? '',
    ]),
  )
}
