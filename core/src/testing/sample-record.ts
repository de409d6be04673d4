import type { JsonSchema } from '../base/validator.ts'
import type { Entity } from '../entities/entity.ts'
import type { Property, PropertyWords } from '../entities/property.ts'

/** Makes the records a sample points at, with the values given, and gives their ids. */
export type MakeTarget = (
  entity: string,
  values?: Readonly<Record<string, unknown>>,
) => Promise<string>

/**
 * A valid record of an entity, made from its schema: what is required, and with `full` everything a caller may set.
 * A property with a pattern is taken from its `examples`. The number makes unique values unique.
 */
export async function sampleRecord(
  entity: Pick<Entity, 'name' | 'properties'>,
  number: number,
  makeTarget: MakeTarget,
  options: { readonly full?: boolean } = {},
): Promise<Record<string, unknown>> {
  const record: Record<string, unknown> = {}
  for (const property of entity.properties.values()) {
    if (property.system || property.readonly) continue
    if (!property.required && options.full !== true) continue
    const value = await sampleProperty(entity, property, number, (name) =>
      makeTarget(name, shared(property, record)),
    )
    if (value !== undefined) record[property.key] = value
  }
  return record
}

/** What a record `within` another is made with: a stage of the very pipeline the sample is in. */
function shared(
  { relation }: Property,
  record: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const key = relation?.within
  return key === undefined || record[key] === undefined ? {} : { [key]: record[key] }
}

async function sampleProperty(
  entity: Pick<Entity, 'name'>,
  property: Property,
  number: number,
  makeTarget: MakeTarget,
): Promise<unknown> {
  const { relation } = property
  if (relation) {
    // A tree stays a root: pointing at a record of one's own kind would never end.
    if (relation.entity === entity.name) return undefined
    const id = await makeTarget(relation.entity)
    return relation.kind === 'belongsTo' ? id : [id]
  }
  return sampleValue(property.schema, number)
}

/** Undefined when the schema asks for something only its author knows. */
export function sampleValue(schema: JsonSchema, number: number): unknown {
  const examples = schema['examples'] as unknown[] | undefined
  if (examples && examples.length > 0) return examples[0]
  const values = schema['enum'] as unknown[] | undefined
  if (values) return values.find((value) => value !== null)
  const [type] = [schema['type'] ?? 'string'].flat().filter((name) => name !== 'null') as string[]
  switch (type) {
    case 'integer':
    case 'number':
      return Math.max(
        Number(schema['minimum'] ?? 0),
        Math.min(Number(schema['maximum'] ?? 1_000), 7),
      )
    case 'boolean':
      return true
    case 'array':
      return sampleList(schema, number)
    case 'object':
      return sampleObject(schema, number)
    default:
      return sampleText(schema, number)
  }
}

function sampleList(schema: JsonSchema, number: number): unknown[] {
  const item = sampleValue((schema['items'] ?? {}) as JsonSchema, number)
  return item === undefined ? [] : [item]
}

function sampleObject(schema: JsonSchema, number: number): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  const required = new Set((schema['required'] ?? []) as string[])
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) =>
      required.has(key) ? [[key, sampleValue(value, number)]] : [],
    ),
  )
}

const FORMATS: Readonly<Record<string, (number: number) => string>> = {
  email: (number) => `sample${number}@example.com`,
  uri: (number) => `https://sample${number}.example.com/`,
  date: (number) => new Date(Date.UTC(2026, 0, 1 + (number % 365))).toISOString().slice(0, 10),
  'date-time': () => '2026-02-28T12:00:00Z',
  uuid: () => '01890a5d-ac96-774b-bcce-b302099a8057',
}

/** What a text must be that is normalised by one of these words. */
const WORDS: Readonly<Record<string, (number: number) => string>> = {
  phone: (number) => `+1415555${String(2_000 + (number % 8_000))}`,
  url: (number) => `https://sample${number}.example.com/`,
  domain: (number) => `sample${number}.example.com`,
  country: () => 'DE',
  currency: () => 'EUR',
}

function sampleText(schema: JsonSchema, number: number): string | undefined {
  const word = (schema['x-crm'] as PropertyWords | undefined)?.normalize
  const made = FORMATS[schema['format'] as string] ?? WORDS[word ?? '']
  if (made) return made(number)
  if (schema['pattern'] !== undefined) return undefined
  const longest = Number(schema['maxLength'] ?? 100)
  const text = `Sample ${number}`.slice(0, longest)
  return text.padEnd(Math.min(Number(schema['minLength'] ?? 0), longest), 'x')
}
