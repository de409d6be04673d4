import { afterAll, expect, test } from '@jest/globals'

import { createActivity, createContact, createWorld, dataOf, type Person } from './support/world.ts'

const world = await createWorld()
const { t } = world
const ada = await world.person('Ada')
afterAll(() => world.close())

interface Entry {
  readonly id: string
  readonly kind: string
  readonly at: string
  readonly title: string
  readonly data: { readonly changed?: readonly string[]; readonly after?: object }
}

/** All pages; `between` happens after each. */
async function walk(
  who: Person,
  path: string,
  { limit = 50, between = async () => undefined } = {},
): Promise<Entry[]> {
  const all: Entry[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer = await who.get(`${path}?limit=${limit}${cursor && `&cursor=${cursor}`}`)
    all.push(...dataOf(answer))
    cursor = answer.body.page.next as string | null
    if (cursor !== null) await between()
  }
  return all
}

test('changes, activities and comments of a record are one list, newest first', async () => {
  const id = await createContact(ada, 'Byron')
  await ada.patch(`/contacts/${id}`, { status: 'customer', title: 'Poet' })
  await createActivity(ada, { kind: 'note', body: 'Met at the fair.', links: [`contact:${id}`] })
  await ada.post(`/comments/contact/${id}`, { body: 'Call back!' })
  await createActivity(ada, {
    kind: 'call',
    subject: 'Long ago',
    occurredAt: '2020-02-02T10:00:00Z',
    links: [`contact:${id}`],
  })
  const entries = dataOf(await ada.get(`/timeline/contact/${id}`))
  expect(entries.map(({ kind, title }: Entry) => `${kind}: ${title}`)).toEqual([
    'comment: Commented',
    'note: Met at the fair.',
    'change: Changed Job title, Status',
    'change: Created',
    'call: Long ago',
  ])
  expect(entries[2]).toMatchObject({
    entity: 'contact',
    recordId: id,
    actor: { kind: 'user', id: 'ada', name: 'Ada' },
    data: { action: 'updated', before: { status: 'lead' }, after: { status: 'customer' } },
  })
  const only = dataOf(await ada.get(`/timeline/contact/${id}?kinds=call,comment`))
  expect(only.map(({ kind }: Entry) => kind)).toEqual(['comment', 'call'])
})

test('ten thousand entries page stably while new ones come in', async () => {
  const id = await createContact(ada, 'Babbage')
  const [tenant] = await world.sql<{ tenant_id: string }>(
    'select tenant_id from crm.contacts where id = $1',
    [id],
  )
  // As imports and years of work would leave it: activities, comments and changes, many at one moment.
  await world.sql(
    `with made as (
       insert into crm.activities (tenant_id, id, kind, subject, links, to_addresses, status, priority, all_day, created_by, updated_by, occurred_at)
       select $1, crm.uuid_v7(), 'note', 'Note ' || n, array['contact:' || $2::text], '{}', 'done', 'normal', false, $3, $3,
         timestamptz '2026-01-01' + (n / 3) * interval '1 minute'
       from generate_series(1, 6000) n returning id)
     select count(*) from made`,
    [tenant!.tenant_id, id, '{"kind":"user","id":"ada","through":"http"}'],
  )
  await world.sql(
    `insert into crm.comments (tenant_id, id, entity, record_id, body, author, created_at)
     select $1, crm.uuid_v7(), 'contact', $2, 'Comment ' || n, '{"kind":"user","id":"ada"}',
       timestamptz '2026-01-01' + (n / 3) * interval '1 minute' from generate_series(1, 2000) n`,
    [tenant!.tenant_id, id],
  )
  // The log takes no time of a caller's, and nobody is exempt: the owner lifts the wall for this.
  await world.sql(
    `alter table crm.changes no force row level security;
     insert into crm.changes (tenant_id, entity, record_id, action, name, actor, through, before, after, request_id, at)
     select '${tenant!.tenant_id}', 'contact', '${id}', 'updated', 'contact.updated', '{"kind":"user","id":"ada"}', 'http',
       '{"title":"a"}', '{"title":"b"}', 'r', timestamptz '2026-01-01' + (n / 3) * interval '1 minute' from generate_series(1, 2000) n;
     alter table crm.changes force row level security`,
  )
  const path = `/timeline/contact/${id}`
  const still = await walk(ada, path, { limit: 100 })
  expect(still).toHaveLength(10_001)
  expect(new Set(still.map((entry) => entry.id)).size).toBe(10_001)
  const times = still.map(({ at }) => Date.parse(at))
  expect(times.every((time, index) => index === 0 || time <= times[index - 1]!)).toBe(true)

  let made = 0
  const moving = await walk(ada, path, {
    limit: 100,
    // A new one on top, and a late one in the middle of what was read already or is still to come.
    async between() {
      if (made++ % 10 !== 0) return
      const links = [`contact:${id}`]
      await createActivity(ada, { kind: 'note', body: 'New', links })
      const occurredAt = '2026-01-01T06:00:30Z'
      await createActivity(ada, { kind: 'note', body: 'Late', links, occurredAt })
    },
  })
  const ids = moving.map((entry) => entry.id)
  expect(new Set(ids).size).toBe(ids.length)
  const seen = new Set(ids)
  expect(still.filter((entry) => !seen.has(entry.id))).toEqual([])
}, 180_000)

test('what one may not see is in no entry', async () => {
  const id = await createContact(ada, 'Lovelace')
  await ada.patch(`/contacts/${id}`, { source: 'A secret source' })
  await ada.patch(`/contacts/${id}`, { source: 'Another secret', title: 'Countess' })
  await createActivity(ada, {
    kind: 'note',
    subject: 'Visible',
    outcome: 'secret outcome',
    links: [`contact:${id}`],
  })
  await ada.put('/roles/masked', {
    label: 'Masked',
    permissions: { 'contact.read': 'all', 'activity.read': 'all' },
    fields: { 'contact.source': 'none', 'activity.outcome': 'none' },
  })
  const masked = await world.person('Max', { roles: ['masked'] })
  const { body } = await masked.get(`/timeline/contact/${id}`)
  expect(JSON.stringify(body)).not.toContain('secret')
  expect(body.data.map(({ title }: Entry) => title)).toEqual([
    'Visible',
    'Changed Job title',
    'Created',
  ])
  // Pages are filled with what may be seen, not shortened by what may not.
  const entries = await walk(masked, `/timeline/contact/${id}`, { limit: 1 })
  expect(entries).toHaveLength(3)
})

test('activities out of one’s reach are not in it, nor comments without the permission', async () => {
  const id = await createContact(ada, 'Somerville')
  await createActivity(ada, { kind: 'note', subject: 'Hers', links: [`contact:${id}`] })
  await ada.post(`/comments/contact/${id}`, { body: 'Words' })
  await ada.put('/roles/narrow', {
    label: 'Narrow',
    permissions: { 'contact.read': 'all', 'activity.read': 'own', 'activity.create': 'own' },
    fields: {},
  })
  const ned = await world.person('Ned', { roles: ['narrow'] })
  await createActivity(ned, { kind: 'note', subject: 'His', links: [`contact:${id}`] })
  const titles = dataOf(await ned.get(`/timeline/contact/${id}`)).map(({ title }: Entry) => title)
  expect(titles).toEqual(['His', 'Created'])
})

test('a timeline is as hidden as its record', async () => {
  const id = await createContact(ada, 'Kelvin')
  const nobody = await world.person('Nobody', { roles: [] })
  const stranger = await world.person('Stranger', {}, 'globex')
  for (const who of [nobody, stranger]) {
    const { status, body } = await who.get(`/timeline/contact/${id}`)
    expect([status, body.code]).toEqual([404, 'RECORD_NOT_FOUND'])
  }
  expect((await ada.get(`/timeline/spaceship/${id}`)).status).toBe(404)
})

test('a kind there is none of, and a cursor of nobody, are told apart from an empty page', async () => {
  const id = await createContact(ada, 'Faraday')
  const wrong = await ada.get(`/timeline/contact/${id}?kinds=task,tusk`)
  expect([wrong.status, wrong.body.code]).toEqual([400, 'TIMELINE_KIND_UNKNOWN'])
  expect(wrong.body.detail).toContain('change, task, call, meeting, note, email, comment')
  for (const cursor of ['nonsense', Buffer.from('2026-01-01T00:00:00Z x').toString('base64url')]) {
    const bad = await ada.get(`/timeline/contact/${id}?cursor=${cursor}`)
    expect([bad.status, bad.body.code]).toEqual([400, 'CURSOR_INVALID'])
  }
  expect(dataOf(await ada.get(`/timeline/contact/${id}?kinds=task`))).toEqual([])
  await t.drain()
})
