import { expect } from '@open-wc/testing'

import { provider } from '../support/provider.ts'

test('an entity is described by its schema and the rights of who asks', async () => {
  const { client } = await provider()
  const contact = await client.entity('contact')
  expect(contact).to.include({
    name: 'contact',
    plural: 'contacts',
    titleField: 'name',
    owned: true,
  })
  expect(contact.label).to.deep.equal({ one: 'Contact', many: 'Contacts' })
  const kinds = Object.fromEntries(contact.fields.map(({ key, kind }) => [key, kind]))
  expect(kinds).to.include({
    name: 'text',
    email: 'email',
    emails: 'objects',
    phone: 'phone',
    phones: 'objects',
    companyId: 'relation',
    status: 'select',
    tagIds: 'tags',
    addresses: 'objects',
    website: 'url',
    birthday: 'date',
    consentAt: 'date-time',
    emailOptOut: 'boolean',
    about: 'long-text',
    ownerId: 'member',
    createdBy: 'stamp',
    version: 'integer',
  })
  expect(
    contact.field('status')!.options!.map(({ value, label, color }) => [value, label, color])[0],
  ).to.deep.equal(['lead', 'Lead', 'blue'])
  expect(contact.field('companyId')!.relation).to.include({
    name: 'company',
    entity: 'company',
    readable: true,
    titleField: 'name',
  })
  expect(contact.field('name')!.readonly).to.equal(true)
  expect(contact.field('ownerId')!.readonly).to.equal(false)
  expect(contact.permissions).to.deep.equal({
    create: true,
    update: true,
    delete: true,
    export: true,
  })
})

test('an inverse relation says which field of the other entity holds it', async () => {
  const { client } = await provider()
  const company = await client.entity('company')
  expect(company.relations.find(({ name }) => name === 'contacts')).to.include({
    entity: 'contact',
    field: 'companyId',
    operator: 'eq',
    label: 'Contacts',
  })
})

test('a guest may change nothing', async () => {
  const { client } = await provider({ roles: ['guest'] })
  const contact = await client.entity('contact')
  expect(contact.permissions).to.deep.equal({
    create: false,
    update: false,
    delete: false,
    export: false,
  })
})

test('a field an admin adds is there after a refresh, and told; without a change nothing is told', async () => {
  const { client, api, net } = await provider()
  await client.entity('contact')
  await client.entity('company')
  const told: (readonly string[])[] = []
  client.onSchemaChange((entities) => told.push(entities))
  await client.refreshSchemas()
  expect(told).to.deep.equal([])
  expect(net.requests.at(-1)!.headers.get('if-none-match')).to.be.a('string')
  await api('post', '/schemas/contact/fields', {
    key: 'tier',
    schema: {
      type: 'string',
      oneOf: [{ const: 'gold', title: 'Gold' }],
      'x-crm': { label: 'Tier' },
    },
  })
  await client.refreshSchemas()
  expect(told).to.deep.equal([['contact']])
  const tier = (await client.entity('contact')).field('custom.tier')
  expect(tier).to.include({ kind: 'select', label: 'Tier', readonly: false, required: false })
  expect(tier!.options!.map(({ label }) => label)).to.deep.equal(['Gold'])
})

test('an unknown entity is refused with the engine’s words', async () => {
  const { client } = await provider()
  const error = await client.entity('contcat').catch((thrown: unknown) => thrown)
  expect(error).to.include({ status: 404, code: 'UNKNOWN_ENTITY' })
  expect((error as Error).message).to.contain('contact')
})
