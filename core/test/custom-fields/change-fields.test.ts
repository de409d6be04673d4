import { afterAll, expect, test } from '@jest/globals'

import { choice, fieldWorld, makeAuthor, makeField, namesOf } from './field-world.ts'

const t = await fieldWorld()
const acme = t.as('acme')
afterAll(() => t.close())
const path = (key: string, query = ''): string => `/schemas/author/fields/${key}${query}`

test('words, order and looser bounds change at once, without a look at the records', async () => {
  await makeField(acme, 'note', { type: 'string', maxLength: 5 })
  const { status, body, headers } = await acme.patch(path('note'), {
    schema: { maxLength: 50, description: 'Anything', 'x-crm': { label: 'Remark' } },
    position: 9,
    status: 'hidden',
  })
  expect([status, body.impact, headers['etag']]).toEqual([200, null, '"2"'])
  expect(body.data).toMatchObject({
    label: 'Remark',
    position: 9,
    status: 'hidden',
    version: 2,
    schema: { type: 'string', maxLength: 50, description: 'Anything' },
  })
  await makeAuthor(acme, 'Ada', { note: 'longer than five' })
})

test('two admins do not overwrite each other', async () => {
  await makeField(acme, 'shared', { type: 'string' })
  await acme.patch(path('shared'), { position: 1 }, { 'if-match': '"1"' })
  const { status, body } = await acme.patch(path('shared'), { position: 2 }, { 'if-match': '"1"' })
  expect([status, body.code]).toEqual([412, 'VERSION_STALE'])
  expect(body.detail).toContain('version 1, it is now 2')
  const all = await Promise.all(
    [3, 4, 5].map((position) => acme.patch(path('shared'), { position }, { 'if-match': '"2"' })),
  )
  expect(all.map((answer) => answer.status).sort()).toEqual([200, 412, 412])
})

const retyped: [string, object, object, string][] = [
  ['a text into a number', { type: 'string' }, { type: 'integer' }, '/schema/type'],
  ['an integer into a number', { type: 'integer' }, { type: 'number' }, '/schema/type'],
  ['a text into a date', { type: 'string' }, { format: 'date' }, '/schema/type'],
  [
    'a value into a list',
    { type: 'string' },
    { type: 'array', items: { type: 'string' } },
    '/schema/type',
  ],
  [
    'the currency of stored amounts',
    { type: 'integer', 'x-crm': { currencyCode: 'EUR' } },
    { 'x-crm': { currencyCode: 'USD' } },
    '/schema/x-crm/currencyCode',
  ],
]

test.each(retyped)('turning %s is refused', async (what, before, patch, at) => {
  const key = `r${what.replace(/\W/g, '')}`
  await makeField(acme, key, before)
  const { status, body } = await acme.patch(path(key), { schema: patch })
  expect([status, body.errors]).toEqual([
    422,
    [expect.objectContaining({ path: at, code: 'RETYPED' })],
  ])
})

test('a key cannot be changed', async () => {
  await makeField(acme, 'fixed', { type: 'string' })
  const { status, body } = await acme.patch(path('fixed'), { key: 'other' })
  expect([status, body.errors[0].path]).toEqual([422, '/key'])
})

test('a dry run counts what a tighter bound would mean and changes nothing', async () => {
  const client = t.as('dry')
  await makeField(client, 'score', { type: 'integer' })
  const ids = []
  for (const [index, score] of [1, 5, 50, 500, null].entries())
    ids.push(await makeAuthor(client, `a${index}`, { score }))
  await t.as('elsewhere').get('/schemas/author/fields')
  const { status, body } = await client.patch(path('score', '?dryRun=true'), {
    schema: { maximum: 10 },
    required: true,
  })
  expect(status).toBe(200)
  expect(body.impact).toMatchObject({
    records: 5,
    withValue: 4,
    failing: 2,
    missing: 1,
    duplicates: 0,
    removedOptions: [],
  })
  expect(body.impact.samples.map(({ id }: { id: string }) => id).sort()).toEqual(
    [ids[2], ids[3]].sort(),
  )
  expect(JSON.stringify(body.impact.samples)).not.toContain('500')
  expect((await client.get(path('').slice(0, -1))).body.data[0]).toMatchObject({
    version: 1,
    required: false,
  })
  expect((await client.post('/authors', { name: 'x', custom: { score: 11 } })).status).toBe(201)
})

test('a tighter bound holds for new writes; old values stay, are answered, and do not stand in the way of other changes', async () => {
  const client = t.as('tight')
  await makeField(client, 'score', { type: 'integer' })
  const id = await makeAuthor(client, 'Old', { score: 50 })
  const { body } = await client.patch(path('score'), { schema: { maximum: 10 } })
  expect(body.impact).toMatchObject({ failing: 1 })
  expect((await client.get(`/authors/${id}`)).body.data.custom).toEqual({ score: 50 })
  expect((await client.patch(`/authors/${id}`, { name: 'Older' })).status).toBe(200)
  expect((await client.patch(`/authors/${id}`, { custom: { score: 51 } })).status).toBe(422)
})

test('with enforce=after-fix the change waits until no record stands in its way', async () => {
  const client = t.as('fix')
  await makeField(client, 'score', { type: 'integer' })
  const id = await makeAuthor(client, 'Old', { score: 50 })
  const patch = () => client.patch(path('score', '?enforce=after-fix'), { schema: { maximum: 10 } })
  const { status, body } = await patch()
  expect([status, body.code, body.errors]).toEqual([
    409,
    'CUSTOM_FIELD_VALUES_FAIL',
    [expect.objectContaining({ path: `/records/${id}` })],
  ])
  await client.patch(`/authors/${id}`, { custom: { score: 9 } })
  expect((await patch()).status).toBe(200)
})

test('an option that goes is counted, and records that hold it keep it with its label', async () => {
  const client = t.as('options')
  await makeField(client, 'tier', choice('gold', 'silver', 'bronze'), { indexed: true })
  const id = await makeAuthor(client, 'Old', { tier: 'bronze' })
  const { body } = await client.patch(path('tier'), { schema: choice('gold', 'silver', 'tin') })
  expect(body.impact.removedOptions).toEqual([{ const: 'bronze', title: 'BRONZE', records: 1 }])
  expect(body.data.retired).toEqual([{ const: 'bronze', title: 'BRONZE' }])
  expect((await client.get(`/authors/${id}`)).body.data.custom).toEqual({ tier: 'bronze' })
  expect(await namesOf(client, { filter: { 'custom.tier': 'bronze' } })).toEqual(['Old'])
  const read = (await client.get('/schemas/author')).body.properties.custom.properties.tier
  const write = (await client.get('/schemas/author?part=patch')).body.properties.custom.properties
    .tier
  expect(read.oneOf.map((option: { title: string }) => option.title)).toEqual([
    'GOLD',
    'SILVER',
    'TIN',
    '',
    'BRONZE',
  ])
  expect(write.oneOf.map((option: { const: unknown }) => option.const)).toEqual([
    'gold',
    'silver',
    'tin',
    null,
  ])
  const again = await client.patch(path('tier'), { schema: choice('gold', 'bronze') })
  expect(again.body.data.retired).toEqual([
    { const: 'silver', title: 'SILVER' },
    { const: 'tin', title: 'TIN' },
  ])
})

test('a format is only taken on when every value keeps it', async () => {
  const client = t.as('formats')
  await makeField(client, 'mail', { type: 'string' })
  const id = await makeAuthor(client, 'Old', { mail: 'nobody' })
  expect((await client.patch(path('mail'), { schema: { format: 'email' } })).status).toBe(409)
  await client.patch(`/authors/${id}`, { custom: { mail: 'a@b.example' } })
  expect((await client.patch(path('mail'), { schema: { format: 'email' } })).status).toBe(200)
})

test('a field does not become unique while records share a value', async () => {
  const client = t.as('dupes')
  await makeField(client, 'code', { type: 'string' })
  await makeAuthor(client, 'One', { code: 'x' })
  const id = await makeAuthor(client, 'Two', { code: 'x' })
  const dry = await client.patch(path('code', '?dryRun=true'), { unique: true })
  expect(dry.body.impact).toMatchObject({ duplicates: 2 })
  const { status, body } = await client.patch(path('code'), { unique: true })
  expect([status, body.errors[0].code]).toEqual([409, 'DUPLICATES'])
  await client.delete(`/authors/${id}`)
  expect((await client.patch(path('code'), { unique: true })).body.data).toMatchObject({
    unique: true,
    indexed: true,
    uniqueness: 'building',
  })
})

test('a change is in the change log with what it was before', async () => {
  const change = (await t.changes('dupes')).findLast(({ name }) => name === 'custom-field.updated')
  expect(change?.after).toMatchObject({ key: 'code', unique: true, before: { unique: false } })
})
