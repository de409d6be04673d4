import customField from '../custom-field.schema.json' with { type: 'json' }
import sharedDefs from '../defs.schema.json' with { type: 'json' }
import entity from '../entity.schema.json' with { type: 'json' }
import event from '../event.schema.json' with { type: 'json' }
import plugin from '../plugin.schema.json' with { type: 'json' }
import problem from '../problem.schema.json' with { type: 'json' }

export type { FieldKind } from './field-kind.ts'

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown }

// Typed by hand: the inferred types would import the JSON files from our declarations, and
// TypeScript leaves out the import attribute there that a strict project asks for (TS1543).

// Meta-schemas: what a file or an answer may say.
export const customFieldSchema: JsonSchema = customField
export const entitySchema: JsonSchema = entity
export const eventSchema: JsonSchema = event
export const pluginSchema: JsonSchema = plugin
export const problemSchema: JsonSchema = problem

// Shapes they share.
export const defs: JsonSchema = sharedDefs
