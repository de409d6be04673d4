import type { JsonSchema } from '../../base/validator.ts'

/** `{ "data": … }`, the envelope of every answer. */
export function dataSchema(data: JsonSchema): JsonSchema {
  return { type: 'object', required: ['data'], additionalProperties: false, properties: { data } }
}
