import { afterAll, expect, test } from '@jest/globals'

import { createActivity, createContact, createWorld, dataOf } from './support/world.ts'

const world = await createWorld()
const { t } = world
const ada = await world.person('Ada')
const stranger = await world.person('Stranger', {}, 'globex')
const contact = await createContact(ada, 'Byron')
const theirs = await createContact(stranger, 'Theirs')
afterAll(() => world.close())

const { id: activity } = await createActivity(ada, {
  subject: 'Secret plan',
  links: [`contact:${contact}`],
  dueAt: '2026-01-01T09:00:00Z',
  remindAt: '2026-01-01T08:00:00Z',
})
const { id: comment } = dataOf(
  await ada.post(`/comments/contact/${contact}`, { body: 'Secret words' }),
)
await ada.put(`/followers/contact/${contact}`)
await t.drain()

test('no call of another tenant reads, changes or finds anything', async () => {
  const calls = [
    ['get', `/activities/${activity}`],
    ['patch', `/activities/${activity}`, { subject: 'Mine' }],
    ['delete', `/activities/${activity}`],
    ['get', `/timeline/contact/${contact}`],
    ['get', `/timeline/activity/${activity}`],
    ['get', `/comments/contact/${contact}`],
    ['post', `/comments/contact/${contact}`, { body: 'Hi' }],
    ['patch', `/comments/${comment}`, { body: 'Hi' }],
    ['delete', `/comments/${comment}`],
    ['get', `/followers/contact/${contact}`],
    ['put', `/followers/contact/${contact}`],
    ['delete', `/followers/contact/${contact}`],
  ] as const
  for (const [method, path, body] of calls) {
    const { status } = await stranger[method](path, body)
    expect([method, path, status]).toEqual([method, path, 404])
  }
  for (const path of ['/activities', '/activities/my-tasks', '/notifications', '/changes']) {
    const { body } = await stranger.get(path)
    expect(JSON.stringify(body)).not.toMatch(/Secret|Byron/)
  }
  const [notification] = dataOf(await ada.get('/notifications'))
  await stranger.post('/notifications/read', { ids: [notification.id] })
  expect((await ada.get('/notifications')).body.unread).toBe(1)
})

test('a member of another tenant is nobody here', async () => {
  const body = `@[Stranger](member:${stranger.memberId})`
  const answer = dataOf(await ada.post(`/comments/contact/${contact}`, { body }))
  expect(answer.mentions).toEqual([{ memberId: stranger.memberId, hasAccess: false }])
  await t.drain()
  expect(dataOf(await stranger.get('/notifications'))).toEqual([])
})

test('with every filter of ours removed PostgreSQL gives no foreign row, and takes none', async () => {
  const tables = [
    'activities',
    'activity_links',
    'comments',
    'followers',
    'notifications',
    'notification_preferences',
    'mails',
    'member_roles',
  ]
  const counts = await stranger.run(async (context) => {
    const found: [string, number][] = []
    for (const table of tables) {
      const [row] = await context.sql(
        (sql) => `select count(*)::int from ${sql.table(table)} where ${sql.tenant} is not null`,
      )
      found.push([table, row?.[0] as number])
    }
    return Object.fromEntries(found)
  })
  expect(counts).toEqual({
    ...Object.fromEntries(tables.map((table) => [table, 0])),
    member_roles: 1,
  })
  const [acme] = await world.sql<{ tenant_id: string }>(
    'select tenant_id from crm.contacts where id = $1',
    [contact],
  )
  const smuggled = stranger.run((context) =>
    context.sql(
      (
        sql,
      ) => `insert into ${sql.table('comments')} (tenant_id, id, entity, record_id, body, author)
        select ${sql.value(acme!.tenant_id)}::uuid, gen_random_uuid(), 'contact', ${sql.value(contact)}::uuid, 'Smuggled', '{}' where ${sql.tenant} is not null`,
    ),
  )
  await expect(smuggled).rejects.toThrow()
})

test('a job of one tenant does nothing in another', async () => {
  await stranger.run((context) =>
    context.addJob('activities:announce-comment', { commentId: comment }),
  )
  await stranger.run((context) => context.addJob('activities:repeat', { activityId: activity }))
  await stranger.run((context) => context.addJob('activities:remind-missed', {}))
  await t.drain()
  expect(dataOf(await stranger.get('/notifications'))).toEqual([])
  expect(dataOf(await stranger.get(`/timeline/contact/${theirs}`))).toHaveLength(1)
})
