import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { ACME, contextOf, createWorld, id, OTHER, type World } from './reader-world.ts'

let world: World
const everybody = contextOf()

beforeAll(async () => {
  world = await createWorld()
  await world.insert(
    ACME,
    world.tag,
    [1, 2].map((number) => ({
      id: id(number, 3),
      name: `tag ${number}`,
      createdAt: `2026-01-0${number}T00:00:00Z`,
    })),
  )
  await world.insert(ACME, world.company, [
    { id: id(1, 2), name: 'Parent' },
    { id: id(2, 2), name: 'Child', parentId: id(1, 2) },
    { id: id(3, 2), name: 'Gone', deletedAt: '2026-01-01T00:00:00Z' },
  ])
  const related = Array.from({ length: 60 }, (_, index) => ({
    id: id(100 + index),
    lastName: `Many ${index}`,
    companyId: id(1, 2),
    createdAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
  }))
  await world.insert(ACME, world.contact, [
    {
      id: id(1),
      firstName: null,
      lastName: 'Quote " and \\ and ü',
      email: 'one@example.com',
      score: 7,
      birthday: '1990-02-28',
      lastSeenAt: '2026-11-20T05:44:56.123456+01:00',
      labels: ['a'],
      emails: [{ value: 'one@example.com' }],
      companyId: id(2, 2),
      tagIds: [id(1, 3), id(2, 3)],
      custom: { tier: 'gold', n: 1 },
      ext: { billing: { plan: 'pro', seats: 2 } },
      externalRefs: [
        { system: 'erp', type: 'customer', id: 'K-1' },
        { system: 'shop', type: 'user:main', id: '77' },
      ],
      createdAt: '2026-11-01T00:00:00Z',
    },
    { id: id(2), lastName: 'Deleted', email: 'two@example.com', deletedAt: '2026-10-01T00:00:00Z' },
    { id: id(3), lastName: 'Lost', companyId: id(3, 2), createdAt: '2026-10-31T00:00:00Z' },
    ...related,
  ])
  await world.insert(OTHER, world.contact, [
    {
      id: id(1),
      lastName: 'Foreign',
      email: 'one@example.com',
      externalRefs: [{ system: 'erp', type: 'customer', id: 'K-1' }],
    },
  ])
})
afterAll(() => world.close())

const get = async (recordId: string, query: object = {}) => {
  const found = await world.reader.get(everybody, world.contact, recordId, query)
  return found && (JSON.parse(found.json) as Record<string, unknown>)
}

test('a record has its keys in property order, nulls included, times in UTC and dates as dates', async () => {
  const record = await get(id(1))
  expect(Object.keys(record ?? {})).toEqual([...world.contact.properties.keys(), 'ext'])
  expect(record).toMatchObject({
    firstName: null,
    lastName: 'Quote " and \\ and ü',
    score: 7,
    birthday: '1990-02-28',
    lastSeenAt: '2026-11-20T04:44:56.123456+00:00',
    labels: ['a'],
    emails: [{ value: 'one@example.com' }],
    custom: { tier: 'gold', n: 1 },
    ext: { billing: { plan: 'pro', seats: 2, iban: null } },
    deletedAt: null,
    version: 1,
  })
  expect(await get(id(3))).toMatchObject({ ext: { billing: null } })
})

test('a record is the same read alone and in a list', async () => {
  const { data } = await world.list(everybody, world.contact, { filter: { id: id(1) } })
  expect(data).toEqual([await get(id(1))])
})

test('a read comes with the version and the id', async () => {
  expect(await world.reader.get(everybody, world.contact, id(1))).toMatchObject({
    id: id(1),
    version: 1,
  })
})

test.each(['no-uuid', '', id(99), id(2), `${id(1)}' or true --`])(
  '%j names no record',
  async (recordId) => {
    expect(await get(recordId)).toBeUndefined()
  },
)

test('a deleted record is there for who asks for it', async () => {
  expect(await get(id(2), { deleted: 'all' })).toMatchObject({ lastName: 'Deleted' })
  expect(await get(id(2), { deleted: 'deleted' })).toMatchObject({ lastName: 'Deleted' })
  expect(await get(id(1), { deleted: 'deleted' })).toBeUndefined()
  const { data } = await world.list(everybody, world.contact, { deleted: 'deleted' })
  expect(data.map((record) => record['lastName'])).toEqual(['Deleted'])
})

test('chosen fields come in property order, with the id', async () => {
  const record = await get(id(1), {
    fields: ['lastName', 'firstName', 'custom.tier', 'custom.unknown', 'ext.billing.plan'],
  })
  expect(record).toEqual({
    id: id(1),
    firstName: null,
    lastName: 'Quote " and \\ and ü',
    custom: { tier: 'gold' },
    ext: { billing: { plan: 'pro' } },
  })
  expect(Object.keys(record ?? {})).toEqual(['id', 'firstName', 'lastName', 'custom', 'ext'])
  expect(await get(id(1), { fields: ['ext.billing', 'custom'] })).toEqual({
    id: id(1),
    custom: { tier: 'gold', n: 1 },
    ext: { billing: { plan: 'pro', seats: 2, iban: null } },
  })
})

test('includes answer related records inside the record, two levels deep', async () => {
  const record = await get(id(1), {
    fields: ['id'],
    include: ['company.parent', 'tags', 'externalRefs', 'owner'],
  })
  expect(record).toMatchObject({
    company: { name: 'Child', parent: { name: 'Parent' } },
    tags: [{ name: 'tag 2' }, { name: 'tag 1' }],
    owner: null,
    externalRefs: [
      { system: 'erp', type: 'customer', id: 'K-1' },
      { system: 'shop', type: 'user:main', id: '77' },
    ],
  })
  expect(Object.keys(record ?? {})).toEqual(['id', 'company', 'tags', 'owner', 'externalRefs'])
})

test('a related record that was deleted is not included', async () => {
  expect(await get(id(3), { include: ['company', 'tags'] })).toMatchObject({
    company: null,
    tags: [],
  })
})

test('lists of related records hold the 50 newest', async () => {
  const [company] = (
    await world.list(everybody, world.company, {
      include: ['contacts', 'children'],
      filter: { name: 'Parent' },
    })
  ).data
  const contacts = company?.['contacts'] as { lastName: string }[]
  expect(contacts).toHaveLength(50)
  expect(contacts[0]?.lastName).toBe('Many 59')
  expect(company?.['children']).toMatchObject([{ name: 'Child' }])
  const tags = (
    await world.list(everybody, world.tag, { include: ['contacts.company'], sort: 'name' })
  ).data
  expect(tags[0]?.['contacts']).toMatchObject([{ id: id(1), company: { name: 'Child' } }])
})

test('a list with includes is one statement', async () => {
  world.sent()
  await world.list(everybody, world.contact, {
    include: ['company.parent', 'tags', 'externalRefs'],
    limit: 200,
  })
  expect(world.sent()).toHaveLength(1)
})

test.each([
  ['email', 'one@example.com', id(1)],
  ['email', 'ONE@Example.com', id(1)],
  ['email', 'two@example.com', undefined],
  ['email', 'none@example.com', undefined],
  ['email', 'nul\0', undefined],
  ['external:erp:customer', 'K-1', id(1)],
  ['external:shop:user:main', '77', id(1)],
  ['external:erp:customer', 'K-9', undefined],
])('by %s %s', async (key, value, expected) => {
  const found = await world.reader.getBy(everybody, world.contact, key, value)
  expect(found?.id).toBe(expected)
  if (expected) expect(JSON.parse(found?.json ?? '')).toEqual(await get(expected))
})

test.each(['lastName', 'external:erp', 'constructor', 'id'])('%s is no key', async (key) => {
  await expect(world.reader.getBy(everybody, world.contact, key, 'x')).rejects.toMatchObject({
    code: 'UNKNOWN_KEY',
    status: 400,
    details: { known: 'email' },
  })
})

test('pages answers every record once, in order, a thousand at a time', async () => {
  await world.tenantDb.dedicated(ACME, (client) =>
    client.query(
      `insert into crm.tags (tenant_id, id, name, created_by, updated_by)
       select '${ACME}', gen_random_uuid(), 'tag ' || n % 700, '{}', '{}' from generate_series(3, 2500) n`,
    ),
  )
  const sizes: number[] = []
  const names: string[] = []
  for await (const page of world.reader.pagesFromQueryString(
    everybody,
    world.tag,
    'sort=-name&fields=name',
  )) {
    sizes.push(page.length)
    names.push(...page.map((json) => (JSON.parse(json) as { name: string }).name))
  }
  expect(sizes).toEqual([1_000, 1_000, 500])
  expect(names).toEqual([...names].sort().reverse())
})

test('count answers none, the exact number, or the planner’s guess', async () => {
  await world.owner.query('analyze crm.contacts')
  const of = async (query: object) =>
    (await world.list(everybody, world.contact, { limit: 1, ...query })).page
  expect(await of({})).not.toHaveProperty('total')
  expect((await of({ count: 'exact' })).total).toBe(62)
  expect((await of({ count: 'exact', filter: { lastName: { startsWith: 'many' } } })).total).toBe(
    60,
  )
  expect((await of({ count: 'exact', deleted: 'all' })).total).toBe(63)
  const estimate = (await of({ count: 'estimate' })).total ?? 0
  expect(estimate).toBeGreaterThan(20)
  expect(estimate).toBeLessThan(200)
})
