import type { JsonSchema } from '../base/validator.ts'
import { compileProperty } from './compile-property.ts'
import type { Property } from './property.ts'

const stamp: JsonSchema = {
  type: 'object',
  description: 'Who wrote it, and through what.',
  required: ['kind', 'id', 'through'],
  additionalProperties: false,
  properties: {
    kind: { enum: ['user', 'key', 'embed', 'system'] },
    id: { type: 'string' },
    name: { type: 'string' },
    through: { enum: ['http', 'job', 'import', 'host', 'embed'] },
  },
}

const idProperty = system('id', {
  type: 'string',
  format: 'uuid',
  description: 'UUID version 7, given by the engine.',
})
const ownerProperty = Object.freeze({
  ...compileProperty(
    'ownerId',
    {
      type: ['string', 'null'],
      format: 'uuid',
      description: 'The member who owns the record.',
      'x-crm': {
        label: 'Owner',
        relation: { entity: 'member', kind: 'belongsTo', onDelete: 'set null' },
      },
    },
    false,
  ),
  system: true,
})
const endProperties: readonly Property[] = [
  indexed(system('createdAt', { type: 'string', format: 'date-time' })),
  indexed(system('updatedAt', { type: 'string', format: 'date-time' })),
  system('createdBy', stamp),
  system('updatedBy', stamp),
  system('version', {
    type: 'integer',
    minimum: 1,
    description: 'Grows by one with every change; the ETag.',
  }),
  system('deletedAt', { type: ['string', 'null'], format: 'date-time' }),
]
const customProperty = system('custom', {
  type: 'object',
  description: 'Fields an admin has added, by key.',
  additionalProperties: true,
})

/** All properties of an entity in the order they are answered: id, the author's, owner, stamps, custom. */
export function withSystemProperties(
  own: readonly Property[],
  entity: { owned: boolean; customFields: boolean },
): ReadonlyMap<string, Property> {
  const all = [
    idProperty,
    ...own,
    ...(entity.owned ? [ownerProperty] : []),
    ...endProperties,
    ...(entity.customFields ? [customProperty] : []),
  ]
  return new Map(all.map((property) => [property.key, property]))
}

/** Keys no author may use, because the engine writes them. */
export const reservedKeys: ReadonlySet<string> = new Set([
  'id',
  'ownerId',
  'createdAt',
  'updatedAt',
  'createdBy',
  'updatedBy',
  'version',
  'deletedAt',
  'custom',
  'ext',
  'externalRefs',
  'tenantId',
])

function system(key: string, schema: JsonSchema): Property {
  return Object.freeze({
    ...compileProperty(key, schema, true),
    system: true,
    readonly: key !== 'custom',
  })
}

function indexed(property: Property): Property {
  return Object.freeze({ ...property, indexed: true })
}
