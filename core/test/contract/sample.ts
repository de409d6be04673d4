import { compileEntities } from '../../src/entities/compile-entities.ts'
import { createEntityRegistry, type EntityRegistry } from '../../src/entities/entity-registry.ts'
import { entityRoutes } from '../../src/entities/routes/entity-routes.ts'
import type { Route } from '../../src/http/route.ts'
import type { FieldAccess, Rights, Scope } from '../../src/identity/rights.ts'

const company = {
  description: 'An organisation the team does business with.',
  type: 'object',
  required: ['name'],
  'x-crm': {
    plural: 'companies',
    label: { one: 'Company', many: 'Companies' },
    titleField: 'name',
    owned: true,
  },
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 200, 'x-crm': { search: true } },
    domain: { type: ['string', 'null'], maxLength: 253, 'x-crm': { unique: true } },
  },
}

const contact = {
  $comment: 'Never shown.',
  description: 'A person the team is in touch with.',
  type: 'object',
  required: ['lastName', 'status'],
  'x-crm': {
    plural: 'contacts',
    label: { one: 'Contact', many: 'Contacts' },
    titleField: 'lastName',
    owned: true,
  },
  properties: {
    firstName: { type: ['string', 'null'], maxLength: 100, 'x-crm': { label: 'First name' } },
    lastName: {
      type: 'string',
      minLength: 1,
      maxLength: 100,
      'x-crm': { search: true, pii: true },
    },
    displayName: { type: ['string', 'null'], 'x-crm': { readonly: true } },
    status: {
      enum: ['lead', 'customer'],
      default: 'lead',
      'x-crm': {
        options: [
          { value: 'lead', label: 'Lead' },
          { value: 'customer', label: 'Customer' },
        ],
      },
    },
    emails: {
      type: 'array',
      default: [],
      items: { $ref: 'defs.schema.json#/$defs/emailEntry' },
      'x-crm': { index: true },
    },
    address: { $ref: 'defs.schema.json#/$defs/address', description: 'Where letters go.' },
    salaryMinor: {
      type: ['integer', 'null'],
      'x-crm': { permission: 'contact.salary', currency: 'salaryCurrency' },
    },
    salaryCurrency: { type: ['string', 'null'], pattern: '^[A-Z]{3}$' },
    companyId: {
      type: ['string', 'null'],
      format: 'uuid',
      'x-crm': { relation: { entity: 'company', kind: 'belongsTo', inverse: 'contacts' } },
    },
  },
}

const consent = {
  type: 'object',
  required: ['basis'],
  properties: {
    basis: { type: 'string', enum: ['consent', 'contract'] },
    givenOn: { type: ['string', 'null'], format: 'date' },
  },
}

/** Two entities and a sidecar: each kind of property the contract has to draw. */
export const registry: EntityRegistry = createEntityRegistry(
  compileEntities(
    [
      { plugin: 'contacts', name: 'contact', schema: contact },
      { plugin: 'contacts', name: 'company', schema: company },
    ],
    [{ plugin: 'privacy', entity: 'contact', schema: consent }],
  ),
)

/** The routes as the kernel mounts them; nothing here calls a handler. */
export const routes: readonly Route[] = [...registry.entities.values()].flatMap((entity) =>
  entityRoutes(entity, { reader: {} as never, writer: {} as never }),
)

/** Rights that differ from all by a few fields and permissions. */
export function rightsBut(
  fields: Readonly<Record<string, FieldAccess>>,
  withheld: readonly string[] = [],
): Rights {
  return {
    key: JSON.stringify([fields, withheld]),
    scope: (permission): Scope | undefined => (withheld.includes(permission) ? undefined : 'all'),
    field: (entity, property) => fields[`${entity}.${property}`] ?? 'write',
  }
}
