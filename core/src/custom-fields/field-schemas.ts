import { customFieldSchema } from '@crmkit/schemas'

import type { JsonSchema } from '../base/validator.ts'
import type { FieldDefinition } from './field-definition.ts'

const flag = (description: string): JsonSchema => ({ type: 'boolean', description })
const stamp: JsonSchema = {
  type: 'object',
  required: ['kind', 'id', 'through'],
  properties: {
    kind: { type: 'string' },
    id: { type: 'string' },
    name: { type: 'string' },
    through: { type: 'string' },
  },
}
const settings: Readonly<Record<string, JsonSchema>> = {
  required: flag('A create must give a value. Records that are older may be without one.'),
  indexed: flag('Lists of any size can filter and sort by the field.'),
  unique: flag('No two living records have the same value; implies `indexed`.'),
  position: {
    type: 'integer',
    minimum: 0,
    maximum: 10_000,
    description: 'Place among the fields.',
  },
}
const liveStatus: JsonSchema = {
  enum: ['active', 'hidden'],
  description: 'hidden: not offered in forms and lists; the API still takes and answers it.',
}

/** As a request may say it: any keyword, so that a wrong one is explained instead of only refused. */
const fragment: JsonSchema = {
  type: 'object',
  description:
    'JSON Schema of the value, in the profile of custom-field.schema.json: one type, its bounds, `oneOf` for a choice; label and permission under `x-crm`.',
  examples: [
    {
      type: 'string',
      oneOf: [
        { const: 'gold', title: 'Gold' },
        { const: 'silver', title: 'Silver' },
      ],
      'x-crm': { label: 'Tier' },
    },
  ],
}

export const newFieldSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['key', 'schema'],
  properties: {
    key: {
      type: 'string',
      maxLength: 200,
      description: 'Name in `custom`; it never changes and is never given again.',
      examples: ['tier'],
    },
    schema: fragment,
    ...settings,
    status: liveStatus,
  },
}

export const fieldPatchSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  description: 'JSON merge patch of the settings.',
  properties: {
    schema: {
      ...fragment,
      description: 'JSON merge patch of the schema: null takes a keyword away, lists replace.',
    },
    ...settings,
    status: liveStatus,
  },
}

const rowsState: JsonSchema = {
  enum: ['none', 'building', 'ready', 'dropping'],
  description: 'building: records made before are still being added; lists do not use it yet.',
}

export const fieldSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: [
    ...[
      'id',
      'entity',
      'key',
      'label',
      'schema',
      'required',
      'indexed',
      'unique',
      'position',
      'status',
      'index',
      'uniqueness',
    ],
    ...['retired', 'failure', 'version', 'createdAt', 'updatedAt', 'createdBy', 'updatedBy'],
  ],
  properties: {
    id: { type: 'string', format: 'uuid' },
    entity: { type: 'string', examples: ['contact'] },
    key: { type: 'string', examples: ['tier'] },
    label: { type: 'string', examples: ['Tier'] },
    schema: {
      type: 'object',
      properties: { type: (customFieldSchema['properties'] as Record<string, JsonSchema>)['type'] },
    },
    ...settings,
    status: {
      enum: ['active', 'hidden', 'archived', 'purging', 'purged'],
      description:
        'archived: its values are kept and answered to nobody. purging: they are being removed.',
    },
    index: rowsState,
    uniqueness: rowsState,
    retired: {
      type: 'array',
      description: 'Options the choice once had; records may still hold them.',
      items: {
        type: 'object',
        required: ['const', 'title'],
        properties: { const: { type: 'string' }, title: { type: 'string' } },
      },
    },
    failure: {
      type: ['object', 'null'],
      description: 'Why a job in the background gave up; the next change clears it.',
      required: ['code', 'message'],
      properties: { code: { type: 'string' }, message: { type: 'string' } },
    },
    version: { type: 'integer', minimum: 1 },
    createdAt: { type: 'string', format: 'date-time' },
    updatedAt: { type: 'string', format: 'date-time' },
    createdBy: stamp,
    updatedBy: stamp,
  },
}

const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description })

export const impactSchema: JsonSchema = {
  type: ['object', 'null'],
  description: 'What the change means for living records; null when it can touch no stored value.',
  additionalProperties: false,
  required: [
    'records',
    'withValue',
    'failing',
    'missing',
    'duplicates',
    'removedOptions',
    'samples',
  ],
  properties: {
    records: count('Records of the entity.'),
    withValue: count('Of them with a value in the field.'),
    failing: count('Hold a value that a write would refuse after the change.'),
    missing: count('Have no value, where one becomes required.'),
    duplicates: count('Share their value with another, where it becomes unique.'),
    removedOptions: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['const', 'title', 'records'],
        properties: {
          const: { type: 'string' },
          title: { type: 'string' },
          records: count('That hold it.'),
        },
      },
    },
    samples: {
      type: 'array',
      description: 'Some of the failing.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'message'],
        properties: { id: { type: 'string', format: 'uuid' }, message: { type: 'string' } },
      },
    },
  },
}

/** A definition as it is answered. */
export function shownField(
  { progress: _progress, claims, ...field }: FieldDefinition,
  label: string,
): object {
  return { ...field, label, uniqueness: claims }
}

export function envelope(
  data: JsonSchema,
  more: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['data', ...Object.keys(more)],
    properties: { data, ...more },
  }
}
