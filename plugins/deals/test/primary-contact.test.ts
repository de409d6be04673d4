import { afterAll, expect, test } from '@jest/globals'

import { createSalesCrm, makeBoard, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
afterAll(() => t.close())

await makeBoard(acme)
const people: string[] = []
for (const firstName of ['Ada', 'Ben', 'Cleo', 'Dan', 'Eva'])
  people.push((await ok(acme.post('/contacts', { firstName }))).id)
const [ada, ben, cleo] = people
const primary = async (id: string): Promise<string | null> =>
  (await ok(acme.get(`/deals/${id}`))).contactId
const participants = async (id: string): Promise<{ id: string; contactId: string }[]> =>
  (await ok(acme.get(`/deals/${id}?include=participants`))).participants
const join = (dealId: string, contactId: string | undefined, role?: string) =>
  acme.post('/dealContacts', { dealId, contactId, role })

test('whoever joins first is the primary contact, the others have their roles', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'A' }))
  for (const [index, contactId] of people.entries()) await ok(join(id, contactId, `role ${index}`))
  expect(await primary(id)).toBe(ada)
  expect(await participants(id)).toHaveLength(5)
  expect((await join(id, ada)).body.code).toBe('UNIQUE_TAKEN')
})

test('the primary contact named on the deal takes part in it', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'B', contactId: ben }))
  expect((await participants(id)).map(({ contactId }) => contactId)).toEqual([ben])
  await ok(acme.patch(`/deals/${id}`, { contactId: cleo }))
  expect((await participants(id)).map(({ contactId }) => contactId).sort()).toEqual(
    [ben, cleo].sort(),
  )
})

test('when the primary contact leaves, the next one moves up, until nobody is left', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'C', contactId: ada }))
  await ok(join(id, ben))
  const none = await acme.patch(`/deals/${id}`, { contactId: null })
  expect([none.status, none.body.code]).toEqual([422, 'DEAL_NEEDS_PRIMARY'])
  for (const expected of [ben, null]) {
    const who = await primary(id)
    const part = (await participants(id)).find(({ contactId }) => contactId === who)
    expect((await acme.delete(`/dealContacts/${part?.id}`)).status).toBe(204)
    expect(await primary(id)).toBe(expected)
  }
})

test('ten who join at once leave one primary contact', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'D' }))
  await Promise.all(people.map((contactId) => ok(join(id, contactId))))
  const parts = await participants(id)
  expect(parts).toHaveLength(5)
  expect(parts.map(({ contactId }) => contactId)).toContain(await primary(id))
})

test('taking part in a deal takes the right to change it', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'E' }))
  const user = t.as('acme', { roles: ['user'], id: 'somebody' })
  const { status, body } = await user.post('/dealContacts', { dealId: id, contactId: ada })
  expect([status, body.code]).toEqual([422, 'DEAL_UNKNOWN'])
})
