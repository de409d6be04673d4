import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { SystemActor } from '../../src/identity/actor.ts'
import type { RequestContext } from '../../src/identity/request-context.ts'
import { ACME, contextOf, createWorld, id, OTHER, SCHEMA, type World } from './reader-world.ts'

let world: World
const [ann, bob, cem] = [id(1, 5), id(2, 5), id(3, 5)]
const [sales, support] = [id(1, 6), id(2, 6)]

beforeAll(async () => {
  world = await createWorld()
  const { member, team } = {
    member: world.registry.get('member'),
    team: world.registry.get('team'),
  }
  for (const tenant of [ACME, OTHER]) {
    await world.insert(tenant, team, [
      { id: sales, name: 'Sales' },
      { id: support, name: 'Support' },
    ])
    await world.insert(tenant, member, [
      { id: ann, name: 'Ann', teamIds: [sales] },
      { id: bob, name: 'Bob', teamIds: [sales, support] },
      { id: cem, name: 'Cem', teamIds: [support] },
    ])
    await world.insert(tenant, world.company, [
      { id: id(1, 2), name: 'Hers', industry: 'tech', ownerId: ann, margin: 10 },
      { id: id(2, 2), name: 'His', industry: 'bank', ownerId: cem, margin: 20 },
    ])
    await world.insert(tenant, world.contact, [
      {
        id: id(1),
        lastName: 'A',
        ownerId: ann,
        companyId: id(1, 2),
        secret: 'swordfish',
        firstName: 'x',
        custom: { tier: 'gold' },
      },
      {
        id: id(2),
        lastName: 'B',
        ownerId: bob,
        companyId: id(2, 2),
        secret: 'other',
        externalRefs: [{ system: 'erp', type: 'customer', id: 'K-2' }],
      },
      {
        id: id(3),
        lastName: 'C',
        ownerId: cem,
        companyId: id(2, 2),
        ext: { billing: { plan: 'pro', iban: 'DE1' } },
      },
      { id: id(4), lastName: 'D' },
    ])
  }
})
afterAll(() => world.close())

const own = { 'contact.read': 'own', 'company.read': 'own' } as const
const team = { 'contact.read': 'team', 'company.read': 'team' } as const
const names = async (context: RequestContext, query: object = {}): Promise<string> =>
  (await world.list(context, world.contact, { sort: 'lastName', ...query })).data
    .map((record) => record['lastName'] as string)
    .join('')

test.each([
  ['own', contextOf({ memberId: ann, scopes: own }), 'A'],
  ['own, newest first', contextOf({ memberId: bob, scopes: own }), 'B'],
  ['team', contextOf({ memberId: ann, teamIds: [sales], scopes: team }), 'AB'],
  ['two teams', contextOf({ memberId: bob, teamIds: [sales, support], scopes: team }), 'ABC'],
  ['team of somebody without a team', contextOf({ memberId: ann, scopes: team }), 'A'],
  ['own of a key without a member', contextOf({ scopes: own }), ''],
  ['team of a key without a member', contextOf({ teamIds: [sales], scopes: team }), ''],
  ['all', contextOf(), 'ABCD'],
])('%s reaches its records in lists, counts, pages and by id', async (_, context, expected) => {
  expect(await names(context)).toBe(expected)
  expect(await names(context, { sort: '-createdAt', deleted: 'all' })).toHaveLength(expected.length)
  expect((await world.list(context, world.contact, { count: 'exact' })).page.total).toBe(
    expected.length,
  )
  const paged: string[] = []
  for await (const page of world.reader.pages(context, world.contact, { sort: 'lastName' }))
    paged.push(...page)
  expect(paged.map((json) => (JSON.parse(json) as { lastName: string }).lastName).join('')).toBe(
    expected,
  )
  const found = await Promise.all(
    [1, 2, 3, 4].map((number) => world.reader.get(context, world.contact, id(number))),
  )
  expect(found.filter(Boolean)).toHaveLength(expected.length)
})

test('actors with the same rights share a statement and see their own records', async () => {
  await names(contextOf({ memberId: ann, scopes: own }))
  world.sent()
  // From the second time on it is the statement of versions.
  await names(contextOf({ memberId: ann, scopes: own }))
  const [one] = world.sent()
  await names(contextOf({ memberId: cem, scopes: own }))
  const [other] = world.sent()
  expect(one?.text).toBe(other?.text)
  expect(await names(contextOf({ memberId: cem, scopes: own }))).toBe('C')
})

test('an own scope reaches nothing of an entity without owners', async () => {
  await world.insert(ACME, world.tag, [{ id: id(1, 3), name: 'vip' }])
  const context = contextOf({ memberId: ann, scopes: { 'tag.read': 'own' } })
  expect((await world.list(context, world.tag)).data).toEqual([])
  expect((await world.list(contextOf(), world.tag)).data).toHaveLength(1)
})

test('related records beyond the reach are not there: neither included nor found through', async () => {
  const context = contextOf({
    memberId: ann,
    scopes: { 'contact.read': 'all', 'company.read': 'own' },
  })
  const { data } = await world.list(context, world.contact, {
    include: ['company'],
    sort: 'lastName',
  })
  expect(data.map((record) => (record['company'] as { name: string } | null)?.name)).toEqual([
    'Hers',
    undefined,
    undefined,
    undefined,
  ])
  expect(await names(context, { filter: { 'company.industry': 'bank' } })).toBe('')
  expect(await names(context, { filter: { 'company.industry': 'tech' } })).toBe('A')
  expect(await names(contextOf(), { filter: { 'company.industry': 'bank' } })).toBe('BC')
})

const refused = async (context: RequestContext, query: object): Promise<unknown> =>
  world.list(context, world.contact, query).then(
    () => 'answered',
    (error: { code: string; faults: { path: string; code: string }[] }) => [
      error.code,
      ...error.faults.map(({ path, code }) => `${path} ${code}`),
    ],
  )

test('a relation to an entity the actor may not read does not exist', async () => {
  const context = contextOf({ scopes: { 'contact.read': 'all' } })
  expect(await refused(context, { filter: { 'company.industry': 'tech' } })).toEqual([
    'INVALID_QUERY',
    'filter/company.industry UNKNOWN_FIELD',
  ])
  expect(await refused(context, { include: ['company'] })).toEqual([
    'INVALID_QUERY',
    'include UNKNOWN_RELATION',
  ])
})

test.each([
  ['by its role', contextOf({ fields: { 'contact.firstName': 'none' } }), 'firstName'],
  ['by a permission of the schema', contextOf({ scopes: { 'contact.read': 'all' } }), 'secret'],
])(
  'a field hidden %s does not exist: the same answers as for one that never did',
  async (_, context, hidden) => {
    const { data } = await world.list(context, world.contact)
    expect(Object.keys(data[0] ?? {})).not.toContain(hidden)
    const found = await world.reader.get(context, world.contact, id(1))
    expect(Object.keys(JSON.parse(found?.json ?? '{}') as object)).not.toContain(hidden)
    for (const use of [
      (name: string) => ({ filter: { [name]: 'x' } }),
      (name: string) => ({ sort: name }),
      (name: string) => ({ fields: [name] }),
    ]) {
      const [answer, neverWas] = [
        await refused(context, use(hidden)),
        await refused(context, use('neverWas')),
      ]
      expect(JSON.stringify(answer)).toBe(JSON.stringify(neverWas).replaceAll('neverWas', hidden))
      expect(answer).not.toBe('answered')
    }
    expect(await refused(contextOf(), { filter: { [hidden]: 'x' } })).toBe('answered')
  },
)

test('the search does not find a record by a field the actor may not read', async () => {
  expect(await names(contextOf(), { q: 'swordfish' })).toBe('A')
  const context = contextOf({ scopes: { 'contact.read': 'all' } })
  expect(await names(context, { q: 'swordfish' })).toBe('')
  expect(await names(context, { q: 'a' })).toBe('A')
})

test('hidden fields of a sidecar and of custom stay hidden', async () => {
  const context = contextOf({
    scopes: { 'contact.read': 'all' },
    fields: { 'contact.custom': 'none' },
  })
  const { data } = await world.list(context, world.contact, { sort: 'lastName' })
  expect(data[2]?.['ext']).toEqual({ billing: { plan: 'pro', seats: null } })
  expect(Object.keys(data[0] ?? {})).not.toContain('custom')
  expect(await refused(context, { filter: { 'ext.billing.iban': 'DE1' } })).toContain(
    'filter/ext.billing.iban UNKNOWN_FIELD',
  )
  expect(await refused(context, { filter: { 'custom.tier': 'gold' } })).toContain(
    'filter/custom.tier UNKNOWN_FIELD',
  )
  const masked = contextOf({ fields: { 'contact.custom.tier': 'none' } })
  expect(await refused(masked, { sort: 'custom.tier' })).toEqual([
    'INVALID_QUERY',
    'sort UNKNOWN_FIELD',
  ])
})

test('hidden fields of an included record stay hidden', async () => {
  const context = contextOf({
    scopes: { 'contact.read': 'all', 'company.read': 'all' },
    fields: { 'company.size': 'none' },
  })
  const { data } = await world.list(context, world.contact, {
    include: ['company'],
    sort: 'lastName',
  })
  const keys = Object.keys(data[0]?.['company'] as object)
  expect(keys).toContain('name')
  expect(keys).not.toContain('margin')
  expect(keys).not.toContain('size')
})

test('the engine itself sees everything, whatever rights its context carries', async () => {
  const context = { ...contextOf({ scopes: {} }), actor: new SystemActor(ACME, 'test') }
  expect(await names(context, { filter: { secret: 'swordfish' } })).toBe('A')
  // Only the real class: an object from a request that says it is the system is not believed.
  const pretender = { ...context, actor: { ...contextOf().actor, kind: 'system' as const } }
  await expect(world.list(pretender, world.contact)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    status: 403,
  })
})

test('without the right to read, a list is refused and a record is not there', async () => {
  const context = contextOf({ scopes: { 'company.read': 'all' } })
  await expect(world.list(context, world.contact)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await world.reader.get(context, world.contact, id(1))).toBeUndefined()
  expect(
    await world.reader.getBy(context, world.contact, 'external:erp:customer', 'K-2'),
  ).toBeUndefined()
})

test('another tenant sees none of it, by list, id, key or related record', async () => {
  await world.owner.query(`select 1 from ${SCHEMA}.tenants`)
  const stranger = contextOf({ tenantId: '0190a000-0000-7000-8000-00000000000c' })
  expect(
    (await world.list(stranger, world.contact, { count: 'exact', q: 'swordfish' })).page.total,
  ).toBe(0)
  expect(
    (await world.list(stranger, world.contact, { filter: { 'company.industry': 'tech' } })).data,
  ).toEqual([])
  expect(await world.reader.get(stranger, world.contact, id(1))).toBeUndefined()
  expect(
    await world.reader.getBy(stranger, world.contact, 'external:erp:customer', 'K-2'),
  ).toBeUndefined()
})
