import type { JsonSchema } from '../base/validator.ts'
import { MAX_NAME } from './copy-name.ts'

const flag = (description: string): JsonSchema => ({ type: 'boolean', description })
const uuid: JsonSchema = { type: 'string', format: 'uuid' }
const key: JsonSchema = { type: 'string', minLength: 1, maxLength: 200 }
const nullable = (schema: JsonSchema): JsonSchema => ({
  ...schema,
  type: [schema['type'], 'null'],
})

const name: JsonSchema = {
  type: 'string',
  minLength: 1,
  maxLength: MAX_NAME,
  pattern: '\\S',
  description: 'Unique among the views one has of an entity and kind; case does not count.',
  examples: ['Hot leads'],
}
const kind: JsonSchema = { enum: ['list', 'board', 'calendar'] }

const queryMembers: Readonly<Record<'filter' | 'sort' | 'search', JsonSchema>> = {
  filter: { type: 'object', description: 'A filter document, as lists take it.' },
  sort: { type: 'string', maxLength: 500, examples: ['-createdAt,name'] },
  search: { type: 'string', maxLength: 200, description: 'What lists take as `q`.' },
}
const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  more: JsonSchema = {},
): JsonSchema => ({ type: 'object', additionalProperties: false, properties, ...more })

const query = object(queryMembers, {
  description: 'What the view shows.',
  examples: [{ filter: { createdAt: { within: 'last 7 days' } }, sort: '-createdAt' }],
})
const queryPatch = object(
  Object.fromEntries(
    Object.entries(queryMembers).map(([member, schema]) => [member, nullable(schema)]),
  ),
  { description: 'Each member that is given replaces the former one; null takes it away.' },
)

const columns: JsonSchema = {
  type: 'array',
  maxItems: 100,
  items: object(
    {
      key: { ...key, description: 'A field as filters name it: `email`, `custom.tier`.' },
      width: { type: 'integer', minimum: 40, maximum: 2000, description: 'Pixels.' },
      pinned: { enum: ['start', 'end'] },
      hidden: { type: 'boolean' },
    },
    { required: ['key'] },
  ),
}

const options: JsonSchema = {
  type: 'object',
  maxProperties: 30,
  propertyNames: { type: 'string', pattern: '^[a-z][A-Za-z0-9]{0,49}$' },
  additionalProperties: {
    anyOf: [
      { type: ['string', 'number', 'boolean', 'null'], maxLength: 500 },
      { type: 'array', maxItems: 100, items: { type: 'string', maxLength: 200 } },
    ],
  },
  description: 'What only the element itself understands: `groupBy`, `density`, …',
}

const shared = flag('Everybody who may read the entity sees it; needs the permission `view.share`.')
/** The caller's own about the view. */
const preference: Readonly<Record<string, JsonSchema>> = {
  isDefault: flag('Opens first for you.'),
  afterId: { ...nullable(uuid), description: 'Stands behind this view of yours; null: first.' },
  beforeId: { ...nullable(uuid), description: 'Stands before this view of yours; null: last.' },
}

export const newViewSchema = object(
  {
    entity: { type: 'string', minLength: 1, maxLength: 60, examples: ['member'] },
    kind: { ...kind, default: 'list' },
    ...{ name, query, columns, options, shared },
    ...preference,
  },
  { required: ['entity', 'name'] },
)

export const viewPatchSchema = object(
  { name, query: queryPatch, columns, options, shared, ...preference },
  {
    minProperties: 1,
    description:
      'Parts that are given replace the former ones. `isDefault`, `afterId` and `beforeId` are your own about any view you see, and make no new version.',
  },
)

export const copySchema = object({ name })

const warning = object(
  {
    path: { type: 'string', description: 'JSON Pointer of the place in the view as it is stored.' },
    message: { type: 'string' },
  },
  { required: ['path', 'message'] },
)

const answered: Readonly<Record<string, JsonSchema>> = {
  id: uuid,
  entity: { type: 'string' },
  kind,
  name: { type: 'string' },
  query,
  columns,
  options,
  shared: { type: 'boolean' },
  mine: flag('It is your own.'),
  editable: flag('You may change what it shows.'),
  isDefault: flag('Opens first for you.'),
  owner: object({ name: { type: ['string', 'null'] } }, { required: ['name'] }),
  version: { type: 'integer', minimum: 1 },
  createdAt: { type: 'string', format: 'date-time' },
  updatedAt: { type: 'string', format: 'date-time' },
  warnings: {
    type: 'array',
    items: warning,
    description: 'Parts left out, because for you their field is not there, or not any more.',
  },
}

export const viewSchema = object(answered, { required: Object.keys(answered) })

export const listParameters: Readonly<Record<string, JsonSchema>> = {
  entity: {
    type: 'string',
    minLength: 1,
    maxLength: 60,
    description: 'Name of the entity; default: all.',
  },
  kind: { ...kind, description: 'Default: all kinds.' },
}
