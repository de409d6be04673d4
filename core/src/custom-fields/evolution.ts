import type { Fault } from '../base/crm-error.ts'
import type { JsonSchema } from '../base/validator.ts'
import { compileProperty } from '../entities/compile-property.ts'
import type { Choice, FieldDefinition, FieldSettings } from './field-definition.ts'

type Before = Pick<FieldDefinition, 'schema' | 'required' | 'unique' | 'retired'>
type After = Pick<FieldSettings, 'schema' | 'required' | 'unique'>

/** What no change of a field may do: stored values would mean something else, and no later change would bring them back. */
export function forbiddenChanges(before: Before, after: After): Fault[] {
  const [old, now] = [before.schema, after.schema]
  const kinds = [kindOf(old), kindOf(now)]
  if (kinds[0] !== kinds[1]) {
    const message = `cannot change from ${said(old)} to ${said(now)}: make a new field, copy the values, then archive this one`
    return [{ path: '/schema/type', code: 'RETYPED', message }]
  }
  const [from, to] = [currencyOf(old), currencyOf(now)]
  if (from === to) return []
  const message = `cannot change from ${from ?? 'none'} to ${to ?? 'none'}: the amounts that are stored would be of another currency`
  return [{ path: '/schema/x-crm/currencyCode', code: 'RETYPED', message }]
}

/** True when values that could be stored before may be refused now, so that the records have to be looked at. */
export function isTighter(before: Before, after: After): boolean {
  return (
    (after.required && !before.required) ||
    (after.unique && !before.unique) ||
    schemaIsTighter(before.schema, after.schema) ||
    schemaIsTighter(itemsOf(before.schema), itemsOf(after.schema))
  )
}

/** Options of a choice that records may hold and no write takes any more. */
export function retiredChoices(before: Before, after: Pick<After, 'schema'>): Choice[] {
  const now = new Set(choicesOf(after.schema).map((choice) => choice.const))
  // A choice that became free text has no options to speak of.
  if (now.size === 0) return []
  const known = new Map(
    [...before.retired, ...choicesOf(before.schema)].map((choice) => [choice.const, choice]),
  )
  return [...known.values()]
    .filter((choice) => !now.has(choice.const))
    .map((choice) => ({ const: choice.const, title: choice.title }))
}

/** Those of a string, or of the texts of a list. */
export function choicesOf(schema: JsonSchema): readonly Choice[] {
  return (schema['oneOf'] ?? itemsOf(schema)['oneOf'] ?? []) as readonly Choice[]
}

function schemaIsTighter(before: JsonSchema, after: JsonSchema): boolean {
  const raised = ['minimum', 'minLength', 'minItems'].some(
    (keyword) => bound(after, keyword, -Infinity) > bound(before, keyword, -Infinity),
  )
  const lowered = ['maximum', 'maxLength', 'maxItems'].some(
    (keyword) => bound(after, keyword, Infinity) < bound(before, keyword, Infinity),
  )
  const added = ['pattern', 'format'].some(
    (keyword) => after[keyword] !== undefined && after[keyword] !== before[keyword],
  )
  return raised || lowered || added || isNarrowerChoice(before, after)
}

function isNarrowerChoice(before: JsonSchema, after: JsonSchema): boolean {
  if (after['oneOf'] === undefined) return false
  if (before['oneOf'] === undefined) return true
  const now = new Set((after['oneOf'] as readonly Choice[]).map((choice) => choice.const))
  return (before['oneOf'] as readonly Choice[]).some((choice) => !now.has(choice.const))
}

function bound(schema: JsonSchema, keyword: string, none: number): number {
  return (schema[keyword] as number | undefined) ?? none
}

function itemsOf(schema: JsonSchema): JsonSchema {
  return (schema['items'] ?? {}) as JsonSchema
}

function kindOf(schema: JsonSchema): string {
  return compileProperty('field', schema, false).kind
}

function said(schema: JsonSchema): string {
  const { type, format } = schema as { type: string; format?: string }
  return `type ${type}${format === undefined ? '' : ` of format ${format}`}`
}

function currencyOf(schema: JsonSchema): string | undefined {
  return (schema['x-crm'] as { currencyCode?: string } | undefined)?.currencyCode
}
