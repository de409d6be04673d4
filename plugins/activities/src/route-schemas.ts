import type { JsonSchema, PluginRoute } from '@crmkit/core'

export const uuid: JsonSchema = { type: 'string', format: 'uuid' }

/** `/:entity/:id`: any record of any entity. */
export const recordParams: NonNullable<PluginRoute['params']> = {
  entity: { type: 'string', maxLength: 100, examples: ['contact'] },
  id: uuid,
}

export const paging: NonNullable<PluginRoute['query']> = {
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
  cursor: { type: 'string', description: '`page.next` of an earlier answer.' },
}

export function answerOf(data: JsonSchema): JsonSchema {
  return objectOf({ data })
}

export function pageSchema(
  item: JsonSchema,
  more: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return objectOf({
    data: { type: 'array', items: item },
    page: { $ref: '#/components/schemas/Page' },
    ...more,
  })
}

/** An object that has exactly these members. */
export function objectOf(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties),
    properties,
  }
}
