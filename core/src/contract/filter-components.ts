import type { JsonSchema } from '../base/validator.ts'

const value: JsonSchema = { type: ['string', 'number', 'boolean', 'null'] }
const values: JsonSchema = { type: 'array', items: value, maxItems: 1_000 }
const filter = { $ref: '#/components/schemas/Filter' }

/** The filter document of design §5: one recursive shape for every entity. */
export const filterComponents: Readonly<Record<string, JsonSchema>> = {
  Filter: {
    description:
      'Conditions by field, all of which must hold; `and`, `or` and `not` combine them. A field is a property, one of a related record (`company.industry`), a custom field (`custom.tier`) or an extension (`ext.projects.budget`). A plain value means `eq`; `me` is the member of whoever asks, for fields that hold members.',
    type: 'object',
    properties: {
      and: { type: 'array', items: filter },
      or: { type: 'array', items: filter },
      not: filter,
    },
    additionalProperties: { $ref: '#/components/schemas/FilterCondition' },
    examples: [
      { status: 'customer' },
      {
        and: [
          { createdAt: { within: 'last 7 days' } },
          { or: [{ 'company.industry': 'Software' }, { ownerId: { isNull: true } }] },
        ],
      },
    ],
  },
  FilterCondition: {
    description: 'A value to be equal to, or operators.',
    anyOf: [value, { $ref: '#/components/schemas/FilterOperators' }],
  },
  FilterOperators: {
    description: 'Operators of one field; all of them must hold.',
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      eq: { ...value, description: 'Equal.' },
      ne: { ...value, description: 'Not equal; also true for null.' },
      in: { ...values, description: 'One of these; an empty list matches nothing.' },
      notIn: { ...values, description: 'None of these.' },
      gt: { ...value, description: 'Greater, later.' },
      gte: { ...value, description: 'Greater or equal.' },
      lt: { ...value, description: 'Less, earlier.' },
      lte: { ...value, description: 'Less or equal.' },
      between: {
        type: 'array',
        items: value,
        minItems: 2,
        maxItems: 2,
        description: 'Both ends included.',
      },
      contains: { type: 'string', description: 'Text contains this fragment, whatever the case.' },
      startsWith: { type: 'string', description: 'Text begins with this, whatever the case.' },
      isNull: { type: 'boolean', description: 'Has no value (true) or has one (false).' },
      has: { ...value, description: 'A list holds this value.' },
      within: {
        type: 'string',
        description:
          'A span of time relative to now: `today`, `this week`, `last 7 days`, `next month`.',
        examples: ['last 7 days'],
      },
    },
    examples: [{ gte: 100_000 }],
  },
}
