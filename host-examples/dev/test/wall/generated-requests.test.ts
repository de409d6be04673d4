import { afterAll, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { activities } from '@crmkit/activities'
import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'
import { deals } from '@crmkit/deals'

const RUNS = process.env['CRMKIT_LONG'] ? 10_000 : 1_500

const t = await createTestCrm({ plugins: [contacts(), deals(), activities()] })
const admin = t.as('acme')
afterAll(() => t.close())

type Schema = Readonly<Record<string, unknown>>

interface Operation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly {
    readonly in: string
    readonly name: string
    readonly schema: Schema
  }[]
  readonly body: Schema | undefined
}

const document = (await admin.get('/openapi.json')).body as {
  paths: Record<
    string,
    Record<
      string,
      {
        parameters?: Operation['parameters']
        requestBody?: { content: Record<string, { schema: Schema }> }
        responses: Record<string, { content?: Record<string, unknown> }>
      }
    >
  >
  components: { schemas: Record<string, Schema> }
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, operation]): Operation[] => {
    if (!['get', 'post', 'put', 'patch', 'delete'].includes(method)) return []
    // An answer without an end keeps its own tests busy (core/test/live).
    if (operation.responses['200']?.content?.['text/event-stream']) return []
    const body = operation.requestBody?.content['application/json']?.schema
    const parameters = (operation.parameters ?? []).filter((parameter) => 'in' in parameter)
    return [{ method, path, parameters, body }]
  }),
)
const ids = await someIds()

/** Texts that broke other systems; each has been a 500 somewhere. */
const nasty = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'null',
  'undefined',
  'NaN',
  '1e400',
  '-0',
  '__proto__',
  'constructor',
  'toString',
  "'; drop table x; --",
  '%',
  '_',
  '\\',
  '"',
  '\u202eevil',
  '👩‍👩‍👧‍👦',
  'İ',
  'ß',
  'x'.repeat(5_000),
  '2026-02-30',
  '999999-01-01',
  '0000-01-01',
  '2026-01-01T00:00:00Z',
  '2026-01-01T25:00:00Z',
  '01890a5d-ac96-774b-bcce-b302099a8057',
  '01890A5D-AC96-774B-BCCE-B302099A8057',
  'not-a-uuid',
  '{',
  '[]',
  '{"and":[]}',
  '{"id":{"in":[]}}',
  '{"name":{"contains":"%_\\\\"}}',
  '-createdAt',
  'name,name',
  'no.such.field',
  'createdAt;drop',
  '../..',
  '%2e%2e',
  'external:a:b',
  '0',
  '-1',
  '201',
  '99999999999999999999',
)
const scalar = fc.oneof(
  nasty,
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(...ids),
)
const anything = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.oneof(nasty, fc.string()), scalar, { maxKeys: 3 }) },
)

const request = fc.constantFrom(...operations).chain((operation) =>
  fc.record({
    operation: fc.constant(operation),
    places: fc.dictionary(
      fc.constantFrom(...placesOf(operation), 'none'),
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...ids) },
        { weight: 2, arbitrary: nasty },
        { weight: 1, arbitrary: fc.string() },
      ),
    ),
    query: fc.dictionary(
      fc.constantFrom(...namesOf(operation, 'query'), 'unknown'),
      fc.oneof(nasty, fc.string(), filterText()),
      { maxKeys: 3 },
    ),
    headers: fc.dictionary(
      fc.constantFrom('if-match', 'if-none-match', 'idempotency-key'),
      fc.constantFrom('"1"', '*', '"x"', 'W/"1"', '', 'k1', 'é'),
      { maxKeys: 1 },
    ),
    body: operation.body
      ? fc.oneof(
          { weight: 4, arbitrary: fromSchema(operation.body) },
          { weight: 1, arbitrary: anything },
        )
      : fc.constant(undefined),
  }),
)

test(
  `of ${RUNS} requests made from the OpenAPI document none is answered with a 5xx, and every answer is as the document says`,
  async () => {
    let answered = 0
    await fc.assert(
      fc.asyncProperty(request, async ({ operation, places, query, headers, body }) => {
        const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
          encode(places[name] ?? ids[0]!),
        )
        const search = Object.entries(query)
          .map(([key, value]) => `${key}=${encode(value)}`)
          .join('&')
        const url = search === '' ? path : `${path}?${search}`
        // The test kit holds the answer against the document and throws when it departs from it.
        const answer = await send(operation.method, url, body, headers)
        if (answer.status >= 500)
          throw new Error(
            `${operation.method} ${url} answered ${answer.status}: ${JSON.stringify(answer.body)}`,
          )
        answered++
      }),
      { numRuns: RUNS, endOnFailure: false },
    )
    expect(answered).toBeGreaterThanOrEqual(RUNS)
    expect((await admin.get('/contacts')).status).toBe(200)
  },
  15 * 60_000,
)

function send(
  method: string,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
) {
  if (method === 'get') return admin.get(url, headers)
  if (method === 'delete') return admin.delete(url, headers)
  return admin[method as 'post' | 'put' | 'patch'](
    url,
    body === undefined ? undefined : wellFormed(body),
    headers,
  )
}

/** JSON text: `undefined` inside would vanish, and what is sent must be what was made. */
function wellFormed(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body) ?? 'null') as unknown
}

/** Half surrogates cannot stand in a URL, and a dot alone names the folder: with them another request would be sent. */
function encode(text: string): string {
  if (text === '.' || text === '..') return 'dots'
  return encodeURIComponent(text.isWellFormed() ? text : '\ufffd') || '%20'
}

function placesOf({ path }: Operation): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
}

function namesOf({ parameters }: Operation, where: string): string[] {
  return parameters.filter((parameter) => parameter.in === where).map(({ name }) => name)
}

function filterText(): fc.Arbitrary<string> {
  const field = fc.constantFrom(
    'id',
    'name',
    'email',
    'status',
    'createdAt',
    'company.name',
    'tagIds',
    'custom.x',
    'version',
    'birthday',
    'and',
    'or',
    'not',
  )
  const operator = fc.constantFrom(
    'eq',
    'ne',
    'in',
    'notIn',
    'gt',
    'lte',
    'between',
    'contains',
    'startsWith',
    'isNull',
    'has',
    'within',
    'like',
  )
  return fc
    .dictionary(field, fc.oneof(scalar, fc.dictionary(operator, anything, { maxKeys: 2 })))
    .map((filter) => JSON.stringify(filter))
}

/** Values near a schema: mostly of its shape, with wrong ones strewn in. */
function fromSchema(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const resolved = resolve(schema)
  if (depth > 4) return scalar
  const wrong = { weight: 1, arbitrary: anything }
  const [type] = [resolved['type'] ?? (resolved['properties'] ? 'object' : undefined)]
    .flat()
    .filter((name) => name !== 'null') as (string | undefined)[]
  const right = resolved['enum']
    ? fc.constantFrom(...(resolved['enum'] as unknown[]))
    : ofType(type, resolved, depth)
  return fc.oneof({ weight: 12, arbitrary: right }, wrong)
}

function ofType(type: string | undefined, schema: Schema, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'object': {
      const properties = (schema['properties'] ?? {}) as Record<string, Schema>
      const required = (schema['required'] ?? []) as string[]
      const members = Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [key, fromSchema(value, depth + 1)]),
      )
      return fc.record(members, { requiredKeys: required.filter((key) => key in members) })
    }
    case 'array':
      return fc.array(fromSchema((schema['items'] ?? {}) as Schema, depth + 1), { maxLength: 3 })
    case 'integer':
      return fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, 2 ** 31, 2 ** 53, 1e21))
    case 'number':
      return fc.double()
    case 'boolean':
      return fc.boolean()
    default:
      return ofFormat(schema['format'])
  }
}

function ofFormat(format: unknown): fc.Arbitrary<unknown> {
  if (format === 'email') return fc.oneof(fc.emailAddress(), nasty)
  if (format === 'uuid') return fc.oneof(fc.constantFrom(...ids), fc.uuid(), nasty)
  if (format === 'date') return fc.oneof(fc.constantFrom('2026-02-28', '1900-01-01'), nasty)
  if (format === 'date-time') return fc.oneof(fc.constantFrom('2026-02-28T12:00:00Z'), nasty)
  return fc.oneof(fc.string(), nasty)
}

function resolve(schema: Schema): Schema {
  const ref = schema['$ref'] as string | undefined
  const found = ref?.startsWith('#/components/schemas/')
    ? document.components.schemas[ref.slice(21)]
    : undefined
  if (found) return resolve(found)
  const choice = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined
  return choice?.[0] ? resolve(choice[0]) : schema
}

async function someIds(): Promise<string[]> {
  const make = async (path: string, body: object): Promise<string> =>
    (await admin.post(path, body)).body.data.id as string
  const pipelineId = await make('/pipelines', { name: 'Sales' })
  const stageId = await make('/stages', { name: 'New', pipelineId })
  return [
    pipelineId,
    stageId,
    ...(await Promise.all([
      make('/contacts', { firstName: 'Ada', email: 'ada@example.com' }),
      make('/companies', { name: 'Engines' }),
      make('/tags', { name: 'VIP' }),
      make('/deals', { title: 'Engine', stageId }),
      make('/leads', { firstName: 'Bob' }),
      make('/activities', { kind: 'note', subject: 'Hello' }),
    ])),
  ]
}
