import { afterAll, expect, test } from '@jest/globals'

import { fieldWorld, makeField, namesOf } from './field-world.ts'

const t = await fieldWorld()
afterAll(() => t.close())

test('an entity takes 25 indexed and 3 unique fields; another entity and another tenant have their own', async () => {
  const acme = t.as('acme')
  for (let i = 0; i < 3; i++)
    await makeField(acme, `unique${i}`, { type: 'string' }, { unique: true })
  for (let i = 3; i < 25; i++)
    await makeField(acme, `indexed${i}`, { type: 'string' }, { indexed: true })
  const refused = async (body: object) => {
    const answer = await acme.post('/schemas/author/fields', {
      key: 'more',
      schema: { type: 'string' },
      ...body,
    })
    return [answer.status, answer.body.code, answer.body.detail]
  }
  expect(await refused({ unique: true })).toEqual([
    422,
    'CUSTOM_FIELD_LIMIT',
    expect.stringContaining('25 indexed'),
  ])
  expect(await refused({ indexed: true })).toEqual([
    422,
    'CUSTOM_FIELD_LIMIT',
    expect.stringContaining('25 indexed'),
  ])
  await makeField(acme, 'plain', { type: 'string' })
  expect((await acme.patch('/schemas/author/fields/plain', { indexed: true })).body.code).toBe(
    'CUSTOM_FIELD_LIMIT',
  )
  // An archived field keeps its rows and its place among the indexed.
  await acme.delete('/schemas/author/fields/indexed5')
  expect((await acme.patch('/schemas/author/fields/plain', { indexed: true })).status).toBe(422)
  expect(
    (
      await acme.post('/schemas/book/fields', {
        key: 'more',
        schema: { type: 'string' },
        indexed: true,
      })
    ).status,
  ).toBe(201)
  await makeField(t.as('other'), 'more', { type: 'string' }, { unique: true })
})

test('an entity takes 200 fields, archived ones aside', async () => {
  const client = t.as('many')
  for (let i = 0; i < 200; i += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => makeField(client, `f${i + at}`, { type: 'string' })),
    )
  }
  const { status, body } = await client.post('/schemas/author/fields', {
    key: 'more',
    schema: { type: 'string' },
  })
  expect([status, body.code, body.detail]).toEqual([
    422,
    'CUSTOM_FIELD_LIMIT',
    expect.stringContaining('200'),
  ])
  await client.delete('/schemas/author/fields/f0')
  await makeField(client, 'more', { type: 'string' })
  expect((await client.post('/schemas/author/fields/f0/restore')).body.code).toBe(
    'CUSTOM_FIELD_LIMIT',
  )
}, 60_000)

test('beyond 25,000 records only indexed fields are filtered and sorted by, and the refusal names the one call that helps', async () => {
  const client = t.as('large')
  const small = t.as('small')
  for (const one of [client, small]) {
    await makeField(one, 'plain', { type: 'integer' })
    await makeField(one, 'fast', { type: 'integer' }, { indexed: true })
  }
  const [tenant] = await t.sql<{ id: string }>(`select id from crm.tenants where key = 'large'`)
  await t.sql(
    `insert into crm.authors (tenant_id, id, name, created_by, updated_by, custom)
     select $1, crm.uuid_v7(), 'a' || i, '{}', '{}', jsonb_build_object('plain', i) from generate_series(1, 25001) i`,
    [tenant?.id],
  )
  for (const query of [
    { filter: { 'custom.plain': 7 } },
    { sort: 'custom.plain' },
    { filter: { or: [{ name: 'a1' }, { 'custom.plain': 7 }] } },
  ]) {
    const { status, body } = await client.post('/authors/query', query)
    expect([status, body.code]).toEqual([422, 'FIELD_NOT_INDEXED'])
    expect(body.detail).toContain('PATCH /schemas/author/fields/plain {"indexed": true}')
    expect(body.errors[0].path).toBe('custom.plain')
  }
  expect((await client.get('/authors/export?sort=custom.plain')).status).toBe(422)
  expect((await client.post('/books/query', { filter: { 'author.custom.plain': 7 } })).status).toBe(
    422,
  )
  expect(await namesOf(client, { filter: { 'custom.fast': 7 } })).toEqual([])
  expect(await namesOf(small, { filter: { 'custom.plain': 7 } })).toEqual([])

  const { body } = await client.patch('/schemas/author/fields/plain', { indexed: true })
  expect(body.data.index).toBe('building')
  await t.drain()
  expect(await namesOf(client, { filter: { 'custom.plain': 7 } })).toEqual(['a7'])
  expect(await namesOf(client, { sort: '-custom.plain', limit: 2 })).toEqual(['a25001', 'a25000'])
})
