import { afterAll, expect, test } from '@jest/globals'

import { createActivity, createContact, createWorld, dataOf } from './support/world.ts'

const world = await createWorld()
const ada = await world.person('Ada')
const bob = await world.person('Bob', { roles: ['user'] })
const guest = await world.person('Gus', { roles: ['guest'] })
const contact = await createContact(ada, 'Byron')
afterAll(() => world.close())

test('a comment is read by whoever may read the record, newest first, page by page', async () => {
  const bodies = ['One', 'Two', 'Three']
  for (const body of bodies) await bob.post(`/comments/contact/${contact}`, { body })
  const first = await guest.get(`/comments/contact/${contact}?limit=2`)
  const second = await guest.get(
    `/comments/contact/${contact}?limit=2&cursor=${first.body.page.next}`,
  )
  const read = [...dataOf(first), ...dataOf(second)]
  expect(read.map(({ body }) => body)).toEqual([...bodies].reverse())
  expect(read[0]).toMatchObject({ memberId: bob.memberId, author: { name: 'Bob' }, editedAt: null })
  expect(second.body.page.next).toBeNull()
  expect((await guest.get(`/comments/contact/${contact}?cursor=nonsense`)).status).toBe(400)
})

test('activities are commented on like any record', async () => {
  const { id } = await createActivity(ada, { subject: 'Plan' })
  await bob.post(`/comments/activity/${id}`, { body: 'Started.' })
  const entries = dataOf(await ada.get(`/timeline/activity/${id}?kinds=comment`))
  expect(entries).toMatchObject([{ kind: 'comment', body: 'Started.', actor: { name: 'Bob' } }])
})

test('only its author changes a comment; a moderator may delete it', async () => {
  const { id } = dataOf(await bob.post(`/comments/contact/${contact}`, { body: 'Tpyo' }))
  const edited = dataOf(await bob.patch(`/comments/${id}`, { body: 'Typo' }))
  expect(edited).toMatchObject({ body: 'Typo' })
  expect(edited.editedAt).not.toBeNull()
  const foreign = await ada.patch(`/comments/${id}`, { body: 'Mine now' })
  expect([foreign.status, foreign.body.code]).toEqual([403, 'COMMENT_NOT_YOURS'])
  const carl = await world.person('Carl', { roles: ['user'] })
  expect((await carl.delete(`/comments/${id}`)).status).toBe(403)
  expect((await ada.delete(`/comments/${id}`)).status).toBe(204)
  expect((await bob.patch(`/comments/${id}`, { body: 'Again' })).status).toBe(404)
})

test('a comment on a record one may not read is not there, and its record is not named', async () => {
  const permissions = { 'contact.read': 'own', 'comment.*': 'all' }
  await ada.put('/roles/own-only', { label: 'Own contacts only', permissions })
  const eve = await world.person('Eve', { roles: ['own-only'] })
  const { id } = dataOf(await bob.post(`/comments/contact/${contact}`, { body: 'Hidden' }))
  const answers = [
    await eve.patch(`/comments/${id}`, { body: 'Mine' }),
    await eve.delete(`/comments/${id}`),
  ]
  for (const { status, body } of answers) {
    expect([status, body.code]).toEqual([404, 'COMMENT_NOT_FOUND'])
    expect(body.detail).not.toContain(contact)
  }
})

test('a guest reads and does not write', async () => {
  expect((await guest.post(`/comments/contact/${contact}`, { body: 'Hi' })).status).toBe(403)
})

test('there are no comments on what is not there, and none without words', async () => {
  const nobody = '01890a5d-ac96-774b-bcce-b302099a8057'
  expect((await ada.post(`/comments/contact/${nobody}`, { body: 'Hi' })).status).toBe(404)
  expect((await ada.post(`/comments/spaceship/${contact}`, { body: 'Hi' })).status).toBe(404)
  expect((await ada.post(`/comments/contact/${contact}`, { body: ' \n ' })).status).toBe(422)
  expect((await ada.post(`/comments/contact/${contact}`, {})).status).toBe(422)
})

test('the change log tells that there was a comment, and not what it said', async () => {
  const body = 'Confidential words'
  const { id } = dataOf(await ada.post(`/comments/contact/${contact}`, { body }))
  const log = await world.t.changes('acme')
  const told = log.filter(({ name, after }) => name === 'comment.created' && after?.['id'] === id)
  expect(told).toMatchObject([{ entity: 'contact', recordId: contact }])
  expect(JSON.stringify(log)).not.toContain(body)
})
