import type { JsonSchema } from '../base/validator.ts'
import { pascalCase } from '../entities/naming.ts'
import { def, defNames } from '../entities/resolve-defs.ts'

/** One exported TypeScript declaration of a schema, the same text on every run. */
export async function compileType(schema: JsonSchema, name: string): Promise<string> {
  // It brings a formatter along: 40 ms that nobody pays who writes no types.
  const { compile } = await import('json-schema-to-typescript')
  const text = await compile(prepared(schema) as Record<string, unknown>, name, {
    bannerComment: '',
    additionalProperties: false,
    // A tuple for each length up to `maxItems` would be 100 lines a list.
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 100, trailingComma: 'all' },
  })
  return shortComments(text).trim()
}

/** The declarations of the shared shapes (`EmailEntry`, `Address`) that a text names. */
export function sharedTypes(text: string): Promise<string[]> {
  const code = text.replace(/\/\*[^]*?\*\//g, '')
  const named = [...shapes.values()].filter(({ type }) => new RegExp(`\\b${type}\\b`).test(code))
  return Promise.all(named.map(({ name, type }) => compileType(notNull(def(name)), type)))
}

/** Words that say nothing about the type of a value, or too much: a `title` would name a further type. */
const DROPPED = new Set(['title', 'examples', 'x-crm', '$comment', '$id'])

interface Shape {
  /** In `defs.schema.json`. */
  readonly name: string
  readonly type: string
}

/** By what they consist of: once resolved, a shape has no name of its own any more. */
const shapes: ReadonlyMap<string, Shape> = new Map(
  defNames
    .filter((name) => def(name)['properties'] !== undefined && name !== 'page' && name !== 'fault')
    .map((name) => [fingerprint(def(name)), { name, type: pascalCase(name) }]),
)

function prepared(schema: unknown, isRoot = true): unknown {
  if (!isObject(schema)) return mapped(schema, (item) => prepared(item, false))
  const shape = isRoot ? undefined : shapes.get(fingerprint(schema))
  if (shape) return shared(schema, shape)
  if (!isRoot && isAnyObject(schema)) return { ...schema, tsType: anyObject(schema) }
  return keywords(
    schema,
    (key) => !DROPPED.has(key),
    (value) => prepared(value, false),
  )
}

/** A copy with some keywords; members of an object are names, not keywords: a field may be called `title`. */
function keywords(
  schema: JsonSchema,
  keep: (keyword: string) => boolean,
  inner: (value: unknown) => unknown,
): JsonSchema {
  const kept = Object.entries(schema).filter(([key]) => keep(key))
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === 'properties' && isObject(value) ? members(value, inner) : inner(value),
    ]),
  )
}

function members(properties: JsonSchema, inner: (value: unknown) => unknown): JsonSchema {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, inner(value)]))
}

function mapped(value: unknown, inner: (value: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(inner) : value
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shared({ type, description }: JsonSchema, shape: Shape): object {
  const isNullable = Array.isArray(type) && type.includes('null')
  return {
    tsType: isNullable ? `${shape.type} | null` : shape.type,
    ...(description === undefined || description === def(shape.name)['description']
      ? {}
      : { description }),
  }
}

/** What an object consists of, without what is only said about it. */
function fingerprint({ properties, required = [] }: JsonSchema): string {
  return isObject(properties) ? JSON.stringify([members(properties, bare), required]) : ''
}

function bare(value: unknown): unknown {
  if (!isObject(value)) return mapped(value, bare)
  return keywords(value, (key) => !DROPPED.has(key) && key !== 'description', bare)
}

function isAnyObject({ type, properties, additionalProperties }: JsonSchema): boolean {
  const isObjectType = [type].flat().includes('object')
  return isObjectType && properties === undefined && (additionalProperties ?? true) === true
}

function anyObject({ type }: JsonSchema): string {
  return `Record<string, unknown>${Array.isArray(type) && type.includes('null') ? ' | null' : ''}`
}

function notNull(schema: JsonSchema): JsonSchema {
  return { ...schema, type: 'object' }
}

/** One line where one line is enough; the limits of a list are in the schema. */
function shortComments(text: string): string {
  return text.replace(
    /( *)\/\*\*\n([^]*?)\n *\*\/\n/g,
    (comment, indent: string, inner: string) => {
      const lines = inner
        .split('\n')
        .map((line) => line.replace(/^ *\* ?/, ''))
        .filter((line) => line !== '' && !/^@(max|min)Items/.test(line))
      if (lines.length === 0) return ''
      return lines.length === 1 ? `${indent}/** ${lines[0] ?? ''} */\n` : comment
    },
  )
}
