import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { definePlugin } from '../../src/kernel/plugin.ts'
import { createTestCrm, type TestCrm } from '../../src/testing/create-test-crm.ts'

let t: TestCrm
beforeAll(async () => {
  t = await createTestCrm({ plugins: [] })
})
afterAll(() => t.close())

test('the document names what is mounted, these routes included', async () => {
  const { status, headers, body } = await t.as('acme').get('/openapi.json')
  expect(status).toBe(200)
  expect(headers['cache-control']).toBe('private, no-cache')
  expect(body.servers).toEqual([{ url: '/api/v1' }])
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining(['/members', '/openapi.json', '/schemas/{entity}', '/docs']),
  )
})

test('a reader who has the document is told so', async () => {
  const first = await t.as('acme').get('/openapi.json')
  const again = await t
    .as('acme')
    .get('/openapi.json', { 'if-none-match': `"other", ${String(first.headers['etag'])}` })
  expect([again.status, again.body]).toEqual([304, undefined])
})

test('nobody reads the document without saying who they are', async () => {
  const { status } = await t.crm.inject({ method: 'GET', url: '/api/v1/openapi.json' })
  expect(status).toBe(401)
})

test('the schema of an entity says what a record looks like and what our words are', async () => {
  const { body } = await t.as('acme').get('/schemas/member')
  expect(body).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'member',
    'x-crm': { plural: 'members' },
    properties: { id: { readOnly: true }, name: { type: 'string' } },
  })
  const create = await t.as('acme').get('/schemas/member?part=create')
  expect(create.body.properties).not.toHaveProperty('id')
  expect(create.headers['etag']).not.toBe(undefined)
})

test('an entity the actor may not read does not exist', async () => {
  const stranger = t.as('acme', { roles: [] })
  const known = await stranger.get('/schemas/member')
  const unknown = await stranger.get('/schemas/nothing')
  expect([known.status, known.body.code]).toEqual([404, 'UNKNOWN_ENTITY'])
  expect([unknown.status, unknown.body.code]).toEqual([404, 'UNKNOWN_ENTITY'])
  expect((await stranger.get('/schemas')).body).toEqual({ data: [] })
})

test('the entities are listed with what people call them', async () => {
  const { body } = await t.as('acme').get('/schemas')
  expect(body.data).toContainEqual(
    expect.objectContaining({ name: 'member', plural: 'members', plugin: 'core' }),
  )
})

test('the documentation page is open, without data, and lets nothing in from outside', async () => {
  const { status, headers, body } = await t.crm.inject({ method: 'GET', url: '/api/v1/docs' })
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['content-security-policy']).toContain(
    "default-src 'none'; script-src 'self'; style-src 'self'",
  )
  const parts = [...String(body).matchAll(/(?:src|href)="(\/api\/v1\/docs\/[^"]+)"/g)].map(
    ([, url]) => url as string,
  )
  expect(parts).toHaveLength(4)
  for (const url of parts) expect((await t.crm.inject({ method: 'GET', url })).status).toBe(200)
  // Inline code or style would be blocked, and the page would be broken.
  expect(body).not.toMatch(/<style|style=|<script(?! type="module" src=)|\son\w+=/)
})

test('no other file is to be had', async () => {
  for (const file of [
    'index.html',
    '..%2f..%2fpackage.json',
    '%2e%2e/package.json',
    'nothing.js',
  ]) {
    const { status } = await t.crm.inject({ method: 'GET', url: `/api/v1/docs/${file}` })
    expect([file, [400, 404].includes(status)]).toEqual([file, true])
  }
})

test('two plugins with one operationId do not start', async () => {
  const plugin = (name: 'one' | 'two') =>
    definePlugin({
      name: name as never,
      version: '1.0.0',
      engine: '*',
      routes: [
        {
          method: 'GET',
          path: `/${name}`,
          operationId: 'getIt',
          summary: 'x',
          access: 'actor',
          responses: { 204: { description: 'x' } },
          handler: async () => ({ status: 204 }),
        },
      ],
    })
  await expect(createTestCrm({ plugins: [plugin('one'), plugin('two')] as never })).rejects.toThrow(
    'getIt',
  )
})
