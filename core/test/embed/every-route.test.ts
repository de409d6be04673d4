import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { covers } from '../../src/identity/compile-rights.ts'
import {
  embeddablePermissions,
  getsThrough,
  OPEN_TO_PAGES,
  type Operation,
  operationsOf,
  sweepEmbedSessions,
} from '../../src/testing/sweep-embed-sessions.ts'
import { library } from '../support/library-plugin.ts'
import { createEmbedWorld, type EmbedWorld, PAGE, page } from './embed-world.ts'

const answer = () => Promise.resolve({ status: 200, body: { data: {} } })
const route = (path: `/${string}`, access: 'actor' | { permission: string }, embed?: boolean) => ({
  method: 'GET' as const,
  path,
  operationId: path.slice(1).replaceAll('/', ''),
  summary: 'A route of a plugin',
  access,
  ...(embed === undefined ? {} : { embed }),
  responses: { 200: { description: 'Fine.' } },
  handler: answer,
})

let t: EmbedWorld
let operations: Operation[]
/** Permissions that pages may hold, as the catalogue says. */
let embeddable: ReadonlySet<string>

beforeAll(async () => {
  t = await createEmbedWorld({
    plugin: await library({
      plugin: {
        permissions: {
          'book.lend': { label: 'Lend a book', embed: true },
          'library.manage': { label: 'Run the library' },
        },
        routes: [
          route('/plugin/open', 'actor', true),
          route('/plugin/closed', 'actor'),
          route('/plugin/lend', { permission: 'book.lend' }),
          route('/plugin/lend/closed', { permission: 'book.lend' }, false),
          route('/plugin/manage', { permission: 'library.manage' }),
        ],
      },
    }),
  })
  operations = (await operationsOf(t, 'acme')).filter(({ isPublic }) => !isPublic)
  embeddable = await embeddablePermissions(t, 'acme')
})
afterAll(() => t.close())

test('the table of routes is the whole of the API', () => {
  expect(operations.length).toBeGreaterThan(100)
  const names = operations.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['listAuthors', 'createApiKey', 'pluginclosed']))
  expect(names).toEqual(expect.arrayContaining([...OPEN_TO_PAGES]))
})

test.each([
  ['one permission', ['shelf.read']],
  ['all verbs of one entity', ['author.*']],
  ['one verb of all entities', ['*.read']],
  ['single verbs', ['book.update', 'book.lend', 'author.export', 'author.read']],
  ['all that its role, the administrator, grants', ['*']],
])('a token with %s gets through to what it is granted, and to nothing else', async (_, rights) => {
  const token = await t.token({ roles: ['admin'], permissions: rights })
  const got: string[] = []
  for (const operation of operations)
    if (await getsThrough(t, operation, token, PAGE)) got.push(operation.name)
  const granted = operations.filter((operation) => isGranted(operation, rights))
  expect(got).toEqual(granted.map(({ name }) => name))
})

test('what administrates is closed to every token', async () => {
  const call = page(t.crm, await t.token({ roles: ['admin'] }))
  const closed = [
    ['GET', '/api-keys'],
    ['POST', '/api-keys'],
    ['GET', '/roles'],
    ['PUT', '/roles/mine'],
    ['GET', '/settings'],
    ['PATCH', '/settings/library'],
    ['PUT', '/layouts/author'],
    ['POST', '/embed/sessions'],
    ['DELETE', '/embed/sessions/0199a000-0000-7000-8000-000000000000'],
    ['DELETE', '/embed/sessions?user=42'],
    ['GET', '/jobs'],
    ['GET', '/changes'],
    ['GET', '/imports'],
    ['POST', '/imports'],
    ['POST', '/schemas/author/fields'],
    ['POST', '/members'],
    ['POST', '/teams'],
    ['GET', '/permissions/explain?permission=author.read'],
    ['GET', '/openapi.json'],
  ] as const
  const verdicts = await Promise.all(
    closed.map(async ([method, path]) => `${method} ${path} ${(await call(method, path)).status}`),
  )
  expect(verdicts).toEqual(closed.map(([method, path]) => `${method} ${path} 403`))
})

test('the sweep for plugins finds what is open by mistake, and what is closed', async () => {
  expect(await sweepEmbedSessions(t, { open: ['pluginopen', 'nothing'] })).toEqual([
    'nothing is no route of the API, so it need not be open.',
    'pluginlendclosed is closed to a session that may all.',
  ])
  const unnamed = await sweepEmbedSessions(t)
  expect(unnamed).toContain('pluginopen answers a session cut to *.read.')
})

function isGranted({ name, permission }: Operation, rights: readonly string[]): boolean {
  const holds = (asked: string) =>
    embeddable.has(asked) && rights.some((pattern) => covers(pattern, asked))
  if (name === 'pluginlendclosed') return false
  if (permission !== undefined) return holds(permission)
  if (name === 'pluginopen' || OPEN_TO_PAGES.includes(name)) return true
  const [, many] =
    /^(?:batch|delete)(Authors?|Books?|Shel(?:f|ves)|Members?|Teams?)$/.exec(name) ?? []
  if (many === undefined) return false
  return holds(`${many.toLowerCase().replace('shelves', 'shelf').replace(/s$/, '')}.delete`)
}
