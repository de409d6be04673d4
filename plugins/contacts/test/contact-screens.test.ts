import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

const t = await createTestCrm({ plugins: [contacts()] })
const client = t.as('acme')
afterAll(() => t.close())

interface Section {
  readonly key: string
  readonly fields: readonly { readonly key: string }[]
}

const words = async (entity: string) => (await client.get(`/schemas/${entity}`)).body['x-crm']
const layout = async (entity: string) => (await client.get(`/layouts/${entity}`)).body.data
const keysOf = (sections: readonly Section[]) =>
  sections.map(({ key, fields }) => [key, fields.map((field) => field.key)])

test('a list of contacts shows whom one looks for, as the elements draw it by themselves', async () => {
  const { columns, searchable, relations } = await words('contact')
  expect(columns).toEqual([
    ...['name', 'email', 'phone', 'companyId', 'status', 'source', 'tagIds', 'ownerId'],
  ])
  expect([searchable, relations.map(({ name }: { name: string }) => name)]).toEqual([
    true,
    ['affiliations'],
  ])
})

test('a list of companies too', async () => {
  expect((await words('company')).columns).toEqual([
    ...['name', 'industry', 'email', 'phone', 'country', 'parentId', 'tagIds', 'ownerId'],
  ])
})

test('a contact is laid out by what its fields are about', async () => {
  const { sections, header, related, aside } = await layout('contact')
  expect(keysOf(sections as Section[])).toEqual([
    [
      'main',
      [
        ...['firstName', 'lastName', 'title', 'companyId', 'status', 'source', 'tagIds'],
        ...['birthday', 'language', 'about'],
      ],
    ],
    ['contact', ['email', 'phone', 'website', 'emails', 'phones']],
    ['address', ['addresses']],
    ['consent', ['emailConsent', 'consentAt', 'consentSource', 'emailOptOut', 'phoneOptOut']],
  ])
  expect(header).toEqual(['name', 'status', 'companyId', 'email', 'phone'])
  expect(related).toEqual(['affiliations'])
  expect(aside[0]).toBe('ownerId')
})

test('a company is laid out by what its fields are about', async () => {
  const { sections, related } = await layout('company')
  expect(keysOf(sections as Section[])).toEqual([
    [
      'main',
      [
        ...['name', 'domain', 'industry', 'employees', 'foundedYear', 'revenue'],
        ...['parentId', 'tagIds', 'about'],
      ],
    ],
    ['contact', ['website', 'email', 'phone']],
    ['address', ['country', 'addresses']],
  ])
  expect(related).toEqual(['contacts', 'subsidiaries', 'affiliations'])
})
