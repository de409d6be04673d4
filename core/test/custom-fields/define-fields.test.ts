import { afterAll, expect, test } from '@jest/globals'

import { choice, fieldWorld, makeAuthor, makeField, namesOf } from './field-world.ts'

const t = await fieldWorld()
const acme = t.as('acme')
const other = t.as('other')
afterAll(() => t.close())

test('a new field is live at once: in writes, answers, filters, sorts, the schema, OpenAPI and exports', async () => {
  const field = await makeField(
    acme,
    'tier',
    { ...choice('gold', 'silver'), 'x-crm': { label: 'Tier' } },
    { indexed: true },
  )
  expect(field).toMatchObject({
    key: 'tier',
    label: 'Tier',
    index: 'ready',
    version: 1,
    status: 'active',
  })

  await makeAuthor(acme, 'Ada', { tier: 'silver' })
  await makeAuthor(acme, 'Grace', { tier: 'gold' })
  const { body } = await acme.get('/authors?fields=name,custom.tier&sort=custom.tier')
  expect(body.data.map(({ name, custom }: Record<string, unknown>) => [name, custom])).toEqual([
    ['Grace', { tier: 'gold' }],
    ['Ada', { tier: 'silver' }],
  ])
  expect(await namesOf(acme, { filter: { 'custom.tier': 'gold' } })).toEqual(['Grace'])

  const { body: schema } = await acme.get('/schemas/author?part=create')
  expect(schema.properties.custom.properties.tier).toMatchObject({
    type: ['string', 'null'],
    'x-crm': { label: 'Tier', index: true },
  })
  expect(schema.properties.custom.additionalProperties).toBe(false)
  const { body: openApi } = await acme.get('/openapi.json')
  expect(openApi.components.schemas.AuthorCreate.properties.custom.properties).toHaveProperty(
    'tier',
  )

  const { body: csv } = await acme.get('/authors/export?sort=name')
  const [header = '', first] = String(csv).split('\n')
  expect(header.split(',')).toContain('custom.tier')
  expect(header.split(',')).not.toContain('custom')
  expect(first).toContain('silver')
})

test('the field of one tenant does not exist for another', async () => {
  const { body: schema } = await other.get('/schemas/author')
  expect(schema.properties.custom.properties).toEqual({})
  const { status, body } = await other.post('/authors', { name: 'Karl', custom: { tier: 'gold' } })
  expect([status, body.errors[0].path]).toEqual([422, '/custom/tier'])
  expect((await other.get('/schemas/author/fields')).body.data).toEqual([])
  expect(
    (await other.get(`/authors?filter=${encodeURIComponent('{"custom.tier":"gold"}')}`)).status,
  ).toBe(400)
  expect((await other.delete('/schemas/author/fields/tier')).status).toBe(404)
  await makeField(other, 'tier', { type: 'integer' })
  await makeAuthor(other, 'Karl', { tier: 7 })
  expect(await namesOf(other, { filter: { 'custom.tier': 7 } })).toEqual(['Karl'])
  expect(await namesOf(acme, { filter: { 'custom.tier': 'gold' } })).toEqual(['Grace'])
})

test('a field of one entity does not exist on another', async () => {
  const { body } = await acme.post('/books', { title: 'Notes', custom: { tier: 'gold' } })
  expect(body.errors).toEqual([
    {
      path: '/custom/tier',
      code: 'UNKNOWN_FIELD',
      message: 'is no custom field of the book; it has none',
    },
  ])
})

test('fields stand in the order of their position, new ones last', async () => {
  await makeField(acme, 'zulu', { type: 'string' })
  await makeField(acme, 'alpha', { type: 'string' }, { position: 0 })
  const { body } = await acme.get('/schemas/author/fields')
  expect(body.data.map(({ key }: { key: string }) => key)).toEqual(['alpha', 'tier', 'zulu'])
  const { body: schema } = await acme.get('/schemas/author')
  expect(Object.keys(schema.properties.custom.properties)).toEqual(['alpha', 'tier', 'zulu'])
})

test('a hidden field works as before and is marked for forms', async () => {
  await makeField(acme, 'internal', { type: 'string' }, { status: 'hidden' })
  const { body: schema } = await acme.get('/schemas/author?part=create')
  expect(schema.properties.custom.properties.internal['x-crm']).toMatchObject({ hidden: true })
  await makeAuthor(acme, 'Emmy', { internal: 'x' })
  expect(await namesOf(acme, { filter: { 'custom.internal': 'x' } })).toEqual(['Emmy'])
})

test('whoever lacks the permission makes no fields and sees no list of them', async () => {
  const user = t.as('acme', { roles: ['user'] })
  expect((await user.get('/schemas/author/fields')).status).toBe(403)
  const { status } = await user.post('/schemas/author/fields', {
    key: 'mine',
    schema: { type: 'string' },
  })
  expect(status).toBe(403)
  expect((await user.delete('/schemas/author/fields/tier')).status).toBe(403)
  // The fields themselves are there for whoever reads authors.
  expect((await user.get('/schemas/author')).body.properties.custom.properties).toHaveProperty(
    'tier',
  )
})

test('an entity nobody has heard of has no fields', async () => {
  const { status, body } = await acme.post('/schemas/nothing/fields', {
    key: 'x',
    schema: { type: 'string' },
  })
  expect([status, body.code]).toEqual([404, 'UNKNOWN_ENTITY'])
})

test('the making of a field is in the change log', async () => {
  await makeField(acme, 'logged', { type: 'boolean' })
  const change = (await t.changes('acme')).findLast(({ name }) => name === 'custom-field.created')
  expect(change).toMatchObject({
    action: 'event',
    after: { entity: 'author', key: 'logged', schema: { type: 'boolean' } },
  })
})
