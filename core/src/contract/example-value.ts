import { RE2JS } from 're2js'

import type { JsonSchema } from '../base/validator.ts'

/** Values a reader recognises, by the end of the key they fit. */
const BY_KEY: readonly (readonly [RegExp, string])[] = [
  [/^firstName$/, 'Ada'],
  [/^lastName$/, 'Lovelace'],
  [/^name$/, 'Ada Lovelace'],
  [/currency$/i, 'EUR'],
  [/country$/i, 'DE'],
  [/color$/i, 'blue'],
  [/city$/i, 'Berlin'],
  [/street$/i, 'Torstraße 12'],
  [/postalCode$/i, '10119'],
  [/region$/i, 'Berlin'],
  [/domain$/i, 'example.com'],
  [/phone$/i, '+4930901820'],
  [/email$/i, 'ada@example.com'],
  [/timeZone$/i, 'Europe/Berlin'],
  [/locale$|language$/i, 'en'],
  [/industry$/i, 'Software'],
  [/department$/i, 'Research'],
  [/title$/i, 'Engineer'],
  [/source$/i, 'Web site'],
  [/role$/i, 'Decision maker'],
  [/about$|note$|description$|summary$/i, 'Met at the trade fair; asked for a quote.'],
  [/subject$/i, 'Follow-up call'],
]

const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: '0199f6d2-5b1e-7c3a-9a44-3f1f0d6f1c2b',
  date: '2026-05-04',
  // As PostgreSQL writes a time in UTC.
  'date-time': '2026-05-04T09:30:00.000000+00:00',
  time: '09:30:00Z',
  email: 'ada@example.com',
  uri: 'https://www.example.com',
  'uri-reference': 'https://crmkit.dev/errors/NOT_FOUND',
  hostname: 'example.com',
  ipv4: '192.0.2.17',
  ipv6: '2001:db8::17',
}

/** An example of what a schema accepts, the same on every run; undefined where none can be made up. */
export function exampleValue(schema: JsonSchema, key = ''): unknown {
  const given = schema['examples'] as readonly unknown[] | undefined
  if (given && given.length > 0) return given[0]
  const choice = firstChoice(schema)
  // An empty list is a good default and a poor example.
  if (choice !== undefined && !Array.isArray(choice)) return choice
  if (schema['const'] !== undefined) return schema['const']
  const type = [schema['type'] ?? []].flat()[0] as string | undefined
  switch (type) {
    case 'string':
      return exampleText(schema, key)
    case 'integer':
    case 'number':
      return exampleNumber(schema, key)
    case 'boolean':
      return schema['default'] ?? true
    case 'array':
      return exampleList(schema, key)
    case 'object':
      return exampleObject(schema)
    default:
      return undefined
  }
}

function firstChoice(schema: JsonSchema): unknown {
  const values = schema['enum'] as readonly unknown[] | undefined
  const labelled = schema['oneOf'] as readonly JsonSchema[] | undefined
  return schema['default'] ?? values?.[0] ?? labelled?.[0]?.['const']
}

function exampleText(schema: JsonSchema, key: string): string | null {
  const byFormat = BY_FORMAT[String(schema['format'])]
  if (byFormat !== undefined) return byFormat
  const known = BY_KEY.find(([pattern]) => pattern.test(key))?.[1]
  const candidates = [
    ...(known === undefined ? [] : [known]),
    'Text',
    ...BY_KEY.map(([, value]) => value),
  ]
  const fitting = candidates.find((text) => fits(schema, text))
  // A pattern none of them meets: null where it may be, else no example is better than a wrong one.
  return fitting ?? null
}

function fits(schema: JsonSchema, text: string): boolean {
  const { pattern, minLength = 0, maxLength = Infinity } = schema
  if (text.length < (minLength as number) || text.length > (maxLength as number)) return false
  return typeof pattern !== 'string' || RE2JS.compile(pattern).matcher(text).find()
}

function exampleNumber(schema: JsonSchema, key: string): number {
  const wanted = key.endsWith('Year') ? 2026 : key.endsWith('Minor') ? 129_900 : 1
  const { minimum = -Infinity, maximum = Infinity, multipleOf = 0 } = schema
  const inside = Math.min(Math.max(wanted, minimum as number), maximum as number)
  const step = multipleOf as number
  return step > 0 ? Math.ceil(inside / step) * step : inside
}

function exampleList(schema: JsonSchema, key: string): unknown[] {
  const item = exampleValue((schema['items'] ?? {}) as JsonSchema, key.replace(/s$/, ''))
  return item === undefined || item === null ? [] : [item]
}

function exampleObject(schema: JsonSchema): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  return Object.fromEntries(
    Object.entries(properties)
      .map(([key, value]) => [key, exampleValue(value, key)] as const)
      .filter(([, value]) => value !== undefined),
  )
}
