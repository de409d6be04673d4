import { afterAll, expect, test } from '@jest/globals'

import type { Filter } from '../../src/entities/filter.ts'
import type { Call } from '../../src/http/route.ts'
import type { AnyRoute } from '../../src/kernel/any-plugin.ts'
import type { PluginContext } from '../../src/kernel/plugin-context.ts'
import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'

type Context = PluginContext<never, never>

const answer = { 200: { description: 'x', schema: { type: 'object' } } }
const get = (path: string, handler: AnyRoute['handler']): AnyRoute => ({
  method: 'GET',
  path: `/${path}`,
  operationId: path,
  summary: path,
  access: 'actor',
  query: { filter: { type: 'string' } },
  responses: answer,
  handler,
})

const routes = [
  get('count-authors', async ({ query }: Call, context: Context) => {
    const filter = JSON.parse((query['filter'] as string | undefined) ?? '{}') as Filter
    const rows = await context.sql(
      (sql) =>
        `select count(*) from ${sql.table('author')} a where ${sql.matching('author', 'a', filter)}`,
    )
    return { status: 200, body: { count: rows[0]?.[0] } }
  }),
  get('count-all-authors', async (_: Call, context: Context) => {
    const rows = await context.sql(
      (sql) =>
        `select count(*) from ${sql.table('author')} a where ${sql.matching('author', 'a', {}, { reach: 'all' })}`,
    )
    return { status: 200, body: { count: rows[0]?.[0] } }
  }),
  get('emails', async (_: Call, context: Context) => {
    const rows = await context.sql(
      (sql) =>
        `select ${sql.column('author', 'email', 'a')} from ${sql.table('author')} a where ${sql.matching('author', 'a')}`,
    )
    return { status: 200, body: { emails: rows.flat() } }
  }),
  get('rows-of-nobody', async (_: Call, context: Context) => {
    const rows = await context.sql((sql) => `select 1 from ${sql.table('author')} a`)
    return { status: 200, body: { rows } }
  }),
  get('every-row-there-is', async (_: Call, context: Context) => {
    const rows = await context.sql(
      (sql) => `select a.name from ${sql.table('author')} a where ${sql.tenant} is not null`,
    )
    return { status: 200, body: { names: rows.flat() } }
  }),
  get('write-as-plugin', async (_: Call, context: Context) => {
    const plugin = await context.asPlugin()
    const made = await context.transaction(() =>
      plugin.records('author' as never).create({ name: 'By the plugin' } as never),
    )
    return {
      status: 200,
      body: { made, entity: context.entity('author')?.plural, none: context.entity('x') ?? null },
    }
  }),
]

const t = await createTestCrm({ plugins: [await library({ plugin: { routes } })] })
const acme = t.as('acme')
afterAll(() => t.close())

for (const name of ['Ada', 'Ben', 'Cleo'])
  await acme.post('/authors', { name, email: `${name}@example.com` })
await t.as('globex').post('/authors', { name: 'Theirs' })

test('a statement of a plugin counts what a list of the same filter shows', async () => {
  expect((await acme.get('/count-authors')).body.count).toBe(3)
  const filter = encodeURIComponent('{"name":{"in":["Ada","Cleo"]}}')
  expect((await acme.get(`/count-authors?filter=${filter}`)).body.count).toBe(2)
  const unknown = await acme.get(`/count-authors?filter=${encodeURIComponent('{"x":1}')}`)
  expect([unknown.status, unknown.body.code]).toEqual([400, 'INVALID_QUERY'])
})

test('it reaches as far as the actor does, unless a rule has to see everything', async () => {
  await acme.put('/roles/own', { label: 'Own', permissions: { 'author.*': 'own' } })
  const own = t.as('acme', { roles: ['own'], id: 'own' })
  await own.post('/authors', { name: 'Mine' })
  expect((await own.get('/count-authors')).body.count).toBe(1)
  expect((await own.get('/count-all-authors')).body.count).toBe(4)
  const nobody = t.as('acme', { roles: [], id: 'nobody' })
  expect((await nobody.get('/count-authors')).status).toBe(403)
})

test('a column the actor may not read is refused by name', async () => {
  await acme.put('/roles/no-mail', {
    label: 'No mail',
    permissions: { 'author.read': 'all' },
    fields: { 'author.email': 'none' },
  })
  const { status, body } = await t.as('acme', { roles: ['no-mail'], id: 'no-mail' }).get('/emails')
  expect([status, body.code]).toEqual([403, 'FIELD_UNREADABLE'])
})

test('the wall between tenants stands whatever the statement says', async () => {
  expect((await acme.get('/rows-of-nobody')).status).toBe(500)
  const { names } = (await acme.get('/every-row-there-is')).body
  expect(names).not.toContain('Theirs')
  expect((await t.as('globex').get('/every-row-there-is')).body.names).toEqual(['Theirs'])
})

test('a plugin writes as itself where it is no right of the actor, and says so', async () => {
  const nobody = t.as('acme', { roles: [], id: 'nobody' })
  const { body } = await nobody.get('/write-as-plugin')
  expect(body).toMatchObject({
    made: {
      name: 'By the plugin',
      createdBy: { kind: 'system', id: 'plugin:library', through: 'http' },
    },
    entity: 'authors',
    none: null,
  })
})
