import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { covers } from '../../src/identity/compile-rights.ts'
import type { TestAnswer } from '../../src/testing/create-test-crm.ts'
import { sampleValue } from '../../src/testing/sample-record.ts'
import { library } from '../support/library-plugin.ts'
import { createEmbedWorld, type EmbedWorld, page } from './embed-world.ts'

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

/**
 * Routes for any actor that say they are for pages too. Whoever opens one more names it here, where a reviewer sees it; what they
 * answer beyond the caller's rights would be open to every page. Those marked `asks` look for the right themselves.
 */
const OPEN: Readonly<Record<string, 'any' | 'asks'>> = {
  getMe: 'any',
  listSchemas: 'any',
  getSchema: 'any',
  getLayout: 'any',
  // One's own views; those of others ask for view.manage, sharing for view.share.
  listViews: 'any',
  createView: 'any',
  getView: 'any',
  changeView: 'any',
  deleteView: 'any',
  duplicateView: 'any',
  pluginopen: 'any',
  streamChanges: 'asks',
  ...Object.fromEntries(
    ['Authors', 'Books', 'Shelves', 'Members', 'Teams'].map((many) => [`batch${many}`, 'asks']),
  ),
  ...Object.fromEntries(
    ['Author', 'Book', 'Shelf', 'Member', 'Team'].map((one) => [`delete${one}`, 'asks']),
  ),
}

/** Of a document whose shape is not this test's matter. */
type Loose = TestAnswer['body']

interface Operation {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly permission: string | undefined
  readonly isPublic: boolean
  readonly body: unknown
}

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
  const admin = t.as('acme')
  const { paths, components } = (await admin.get('/openapi.json')).body
  operations = Object.entries<Loose>(paths as object).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: operation.operationId,
      method: method.toUpperCase(),
      path,
      permission: operation['x-permission'],
      isPublic: operation.security?.length === 0,
      body: sampleBody(operation, components),
    })),
  )
  const permissions = (await admin.get('/permissions')).body.data as {
    name: string
    embed: boolean
  }[]
  embeddable = new Set(permissions.filter(({ embed }) => embed).map(({ name }) => name))
})
afterAll(() => t.close())

test('the table of routes is the whole of the API', () => {
  expect(operations.length).toBeGreaterThan(100)
  const names = operations.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['listAuthors', 'createApiKey', 'pluginclosed']))
  expect(Object.keys(OPEN).filter((name) => !names.includes(name))).toEqual([])
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
  for (const operation of operations) {
    if (operation.isPublic) continue
    if (await isOpen(token, operation)) got.push(operation.name)
  }
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

function isGranted({ name, permission, isPublic }: Operation, rights: readonly string[]): boolean {
  const holds = (asked: string) =>
    embeddable.has(asked) && rights.some((pattern) => covers(pattern, asked))
  if (isPublic || name === 'pluginlendclosed') return false
  if (permission !== undefined) return holds(permission)
  if (OPEN[name] === 'any') return true
  if (OPEN[name] !== 'asks') return false
  if (name === 'streamChanges') return [...embeddable].some((p) => p.endsWith('.read') && holds(p))
  const entity = name.replace(/^(batch|delete)/, '').toLowerCase()
  const singular = { shelves: 'shelf' }[entity] ?? entity.replace(/s$/, '')
  return holds(`${singular}.delete`)
}

/** Any other answer than 401 and 403 comes from behind the door, a 404 or 422 too. */
async function isOpen(token: string, { name, method, path, body }: Operation): Promise<boolean> {
  const isBatch = name.startsWith('batch')
  const filled = path.replaceAll('{entity}', 'author').replace(/\{\w+\}/g, NOBODYS)
  // A GET might be a stream that never ends; its HEAD goes the same way.
  const asked = method === 'GET' ? 'HEAD' : method
  const sent = isBatch ? { atomic: false, operations: [{ method: 'delete', id: NOBODYS }] } : body
  const { status, body: came } = await page(t.crm, token)(asked, filled, sent)
  const verdict = isBatch && status === 200 ? came.data[0].status : status
  return verdict !== 401 && verdict !== 403
}

/** An id nobody has. */
const NOBODYS = '01890a5d-ac96-774b-bcce-b302099a8057'

function sampleBody(operation: Loose, components: Loose): unknown {
  const schema = operation['requestBody']?.content['application/json']?.schema
  if (schema === undefined) return undefined
  const name = /^#\/components\/schemas\/(.*)$/.exec(schema.$ref ?? '')?.[1]
  return sampleValue(name === undefined ? schema : components['schemas'][name], 1)
}
