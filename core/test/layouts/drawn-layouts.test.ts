import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { agency, library } from '../support/library-plugin.ts'

const text = { type: ['string', 'null'], maxLength: 100 }
const person = {
  type: 'object',
  additionalProperties: false,
  'x-crm': {
    plural: 'authors',
    label: { one: 'Author', many: 'Authors' },
    titleField: 'name',
    owned: true,
  },
  properties: {
    name: { ...text, 'x-crm': { readonly: true } },
    about: { type: ['string', 'null'], maxLength: 5000 },
    firstName: text,
    email: { ...text, format: 'email' },
    phone: { ...text, 'x-crm': { normalize: 'phone' } },
    emails: {
      type: 'array',
      default: [],
      items: {
        type: 'object',
        additionalProperties: false,
        properties: { value: { type: 'string', format: 'email' } },
      },
    },
    country: { ...text, 'x-crm': { normalize: 'country' } },
    addresses: {
      type: 'array',
      default: [],
      items: {
        type: 'object',
        additionalProperties: false,
        properties: { street: { type: 'string' }, city: { type: 'string' } },
      },
    },
    fee: { type: ['integer', 'null'], 'x-crm': { currency: 'feeCurrency' } },
    feeCurrency: { ...text, 'x-crm': { normalize: 'currency' } },
    stage: { type: 'string', enum: ['new', 'old'], default: 'new' },
    consent: { type: 'boolean', default: false, 'x-crm': { section: 'Data protection' } },
  },
}

const author = { schema: person }
const books = await library({ author })
const t = await createTestCrm({ plugins: [books, await agency(books)] })
const admin = t.as('acme')
afterAll(() => t.close())

test('an entity nobody has laid out is drawn from its schema, in sections by sense', async () => {
  await admin.post('/schemas/author/fields', { key: 'tier', schema: { type: 'string' } })
  await admin.post('/schemas/author/fields', {
    key: 'secret',
    schema: { type: 'string' },
    status: 'hidden',
  })
  const { status, body } = await admin.get('/layouts/author')
  expect(status).toBe(200)
  expect(body.data.sections).toEqual([
    {
      key: 'main',
      columns: 2,
      // The title is made of other fields, and the currency is part of the amount.
      fields: [{ key: 'firstName' }, { key: 'fee' }, { key: 'stage' }, { key: 'about', span: 2 }],
    },
    {
      key: 'contact',
      title: 'Contact details',
      columns: 2,
      fields: [{ key: 'email' }, { key: 'phone' }, { key: 'emails', span: 2 }],
    },
    {
      key: 'address',
      title: 'Address',
      columns: 2,
      fields: [{ key: 'country' }, { key: 'addresses', span: 2 }],
    },
    {
      key: 'data-protection',
      title: 'Data protection',
      columns: 2,
      fields: [{ key: 'consent' }],
    },
    { key: 'custom', title: 'More', columns: 2, fields: [{ key: 'custom.tier' }] },
    {
      key: 'ext.agency',
      title: 'Agency',
      columns: 2,
      fields: ['motto', 'agent', 'signedAt'].map((key) => ({ key: `ext.agency.${key}` })),
    },
  ])
  expect(body.data).toMatchObject({
    entity: 'author',
    role: null,
    version: null,
    header: ['name', 'stage', 'fee', 'email', 'phone'],
    related: ['books', 'edited'],
    aside: ['ownerId', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'],
  })
})

test('what the actor may not write is marked, what they may not read is not there', async () => {
  await admin.put('/roles/clerk', {
    label: 'Clerk',
    permissions: { 'author.read': 'all' },
    fields: {
      'author.stage': 'read',
      'author.addresses': 'none',
      'author.phone': 'none',
      'author.emails': 'none',
      'author.custom': 'none',
      'author.ext.agency.motto': 'none',
    },
  })
  const { body } = await t.as('acme', { roles: ['clerk'] }).get('/layouts/author')
  const { sections, header, related } = body.data
  // One way to reach somebody is no section, and neither is a country without an address.
  expect(sections.map(({ key }: { key: string }) => key)).toEqual([
    'main',
    'data-protection',
    'ext.agency',
  ])
  expect(sections[0].fields).toContainEqual({ key: 'stage', readonly: true })
  expect(JSON.stringify(body)).not.toMatch(/addresses|phone|emails|custom|motto/)
  expect([header, related]).toEqual([['name', 'stage', 'fee', 'email'], []])
})

test('every entity of the engine has one', async () => {
  const { body } = await admin.get('/schemas')
  for (const { name } of body.data as { name: string }[]) {
    const layout = await admin.get(`/layouts/${name}`)
    expect([name, layout.status, layout.body.data.sections.length > 0]).toEqual([name, 200, true])
  }
  expect((await admin.get('/layouts/nothing')).body.code).toBe('UNKNOWN_ENTITY')
})

test('whoever has the layout is told so until it changes for them', async () => {
  const first = await admin.get('/layouts/author')
  const known = { 'if-none-match': String(first.headers['etag']) }
  expect((await admin.get('/layouts/author', known)).status).toBe(304)
  await admin.post('/schemas/author/fields', { key: 'level', schema: { type: 'integer' } })
  expect((await admin.get('/layouts/author', known)).status).toBe(200)
})
