import { expect, test } from '@jest/globals'
import { Validator } from '@seriousme/openapi-schema-validator'

import { createAjv } from '../../src/base/validator.ts'
import { createOpenApi, type OpenApiDocument } from '../../src/contract/openapi.ts'
import { registry, rightsBut, routes } from './sample.ts'

const info = { title: 'CRM', version: '1.0.0' }
const document = createOpenApi({ registry, routes, info, basePath: '/crm' })

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  const result = await validator.validate(JSON.parse(JSON.stringify(document)))
  expect(result.errors ?? []).toEqual([])
  expect(validator.version).toBe('3.1')
})

test('every example is valid against the schema it stands in', () => {
  const ajv = createAjv()
  ajv.addKeyword('components')
  ajv.addSchema({ components: { schemas: document.components.schemas } }, 'doc')
  const faults = Object.entries(document.components.schemas).flatMap(([name, schema]) => {
    const validate = ajv.compile({ $ref: `doc#/components/schemas/${name}` })
    const examples = (schema as { examples?: unknown[] }).examples ?? []
    return examples
      .filter((example) => !validate(example))
      .map(() => ({ name, errors: validate.errors }))
  })
  expect(faults).toEqual([])
})

test('every reference leads somewhere', () => {
  const refs = new Set(JSON.stringify(document).match(/#\/components\/[a-zA-Z]+\/[A-Za-z]+/g))
  expect(refs.size).toBeGreaterThan(20)
  for (const ref of refs) {
    const [, , section = '', name = ''] = ref.split('/')
    expect([ref, Object.keys(document.components[section] as object)]).toEqual([
      ref,
      expect.arrayContaining([name]),
    ])
  }
})

test('a field the actor may not read is in none of the shapes', () => {
  const rights = rightsBut({ 'contact.salaryMinor': 'none', 'contact.ext.privacy.basis': 'none' })
  const restricted = createOpenApi({ registry, routes, info, basePath: '', rights })
  const mentions = (of: OpenApiDocument): boolean[] =>
    ['salaryMinor', '"basis"'].map((word) => JSON.stringify(of).includes(word))
  expect(mentions(document)).toEqual([true, true])
  expect(mentions(restricted)).toEqual([false, false])
})

test('a relation to records the actor may not read is not offered', () => {
  const rights = rightsBut({}, ['company.read'])
  const restricted = createOpenApi({ registry, routes, info, basePath: '', rights })
  expect(propertiesOf(document, 'Contact')).toHaveProperty('company')
  expect(propertiesOf(restricted, 'Contact')).not.toHaveProperty('company')
})

test('every operation states its permission, its problems and an id of its own', () => {
  const operations = Object.values(document.paths).flatMap((path) =>
    Object.values(path),
  ) as Operation[]
  const ids = operations.map(({ operationId }) => operationId)
  expect(operations.length).toBe(routes.length)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { responses } of operations)
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining(['400', '401', '403', '429', '503']),
    )
  expect(operations.find(({ operationId }) => operationId === 'createContact')).toMatchObject({
    'x-permission': 'contact.create',
    parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }],
    responses: {
      409: { $ref: '#/components/responses/Conflict' },
      422: { $ref: '#/components/responses/UnprocessableContent' },
    },
  })
})

test('two routes with one operationId are refused by name', () => {
  expect(() =>
    createOpenApi({ registry, routes: [...routes, routes[0]!], info, basePath: '' }),
  ).toThrow('"listContacts": GET /contacts and GET /contacts')
})

test('an entity whose name in the document is taken is refused', () => {
  const page = { ...registry.get('company'), name: 'page' }
  const clashing = { entities: new Map([...registry.entities, ['page', page]]) }
  expect(() => createOpenApi({ registry: clashing, routes, info, basePath: '' })).toThrow(
    'The entity "page" needs the name Page',
  )
})

interface Operation {
  readonly operationId: string
  readonly responses: Readonly<Record<string, unknown>>
}

function propertiesOf(of: OpenApiDocument, name: string): object {
  return (of.components.schemas[name] as { properties: object }).properties
}
