import { defs } from '@crmkit/schemas'

import type { JsonSchema } from '../base/validator.ts'

/** `defs.schema.json#/$defs/address`, after any path: an editor follows the path, the engine only the name. */
const DEFS_REF = /^(?:.*\/)?defs\.schema\.json#\/\$defs\/([A-Za-z]+)$/

const table: ReadonlyMap<string, JsonSchema> = new Map(
  Object.entries(defs.$defs as Readonly<Record<string, JsonSchema>>),
)

/** Names of the shared definitions, for messages. */
export const defNames: readonly string[] = Object.freeze([...table.keys()])

/** One shared definition by name; throws on an unknown one, which is a defect of ours. */
export function def(name: string): JsonSchema {
  const found = table.get(name)
  if (!found) throw new Error(`defs.schema.json has no definition "${name}"`)
  return found
}

/** The definition a `$ref` points at; undefined when it points elsewhere. */
export function defOf(ref: unknown): JsonSchema | undefined {
  const name = typeof ref === 'string' ? DEFS_REF.exec(ref)?.[1] : undefined
  return name === undefined ? undefined : table.get(name)
}

/**
 * The schema with every `$ref` into `@crmkit/schemas` replaced by what it points at. Keywords beside the `$ref`
 * win over those of the definition, so an author's `description` stays.
 */
export function resolveDefs(schema: JsonSchema): JsonSchema {
  return resolve(schema) as JsonSchema
}

function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve)
  if (typeof value !== 'object' || value === null) return value
  const { $ref, ...beside } = value as Record<string, unknown>
  const found = defOf($ref)
  const resolved = Object.fromEntries(
    Object.entries(beside).map(([key, inner]) => [key, resolve(inner)]),
  )
  if (found) return { ...found, ...resolved }
  return $ref === undefined ? resolved : { $ref, ...resolved }
}
