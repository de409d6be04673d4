import { afterAll, expect, test } from '@jest/globals'

import { choice, fieldWorld, makeAuthor, makeField, namesOf } from './field-world.ts'

const t = await fieldWorld()
const acme = t.as('acme')
const other = t.as('other')
afterAll(() => t.close())
const TIER = '/schemas/author/fields/tier'

test('an archived field is gone from writes, answers, filters, sorts and schemas, and comes back with its values', async () => {
  for (const client of [acme, other])
    await makeField(client, 'tier', choice('gold', 'silver'), { indexed: true })
  const id = await makeAuthor(acme, 'Ada', { tier: 'gold' })
  await makeAuthor(other, 'Karl', { tier: 'gold' })
  expect((await acme.delete(TIER)).status).toBe(204)

  expect((await acme.get(`/authors/${id}`)).body.data.custom).toEqual({})
  expect((await acme.patch(`/authors/${id}`, { name: 'Ada L.' })).body.data.custom).toEqual({})
  expect((await acme.patch(`/authors/${id}`, { custom: { tier: 'silver' } })).status).toBe(422)
  expect((await acme.post('/authors/query', { filter: { 'custom.tier': 'gold' } })).status).toBe(
    400,
  )
  expect((await acme.get('/authors?sort=custom.tier')).status).toBe(400)
  expect((await acme.get('/authors?fields=custom.tier')).status).toBe(400)
  expect((await acme.get('/schemas/author')).body.properties.custom.properties).toEqual({})
  expect(String((await acme.get('/authors/export')).body)).not.toContain('gold')
  expect(String((await acme.get('/authors/export?format=jsonl')).body)).not.toContain('gold')
  expect((await acme.get('/schemas/author/fields')).body.data[0].status).toBe('archived')
  expect(await namesOf(other, { filter: { 'custom.tier': 'gold' } })).toEqual(['Karl'])

  expect((await acme.patch(TIER, { position: 1 })).body.code).toBe('CUSTOM_FIELD_ARCHIVED')
  expect((await acme.delete(TIER)).status).toBe(204)
  const restored = await acme.post(`${TIER}/restore`)
  expect(restored.body.data).toMatchObject({ status: 'active', index: 'ready' })
  expect((await acme.get(`/authors/${id}`)).body.data.custom).toEqual({ tier: 'gold' })
  expect(await namesOf(acme, { filter: { 'custom.tier': 'gold' } })).toEqual(['Ada L.'])
})

test('a key is not given again while its field is archived', async () => {
  await acme.delete(TIER)
  const { status, body } = await acme.post('/schemas/author/fields', {
    key: 'tier',
    schema: { type: 'integer' },
  })
  expect([status, body.code]).toEqual([409, 'CUSTOM_FIELD_KEY_TAKEN'])
  expect(body.detail).toContain('Restore it')
})

test('values are purged only after the field was archived, by whoever may', async () => {
  await makeField(acme, 'vat', { type: 'string' }, { unique: true })
  const early = await acme.delete('/schemas/author/fields/vat?purge=true')
  expect([early.status, early.body.code]).toEqual([409, 'CUSTOM_FIELD_NOT_ARCHIVED'])
  await acme.put('/roles/fielder', {
    label: 'Fielder',
    permissions: { 'custom-field.manage': 'all' },
  })
  const fielder = t.as('acme', { roles: ['fielder'] })
  expect((await fielder.delete('/schemas/author/fields/vat')).status).toBe(204)
  const refused = await fielder.delete('/schemas/author/fields/vat?purge=true')
  expect([refused.status, refused.body.detail]).toEqual([
    403,
    expect.stringContaining('custom-field.purge'),
  ])
})

test('a purge takes every value, index row and claim of the one field, and its key for ever', async () => {
  await acme.post('/schemas/author/fields/vat/restore')
  const id = await makeAuthor(acme, 'Vera', { vat: 'DE1' })
  await makeField(acme, 'kept', { type: 'string' }, { indexed: true })
  await acme.patch(`/authors/${id}`, { custom: { kept: 'stays' } })
  const deleted = await makeAuthor(acme, 'Deleted', { vat: 'DE2' })
  await acme.delete(`/authors/${deleted}`)
  const { version } = (await acme.get(`/authors/${id}`)).body.data
  await acme.delete('/schemas/author/fields/vat')
  expect((await acme.delete('/schemas/author/fields/vat?purge=true')).status).toBe(204)
  expect((await acme.post('/schemas/author/fields/vat/restore')).status).toBe(409)
  await t.drain()

  const left = await t.sql(`
    select 1 from crm.authors where custom ? 'vat'
    union all select 1 from crm.value_index where field = 'custom.vat'
    union all select 1 from crm.custom_unique where field = 'vat'`)
  expect(left).toEqual([])
  expect((await acme.get(`/authors/${id}`)).body.data).toMatchObject({
    custom: { kept: 'stays' },
    version,
  })
  expect(
    (await acme.get('/schemas/author/fields')).body.data.map(({ key }: { key: string }) => key),
  ).toEqual(['tier', 'kept'])
  const again = await acme.post('/schemas/author/fields', {
    key: 'vat',
    schema: { type: 'string' },
  })
  expect([again.status, again.body.code]).toEqual([409, 'CUSTOM_FIELD_KEY_TAKEN'])
  expect((await acme.delete('/schemas/author/fields/vat')).status).toBe(404)
  expect(await namesOf(other, { filter: { 'custom.tier': 'gold' } })).toEqual(['Karl'])
})
