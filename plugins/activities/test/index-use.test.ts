import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createContact, createWorld, dataOf } from './support/world.ts'

// One connection for single statements, so that its counts can be asked for.
const world = await createWorld({ database: { max: 4, lanes: 1 } })
const ada = await world.person('Ada')
const contact = await createContact(ada, 'Byron')
afterAll(() => world.close())

/** Two years of a busy team: 20,000 activities, 100 of them hers and open. */
beforeAll(async () => {
  const [tenant] = await world.sql<{ tenant_id: string }>(
    'select tenant_id from crm.contacts where id = $1',
    [contact],
  )
  await world.sql(
    `insert into crm.activities
       (tenant_id, id, kind, subject, links, to_addresses, status, priority, all_day, due_at, due_on, owner_id, created_by, updated_by)
     select $1, crm.uuid_v7(), 'task', 'Task ' || n,
       case when n % 100 = 0 then array['contact:' || $2::text] else '{}' end, '{}',
       case when n % 200 = 0 then 'open' else 'done' end, 'normal', false, at, at::date,
       case when n % 2 = 0 then $3::uuid end, $4, $4
     from generate_series(1, 20000) n, lateral (select timestamptz '2026-01-01' + n * interval '52 minutes' as at) due`,
    [tenant!.tenant_id, contact, ada.memberId, '{"kind":"user","id":"ada","through":"http"}'],
  )
  await world.sql('analyze crm.activities; analyze crm.activity_links')
}, 120_000)

/** Which indexes served a call, and whether a table of the plugin was read from end to end, as PostgreSQL counts it. */
async function served(call: () => Promise<unknown>): Promise<readonly string[]> {
  const counters = () =>
    world.sql<{ name: string; scans: number }>(
      `select indexrelname as name, idx_scan::int as scans from pg_stat_user_indexes where schemaname = 'crm'
       union all select relname || ' from end to end', seq_scan::int from pg_stat_user_tables
       where schemaname = 'crm' and relname in ('activities', 'activity_links')`,
    )
  const before = new Map((await counters()).map(({ name, scans }) => [name, scans]))
  await call()
  const deadline = Date.now() + 20_000
  for (;;) {
    // A backend tells its counts when it pleases, or when it is asked to.
    await ada.run(({ sql }) => sql(({ tenant }) => `select pg_stat_force_next_flush(), ${tenant}`))
    const grown = (await counters()).filter(({ name, scans }) => scans > (before.get(name) ?? 0))
    const names = grown.map(({ name }) => name).filter((name) => /^activit/.test(name))
    if (names.length > 0 || Date.now() > deadline) return names
    await sleep(200)
  }
}

test('a month of the calendar is read from the index of due times', async () => {
  const filter = { dueAt: { gte: '2026-11-01T00:00:00Z', lt: '2026-12-01T00:00:00Z' } }
  const path = `/activities?sort=dueAt&limit=200&filter=${encodeURIComponent(JSON.stringify(filter))}`
  const names = await served(async () => expect(dataOf(await ada.get(path))).toHaveLength(200))
  expect(names).toEqual(['activities_due_at_idx'])
})

test('a timeline is read from the index of links, and its activities by their keys', async () => {
  const path = `/timeline/contact/${contact}?kinds=task&limit=50`
  const names = await served(async () => expect(dataOf(await ada.get(path))).toHaveLength(50))
  expect([...names].sort()).toEqual(['activities_pkey', 'activity_links_record_idx'])
})

test('what I have to do is found among years of what I have done', async () => {
  const names = await served(async () => {
    const data = dataOf(await ada.get('/activities/my-tasks'))
    expect(data.overdue.count + data.dueToday.count + data.upcoming.count).toBe(100)
  })
  expect(names).toContain('activities_to_do_idx')
  expect(names).not.toContain('activities from end to end')
})
