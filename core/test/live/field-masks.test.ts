import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld()
  const acme = world.t.as('acme')
  const fields = [
    { key: 'salary', schema: { type: 'integer', 'x-crm': { permission: 'job.read' } } },
    { key: 'rating', schema: { type: 'integer' } },
    { key: 'phone', schema: { type: 'string', 'x-crm': { pii: true } } },
    { key: 'open', schema: { type: 'string' } },
  ]
  for (const field of fields)
    expect((await acme.post('/schemas/author/fields', field)).status).toBe(201)
  await acme.put('/roles/clerk', {
    label: 'Clerk',
    permissions: { 'author.*': 'all', 'book.read': 'all' },
    fields: { 'author.born': 'none', 'author.custom.rating': 'none', 'author.updatedBy': 'none' },
  })
})
afterAll(() => world.close())

test('a stream tells the changed fields its reader may read, and of no change in others alone', async () => {
  const acme = world.t.as('acme')
  const clerk = await world.listen('acme', { roles: ['clerk'] }, '?entities=author,book')
  const admin = await world.listen('acme', {}, '?entities=author,book')
  const { id } = (
    await acme.post('/authors', {
      name: 'Ada',
      born: '1815-12-10',
      custom: { salary: 100, rating: 5, open: 'x' },
    })
  ).body.data
  await acme.patch(`/authors/${id}`, { born: '1815-12-11', custom: { salary: 1, rating: 2 } })
  await acme.patch(`/authors/${id}`, { born: null, name: 'Ada L.', custom: { open: null } })
  await world.settle(clerk, admin)

  const text = JSON.stringify(clerk.blocks)
  expect(text).not.toMatch(/born|salary|rating|1815-12/)
  const byClerk = clerk.changes.filter((change) => change.id === id)
  expect(byClerk.map(({ action, version }) => [action, version])).toEqual([
    ['created', 1],
    ['updated', 3],
  ])
  // Who changed it is a field as any other.
  expect(byClerk[0]).toMatchObject({ actor: null, values: { custom: { open: 'x' } } })
  expect(byClerk[0].values).not.toHaveProperty('updatedBy')
  expect([...byClerk[1].changed].sort()).toEqual(['custom.open', 'name'])
  expect(byClerk[1].values).toMatchObject({ name: 'Ada L.', custom: { open: null } })

  const byAdmin = admin.changes.filter((change) => change.id === id)
  expect(byAdmin.map(({ version }) => version)).toEqual([1, 2, 3])
  expect(byAdmin[1].values).toMatchObject({
    born: '1815-12-11',
    custom: { salary: 1, rating: 2 },
  })
})

test('personal data is named and not told, also of fields the tenant has added', async () => {
  const acme = world.t.as('acme')
  const admin = await world.listen('acme', {}, '?entities=author,book')
  const made = await acme.post('/authors', {
    name: 'Grace',
    email: 'grace@navy.example',
    custom: { phone: '+1 555 0100' },
  })
  const { id } = made.body.data
  await acme.patch(`/authors/${id}`, { email: null })
  await world.settle(admin)
  expect(JSON.stringify(admin.blocks)).not.toMatch(/navy|555 0100|\*\*\*/)
  const [created, cleared] = admin.changes.filter((change) => change.id === id)
  expect(created.partial).toBe(true)
  expect(created.changed).toEqual(expect.arrayContaining(['name', 'email', 'custom.phone']))
  // That there is none any more tells nothing about anybody.
  expect(cleared).toMatchObject({ changed: ['email'], values: { email: null }, partial: false })
})

test('an entity the reader may not read is not heard of, and nothing at all is refused', async () => {
  const clerk = await world.listen('acme', { roles: ['clerk'] }, '?entities=author,shelf,book')
  const [ready] = clerk.blocks
  expect(ready?.data.entities).toEqual(['author', 'book'])
  await world.t.as('acme').post('/shelves', { name: 'Poetry' })
  await world.settle(clerk)
  expect(JSON.stringify(clerk.blocks)).not.toMatch(/"shelf"|Poetry/)

  const refused = await world.listen('acme', { roles: ['clerk'] }, '?entities=shelf')
  expect([refused.status, refused.problem.code]).toEqual([403, 'FORBIDDEN'])
  const unknown = await world.listen('acme', {}, '?entities=author,ghost')
  expect([unknown.status, unknown.problem.code]).toEqual([400, 'LIVE_ENTITY_UNKNOWN'])
  const nobody = await world.listenWith({}, '?entities=author')
  expect([nobody.status, nobody.problem.code]).toEqual([401, 'UNAUTHENTICATED'])
})

test("another tenant's changes are not heard, whatever is asked for", async () => {
  const globex = world.t.as('globex')
  const theirs = (await globex.post('/authors', { name: 'Hank' })).body.data.id as string
  const byAcme = await world.listen('acme', {})
  const byId = await world.listen('acme', {}, `?ids=${theirs}`)
  const byGlobex = await world.listen('globex', {})
  await globex.patch(`/authors/${theirs}`, { name: 'Hank Scorpio' })
  await byGlobex.until('their own', ({ data }) => data?.values?.name === 'Hank Scorpio')
  await world.settle(byAcme)
  expect(JSON.stringify([byAcme.blocks, byId.blocks])).not.toMatch(/Hank|Scorpio/)
  expect(byId.changes).toEqual([])
  expect(byAcme.changes.some(({ id }) => id === theirs)).toBe(false)
})
