import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { agency, library } from '../support/library-plugin.ts'

const books = await library()
const t = await createTestCrm({ plugins: [books, await agency(books)] })
const admin = t.as('acme')
afterAll(() => t.close())

type Words = Record<string, unknown> & { fields: ({ key: string } & Record<string, unknown>)[] }

async function wordsOf(client: typeof admin, entity: string): Promise<Words> {
  return (await client.get(`/schemas/${entity}`)).body['x-crm'] as Words
}

async function fieldOf(entity: string, key: string) {
  return (await wordsOf(admin, entity)).fields.find((field) => field.key === key)
}

test('the schema of an entity says what a list, a form and a record need to know of it', async () => {
  expect(await wordsOf(admin, 'author')).toMatchObject({
    name: 'author',
    plugin: 'library',
    plural: 'authors',
    label: { one: 'Author', many: 'Authors' },
    icon: null,
    titleField: 'name',
    owned: true,
    searchable: true,
    permissions: { read: 'all', create: 'all', update: 'all', delete: 'all', purge: 'all' },
    columns: ['name', 'email', 'ownerId'],
    relations: [
      {
        name: 'books',
        label: 'Books',
        entity: 'book',
        plural: 'books',
        titleField: 'title',
        field: 'authorId',
        operator: 'eq',
      },
      { name: 'edited', label: 'Edited', field: 'editorId' },
    ],
  })
})

test('a related list is found by the field and the operator that are named', async () => {
  const { body: shelf } = await admin.post('/shelves', { name: 'Top' })
  const { id } = shelf.data as { id: string }
  await admin.post('/books', { title: 'Poems', shelfIds: [id] })
  const { relations } = (await wordsOf(admin, 'shelf')) as unknown as {
    relations: { plural: string; field: string; operator: string }[]
  }
  expect(relations).toMatchObject([{ field: 'shelfIds', operator: 'has', label: 'Books' }])
  for (const { plural, field, operator } of relations) {
    const { body } = await admin.post(`/${plural}/query`, {
      filter: { [field]: { [operator]: id } },
    })
    expect(body.data).toMatchObject([{ title: 'Poems' }])
  }
})

test('fields stand in their order: the entity’s own, the tenant’s, those of plugins', async () => {
  await admin.post('/schemas/author/fields', {
    key: 'tier',
    schema: {
      type: 'string',
      description: 'How dear.',
      oneOf: [
        { const: 'gold', title: 'Gold', 'x-crm': { color: 'amber' } },
        { const: 'tin', title: 'Tin' },
      ],
      'x-crm': { label: 'Class' },
    },
  })
  const { fields } = await wordsOf(admin, 'author')
  expect(fields.map(({ key }) => key)).toEqual([
    ...['id', 'name', 'email', 'born', 'home', 'ownerId', 'createdAt', 'updatedAt'],
    ...['createdBy', 'updatedBy', 'version', 'deletedAt', 'custom.tier'],
    ...['ext.agency.motto', 'ext.agency.agent', 'ext.agency.signedAt'],
  ])
  expect(fields.at(-4)).toEqual({
    key: 'custom.tier',
    label: 'Class',
    kind: 'select',
    description: 'How dear.',
    required: false,
    nullable: true,
    readonly: false,
    sortable: true,
    filterable: true,
    operators: ['eq', 'ne', 'in', 'notIn', 'isNull'],
    options: [
      { value: 'gold', label: 'Gold', color: 'amber' },
      { value: 'tin', label: 'Tin' },
    ],
  })
})

test('an option that was taken away is told as one no write takes', async () => {
  const tin = { const: 'tin', title: 'Tin' }
  await admin.patch('/schemas/author/fields/tier', { schema: { oneOf: [tin] } })
  expect((await fieldOf('author', 'custom.tier'))?.['options']).toEqual([
    { value: 'tin', label: 'Tin' },
    { value: 'gold', label: 'Gold', retired: true },
  ])
})

test('a relation names what to include, to search and to show', async () => {
  expect(await fieldOf('book', 'authorId')).toMatchObject({
    kind: 'relation',
    relation: {
      name: 'author',
      entity: 'author',
      readable: true,
      plural: 'authors',
      label: 'Author',
      titleField: 'name',
      searchable: true,
    },
  })
  expect(await fieldOf('author', 'ownerId')).toMatchObject({
    kind: 'member',
    label: 'Owner',
    system: true,
    readonly: false,
    relation: { name: 'owner', entity: 'member', plural: 'members' },
  })
  expect(await fieldOf('book', 'shelfIds')).toMatchObject({
    kind: 'relations',
    sortable: false,
    operators: ['has'],
  })
})

test('whatever is said to be sortable and filterable is', async () => {
  const { body: entities } = await admin.get('/schemas')
  const values: Record<string, unknown> = { isNull: true, contains: 'a', startsWith: 'a' }
  for (const { name, plural } of entities.data as { name: string; plural: string }[]) {
    for (const field of (await wordsOf(admin, name)).fields) {
      const sorted = await admin.post(`/${plural}/query`, { sort: field.key })
      expect([name, field.key, sorted.status]).toEqual([
        name,
        field.key,
        field['sortable'] ? 200 : 400,
      ])
      for (const operator of field['operators'] as string[]) {
        if (!(operator in values)) continue
        const filter = { [field.key]: { [operator]: values[operator] } }
        const filtered = await admin.post(`/${plural}/query`, { filter })
        expect([name, field.key, operator, filtered.status]).toEqual([
          name,
          field.key,
          operator,
          200,
        ])
      }
      expect(field['filterable']).toBe((field['operators'] as string[]).length > 0)
    }
  }
})

test('an actor is told of what is theirs to see and to write', async () => {
  await admin.put('/roles/clerk', {
    label: 'Clerk',
    permissions: { 'author.read': 'all', 'author.update': 'own' },
    fields: { 'author.name': 'read', 'author.email': 'none', 'author.ext.agency.agent': 'none' },
  })
  const clerk = t.as('acme', { id: 'clerk', roles: ['clerk'] })
  const { permissions, fields, relations } = await wordsOf(clerk, 'author')
  expect(permissions).toEqual({ read: 'all', update: 'own' })
  expect(fields.map(({ key }) => key)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/email|agent/)]),
  )
  expect(fields.find(({ key }) => key === 'name')).toMatchObject({ readonly: true })
  // They may not read books.
  expect(relations).toEqual([])
  const me = await clerk.get('/me')
  expect(me.body.data.fields.author).toMatchObject({ name: 'read', 'custom.tier': 'write' })
  expect(me.body.data.fields.author).not.toHaveProperty('email')
})

test('the title of a record is its id for who may not read more', async () => {
  await admin.put('/roles/blind', {
    label: 'Blind',
    permissions: { 'author.read': 'all', 'book.read': 'all' },
    fields: { 'author.name': 'none' },
  })
  const blind = t.as('acme', { id: 'blind', roles: ['blind'] })
  const { titleField, searchable, columns } = await wordsOf(blind, 'author')
  expect([titleField, searchable, columns]).toEqual(['id', false, ['id', 'email', 'ownerId']])
  const { fields } = await wordsOf(blind, 'book')
  expect(fields.find(({ key }) => key === 'authorId')).toMatchObject({
    relation: { titleField: 'id', searchable: false },
  })
})

test('an author names the columns of a list, and what is not to be offered', async () => {
  const author = {
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      'x-crm': {
        plural: 'authors',
        label: { one: 'Author', many: 'Authors' },
        titleField: 'name',
        columns: ['name', 'email', 'createdAt'],
      },
      properties: {
        name: { type: 'string', maxLength: 50 },
        email: { type: ['string', 'null'], format: 'email' },
        nameKey: { type: ['string', 'null'], 'x-crm': { hidden: true, index: true } },
      },
    },
  }
  const other = await createTestCrm({ plugins: [await library({ author })] })
  const client = other.as('acme')
  const { columns, fields } = await wordsOf(client, 'author')
  expect(columns).toEqual(['name', 'email', 'createdAt'])
  expect(fields.find(({ key }) => key === 'nameKey')).toMatchObject({ hidden: true })
  const layout = (await client.get('/layouts/author')).body
  expect(JSON.stringify(layout)).not.toContain('nameKey')
  const roles = { label: 'Clerk', permissions: { 'author.read': 'all' } }
  await client.put('/roles/clerk', { ...roles, fields: { 'author.email': 'none' } })
  const clerk = other.as('acme', { roles: ['clerk'] })
  expect((await wordsOf(clerk, 'author'))['columns']).toEqual(['name', 'createdAt'])
  await other.close()
})
