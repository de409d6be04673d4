import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { choice, fieldWorld, makeAuthor, makeField } from './field-world.ts'

const t = await fieldWorld()
const acme = t.as('acme')
afterAll(() => t.close())

beforeAll(async () => {
  await makeField(acme, 'note', { type: 'string', maxLength: 20 })
  await makeField(acme, 'score', { type: 'integer', minimum: 0, maximum: 100 })
  await makeField(acme, 'mail', { type: 'string', format: 'email' })
  await makeField(acme, 'site', { type: 'string', format: 'uri' })
  await makeField(acme, 'since', { type: 'string', format: 'date' })
  await makeField(acme, 'seenAt', { type: 'string', format: 'date-time' })
  await makeField(acme, 'tier', choice('gold', 'silver'))
  await makeField(acme, 'topics', { type: 'array', items: choice('math', 'physics'), maxItems: 2 })
  await makeField(acme, 'ratio', { type: 'number' })
  await makeField(acme, 'vip', { type: 'boolean' })
  await makeField(acme, 'budget', { type: 'integer', 'x-crm': { currencyCode: 'EUR' } })
})

const refused: [string, object, string, string][] = [
  [
    'an unknown key',
    { nope: 1 },
    '/custom/nope',
    'is no custom field of the author; it has note, score',
  ],
  ['a text that is too long', { note: 'x'.repeat(21) }, '/custom/note', '20'],
  ['a text for a number', { score: '5' }, '/custom/score', 'integer'],
  ['a number out of bounds', { score: 101 }, '/custom/score', '<= 100'],
  ['a fraction', { score: 1.5 }, '/custom/score', 'integer'],
  ['an integer no other program can read', { budget: 2 ** 53 }, '/custom/budget', '<='],
  ['no e-mail address', { mail: 'x' }, '/custom/mail', 'email'],
  [
    'a script for an address',
    { site: ['javascript', 'alert(1)'].join(':') },
    '/custom/site',
    'web address',
  ],
  ['a day that does not exist', { since: '2026-02-30' }, '/custom/since', 'date'],
  ['a time without a zone', { seenAt: '2026-02-01T10:00:00' }, '/custom/seenAt', 'date-time'],
  ['an option there is not', { tier: 'bronze' }, '/custom/tier', 'gold, silver'],
  ['an option of several there is not', { topics: ['art'] }, '/custom/topics/0', 'math, physics'],
  ['a text for a list', { topics: 'math' }, '/custom/topics', 'array'],
  ['a text for true', { vip: 'true' }, '/custom/vip', 'boolean'],
  ['no object', [1], '/custom', 'object'],
  ['a prototype', JSON.parse('{"__proto__":{"x":1}}') as object, '/custom/__proto__', 'no'],
]

test.each(refused)('%s is refused, on a create as in a patch', async (_, custom, path, message) => {
  const id = await makeAuthor(acme, 'Ada')
  for (const answer of [
    await acme.post('/authors', { name: 'x', custom }),
    await acme.patch(`/authors/${id}`, { custom }),
  ]) {
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path])
    expect(answer.body.errors[0].message).toContain(message)
  }
})

test('values are stored in one form', async () => {
  const { body } = await acme.post('/authors', {
    name: 'Ada',
    custom: {
      note: '  hello ',
      mail: ' Ada@Example.COM ',
      site: 'example.com/x',
      seenAt: '2026-02-01T10:00:00.123456+02:00',
      topics: ['physics', 'math', 'physics'],
      tier: null,
    },
  })
  expect(body.data.custom).toEqual({
    note: 'hello',
    mail: 'ada@example.com',
    site: 'https://example.com/x',
    seenAt: '2026-02-01T08:00:00.123456Z',
    topics: ['physics', 'math'],
  })
})

test('a patch changes the keys it names, null removes one, and others stay', async () => {
  const id = await makeAuthor(acme, 'Ada', { note: 'a', score: 1, tier: 'gold' })
  const { body } = await acme.patch(`/authors/${id}`, { custom: { score: 2, tier: null } })
  expect(body.data).toMatchObject({ custom: { note: 'a', score: 2 }, version: 2 })
  expect(body.data.custom).not.toHaveProperty('tier')
  const again = await acme.patch(`/authors/${id}`, { custom: { score: 2 } })
  expect(again.body.data.version).toBe(2)
  const log = (await t.changes('acme')).findLast(({ recordId }) => recordId === id)
  expect(log).toMatchObject({
    before: { custom: { score: 1, tier: 'gold' } },
    after: { custom: { score: 2, tier: null } },
  })
})

test('two patches of different keys at once both stay', async () => {
  const id = await makeAuthor(acme, 'Ada')
  await Promise.all([
    acme.patch(`/authors/${id}`, { custom: { note: 'x' } }),
    acme.patch(`/authors/${id}`, { custom: { score: 3 } }),
    acme.patch(`/authors/${id}`, { custom: { vip: true } }),
  ])
  expect((await acme.get(`/authors/${id}`)).body.data.custom).toEqual({
    note: 'x',
    score: 3,
    vip: true,
  })
})

test('a replace clears the fields it leaves out', async () => {
  const id = await makeAuthor(acme, 'Ada', { note: 'a', score: 1 })
  const { body } = await acme.put(`/authors/${id}`, { name: 'Ada', custom: { score: 2 } })
  expect(body.data.custom).toEqual({ score: 2 })
})

test('a required field is asked of creates and replaces, not of patches; a default stands in for it', async () => {
  const client = t.as('strict')
  const id = await makeAuthor(client, 'Old')
  await makeField(client, 'code', { type: 'string' }, { required: true })
  await makeField(client, 'kind', { type: 'string', default: 'plain' }, { required: true })
  const { status, body } = await client.post('/authors', { name: 'New' })
  expect([status, body.errors]).toEqual([
    422,
    [{ path: '/custom/code', code: 'required', message: 'is required' }],
  ])
  expect((await client.patch(`/authors/${id}`, { name: 'Older' })).status).toBe(200)
  expect((await client.put(`/authors/${id}`, { name: 'Older' })).status).toBe(422)
  expect((await client.patch(`/authors/${id}`, { custom: { code: null } })).status).toBe(422)
  const made = await client.post('/authors', { name: 'New', custom: { code: 'c' } })
  expect(made.body.data.custom).toEqual({ code: 'c', kind: 'plain' })
})

test('a record holds at most 64 KiB of custom values, however they come', async () => {
  const client = t.as('heavy')
  for (let i = 0; i < 8; i++)
    await makeField(client, `text${i}`, { type: 'string', maxLength: 10_000 })
  const long = 'ä'.repeat(5_000)
  const whole = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`text${i}`, long]))
  const { status, body } = await client.post('/authors', { name: 'x', custom: whole })
  expect([status, body.errors[0]]).toEqual([
    422,
    expect.objectContaining({ path: '/custom', code: 'size' }),
  ])
  const id = await makeAuthor(client, 'y')
  for (let i = 0; i < 6; i++)
    expect((await client.patch(`/authors/${id}`, { custom: { [`text${i}`]: long } })).status).toBe(
      200,
    )
  const over = await client.patch(`/authors/${id}`, { custom: { text6: long } })
  expect([over.status, over.body.errors[0].code]).toEqual([422, 'size'])
  expect((await client.get(`/authors/${id}`)).body.data.version).toBe(7)
})

test('personal data of a custom field is masked in the change log', async () => {
  await makeField(acme, 'secretName', { type: 'string', 'x-crm': { pii: true } })
  const id = await makeAuthor(acme, 'Alan', { secretName: 'Enigma', note: 'open' })
  await acme.patch(`/authors/${id}`, { custom: { secretName: 'Bombe', note: 'shut' } })
  await acme.patch(`/authors/${id}`, { custom: { secretName: null } })
  const log = (await t.changes('acme')).filter(({ recordId }) => recordId === id)
  expect(JSON.stringify(log)).not.toMatch(/Enigma|Bombe/)
  expect(log.map(({ after }) => after?.['custom'])).toEqual([
    { secretName: '***', note: 'open' },
    { secretName: '***', note: 'shut' },
    { secretName: null },
  ])
})

test('a process that still has old definitions writes nothing by them', async () => {
  const client = t.as('elsewhere')
  await makeField(client, 'size', choice('s', 'm', 'l'))
  const id = await makeAuthor(client, 'Ada', { size: 's' })
  const [tenant] = await t.sql<{ id: string }>(`select id from crm.tenants where key = 'elsewhere'`)
  // As another process does it: this one's memory knows nothing.
  await t.sql(
    `update crm.custom_fields set schema = '{"type":"string","oneOf":[{"const":"s","title":"S"}]}' where tenant_id = $1`,
    [tenant?.id],
  )
  await t.sql('update crm.custom_field_versions set version = version + 1 where tenant_id = $1', [
    tenant?.id,
  ])
  const { status, body } = await client.patch(`/authors/${id}`, { custom: { size: 'l' } })
  expect([status, body.errors?.[0].path]).toEqual([422, '/custom/size'])
  await t.sql(`update crm.custom_fields set status = 'archived' where tenant_id = $1`, [tenant?.id])
  await t.sql('update crm.custom_field_versions set version = version + 1 where tenant_id = $1', [
    tenant?.id,
  ])
  const created = await client.post('/authors', { name: 'x', custom: { size: 's' } })
  expect([created.status, created.body.errors?.[0].code]).toEqual([422, 'UNKNOWN_FIELD'])
})
