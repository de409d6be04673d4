import type { JsonSchema } from '../../src/base/validator.ts'

const optional = (type: string, rest: object = {}): JsonSchema => ({
  type: [type, 'null'],
  ...rest,
})
const words = (rest: object): object => ({ 'x-crm': rest })

/** One property of every kind, indexed and not, with every relation. */
export const contact: JsonSchema = {
  title: 'contact',
  type: 'object',
  required: ['lastName'],
  'x-crm': {
    plural: 'contacts',
    label: { one: 'Contact', many: 'Contacts' },
    titleField: 'lastName',
    owned: true,
  },
  properties: {
    firstName: optional('string'),
    lastName: { type: 'string', ...words({ search: true, index: true }) },
    email: optional('string', words({ unique: true, search: true, normalize: 'lower' })),
    status: optional('string', {
      enum: ['lead', 'customer', 'former', null],
      ...words({ index: true }),
    }),
    score: optional('integer', words({ index: true })),
    rating: optional('number'),
    vip: optional('boolean'),
    birthday: optional('string', { format: 'date' }),
    lastSeenAt: optional('string', { format: 'date-time', ...words({ index: true }) }),
    token: optional('string', { format: 'uuid' }),
    secret: optional('string', words({ permission: 'contact.secrets', search: true })),
    labels: { type: 'array', items: { type: 'string' }, default: [], ...words({ index: true }) },
    aliases: { type: ['array', 'null'], items: { type: 'string' } },
    emails: {
      type: 'array',
      default: [],
      items: {
        type: 'object',
        properties: { value: { type: 'string' }, label: { type: 'string' } },
      },
      ...words({ index: true, normalize: 'lower' }),
    },
    address: optional('object'),
    companyId: optional('string', {
      format: 'uuid',
      ...words({
        relation: {
          entity: 'company',
          kind: 'belongsTo',
          inverse: 'contacts',
          onDelete: 'set null',
        },
      }),
    }),
    tagIds: {
      type: 'array',
      default: [],
      items: { type: 'string', format: 'uuid' },
      ...words({ relation: { entity: 'tag', kind: 'manyToMany', inverse: 'contacts' } }),
    },
  },
}

export const company: JsonSchema = {
  title: 'company',
  type: 'object',
  required: ['name'],
  'x-crm': {
    plural: 'companies',
    label: { one: 'Company', many: 'Companies' },
    titleField: 'name',
    owned: true,
    customFields: false,
  },
  properties: {
    name: { type: 'string', ...words({ search: true, index: true }) },
    industry: optional('string', words({ index: true })),
    size: optional('integer'),
    margin: optional('integer', words({ permission: 'company.finance' })),
    parentId: optional('string', {
      format: 'uuid',
      ...words({
        relation: {
          entity: 'company',
          kind: 'belongsTo',
          inverse: 'children',
          onDelete: 'set null',
        },
      }),
    }),
  },
}

export const tag: JsonSchema = {
  title: 'tag',
  type: 'object',
  required: ['name'],
  'x-crm': {
    plural: 'tags',
    label: { one: 'Tag', many: 'Tags' },
    titleField: 'name',
    customFields: false,
  },
  properties: { name: { type: 'string', ...words({ index: true }) } },
}

/** A sidecar of another plugin on contacts. */
export const billing: JsonSchema = {
  type: 'object',
  properties: {
    plan: optional('string', words({ index: true })),
    seats: optional('integer'),
    iban: optional('string', words({ permission: 'billing.secrets' })),
  },
}
