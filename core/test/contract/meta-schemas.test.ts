import { globSync, readFileSync } from 'node:fs'

import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'

import {
  customFieldSchema,
  defs,
  entitySchema,
  eventSchema,
  pluginSchema,
  problemSchema,
} from '@crmkit/schemas'

import { createAjv } from '../../src/base/validator.ts'

const ajv = createAjv()
ajv.addSchema(defs, 'defs.schema.json')

const all = { customFieldSchema, defs, entitySchema, eventSchema, pluginSchema, problemSchema }

test.each(Object.entries(all))(
  '%s is a valid draft 2020-12 schema that says what it is for',
  (_name, schema) => {
    expect(new Ajv2020().validateSchema(schema)).toBe(true)
    expect(schema).toMatchObject({ title: expect.any(String), description: expect.any(String) })
    if (schema !== defs) expect(() => ajv.compile(schema)).not.toThrow()
  },
)

test('every example of a shared definition is valid', () => {
  for (const [name, definition] of Object.entries(
    defs['$defs'] as Record<string, { examples?: unknown[] }>,
  )) {
    const validate = ajv.compile({ $ref: `defs.schema.json#/$defs/${name}` })
    for (const example of definition.examples ?? [])
      expect([name, validate(example)]).toEqual([name, true])
  }
})

test('every file of the folder is exported', () => {
  const files = globSync('schemas/*.schema.json').map((file) =>
    JSON.parse(readFileSync(file, 'utf8')),
  )
  expect(files).toHaveLength(6)
  for (const file of files) expect(Object.values(all)).toContainEqual(file)
})
