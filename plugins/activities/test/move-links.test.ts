import { afterAll, expect, test } from '@jest/globals'

import type { ActivityLinks } from '@crmkit/activities'

import { createActivity, createContact, createWorld, dataOf } from './support/world.ts'

const world = await createWorld()
const ada = await world.person('Ada')
const bob = await world.person('Bob', { roles: ['user'] })
afterAll(() => world.close())

test('what was about one record is about others, also what the actor could not write', async () => {
  const lead = await createContact(ada, 'Lead')
  const contact = await createContact(ada, 'Contact')
  const company = dataOf(await ada.post('/companies', { name: 'ACME' })).id as string
  const links = [`contact:${lead}`]
  const { id } = await createActivity(ada, { kind: 'note', subject: 'Kept', links })
  await createActivity(ada, { subject: 'Both', links: [...links, `contact:${contact}`] })
  await ada.post(`/comments/contact/${lead}`, { body: 'Kept too' })
  await ada.put(`/followers/contact/${lead}`)

  const move = () =>
    bob.run(async ({ services }) => {
      const { activityLinks } = services as unknown as { activityLinks: ActivityLinks }
      return activityLinks.move({ entity: 'contact', recordId: lead }, [
        { entity: 'contact', recordId: contact },
        { entity: 'company', recordId: company },
      ])
    })
  expect(await move()).toBe(2)
  expect(await move()).toBe(0)

  const kinds = async (entity: string, record: string) =>
    dataOf(await ada.get(`/timeline/${entity}/${record}?kinds=note,task,comment`)).map(
      ({ kind }: { kind: string }) => kind,
    )
  expect(await kinds('contact', lead)).toEqual([])
  expect(await kinds('contact', contact)).toEqual(['comment', 'task', 'note'])
  expect(await kinds('company', company)).toEqual(['task', 'note'])
  expect(dataOf(await ada.get(`/activities/${id}`)).links).toEqual([
    `contact:${contact}`,
    `company:${company}`,
  ])
  const { followers } = dataOf(await ada.get(`/followers/contact/${contact}`))
  expect(followers.map(({ memberId }: { memberId: string }) => memberId)).toContain(ada.memberId)
})
