import type { JsonSchema } from '../base/validator.ts'

const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = Object.keys(properties),
): JsonSchema => ({ type: 'object', additionalProperties: false, required, properties })
const list = (items: JsonSchema, maxItems: number, description?: string): JsonSchema => ({
  type: 'array',
  maxItems,
  items,
  ...(description === undefined ? {} : { description }),
})

const fieldKey: JsonSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 200,
  description: 'A field as filters name it: `email`, `custom.tier`.',
}
const columns: JsonSchema = { enum: [1, 2] }

const field = object(
  {
    key: fieldKey,
    span: { enum: [1, 2], description: 'Columns it takes.' },
    readonly: { type: 'boolean' },
    rule: object({
      effect: {
        enum: ['show', 'hide', 'enable', 'disable'],
        description: 'While the condition is met; else the opposite.',
      },
      condition: {
        type: 'object',
        description: 'A filter document over fields of the record itself.',
      },
    }),
  },
  ['key'],
)

const section: Readonly<Record<string, JsonSchema>> = {
  key: {
    type: 'string',
    minLength: 1,
    maxLength: 60,
    pattern: '^[^\\s/]+$',
    description:
      'Names the section for the element. Custom fields no layout names come into `more`.',
  },
  title: { type: 'string', minLength: 1, maxLength: 100 },
  columns,
  fields: list(field, 200),
}

const parts: Readonly<Record<'header' | 'related' | 'aside', JsonSchema>> = {
  header: list(fieldKey, 10, 'At the head of a record, the title first.'),
  related: list(fieldKey, 50, 'Related lists by name of the relation.'),
  aside: list(fieldKey, 50, 'Beside a record.'),
}
const hidden = list(fieldKey, 500, 'Custom and extension fields that do not come by themselves.')

export const layoutInputSchema: JsonSchema = {
  ...object({ sections: list(object(section, ['fields']), 50), ...parts, hidden }, ['sections']),
  examples: [
    {
      sections: [{ title: 'Person', fields: [{ key: 'name' }, { key: 'email' }] }],
      aside: ['createdAt'],
    },
  ],
}

const version: JsonSchema = { type: 'integer', minimum: 1 }
const role: JsonSchema = {
  type: 'string',
  description: 'For whom it was stored; `*`: everybody whose own roles have none.',
}

export const layoutSchema = object({
  entity: { type: 'string' },
  role: { ...role, type: ['string', 'null'], description: 'null: drawn from the schema.' },
  version: { ...version, type: ['integer', 'null'] },
  sections: list(object(section, ['key', 'columns', 'fields']), 51),
  ...parts,
})

export const storedLayoutSchema = object({
  entity: { type: 'string' },
  role,
  version,
  updatedAt: { type: 'string', format: 'date-time' },
  updatedBy: {
    type: 'object',
    required: ['kind', 'id'],
    properties: { kind: { type: 'string' }, id: { type: 'string' }, name: { type: 'string' } },
  },
  layout: layoutInputSchema,
})
