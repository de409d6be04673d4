import { compileEntities } from '../../../src/entities/compile-entities.ts'
import { createEntityRegistry } from '../../../src/entities/entity-registry.ts'

const text = (maxLength: number, words: object = {}) => ({
  type: ['string', 'null'],
  maxLength,
  'x-crm': words,
})
const names = (one: string, many: string) => ({ one, many })
const list = (schema: object, words: object = {}) => ({
  type: 'array',
  default: [],
  maxItems: 20,
  items: schema,
  'x-crm': words,
})
const entry = (value: object, types: readonly string[]) => ({
  type: 'object',
  additionalProperties: false,
  required: ['value'],
  properties: { value, type: { enum: types }, primary: { type: 'boolean' } },
})
const uuid = (words: object) => ({ type: ['string', 'null'], format: 'uuid', 'x-crm': words })

/** Contacts, companies, deals and tags as a plugin might have them: every kind of property an import meets. */
const contact = {
  type: 'object',
  'x-crm': {
    plural: 'contacts',
    label: names('Contact', 'Contacts'),
    titleField: 'lastName',
    owned: true,
  },
  properties: {
    name: text(254, { readonly: true, search: true }),
    firstName: text(100, { normalize: 'trim' }),
    lastName: text(100, { normalize: 'trim', index: true }),
    email: {
      ...text(254, { normalize: 'lower', unique: true, search: true, pii: true }),
      format: 'email',
    },
    emails: list(
      entry({ type: 'string', format: 'email', 'x-crm': { normalize: 'lower' } }, [
        'work',
        'personal',
        'other',
      ]),
      {
        index: true,
        pii: true,
      },
    ),
    phone: text(40, { normalize: 'phone', index: true }),
    phones: list(entry({ type: 'string' }, ['mobile', 'work', 'home', 'fax', 'other']), {
      index: true,
      normalize: 'phone',
    }),
    companyId: uuid({
      index: true,
      relation: { entity: 'company', kind: 'belongsTo', inverse: 'contacts', onDelete: 'set null' },
    }),
    status: {
      type: 'string',
      enum: ['lead', 'customer', 'former'],
      default: 'lead',
      'x-crm': {
        index: true,
        options: [
          { value: 'lead', label: 'Lead' },
          { value: 'customer', label: 'Customer' },
          { value: 'former', label: 'Former customer' },
        ],
      },
    },
    tagIds: {
      ...list(
        { type: 'string', format: 'uuid' },
        { relation: { entity: 'tag', kind: 'manyToMany', inverse: 'contacts' } },
      ),
      uniqueItems: true,
    },
    addresses: list({
      type: 'object',
      additionalProperties: false,
      properties: {
        type: { enum: ['work', 'home'] },
        ...Object.fromEntries(
          ['street', 'city', 'county', 'region', 'postalCode'].map((key) => [
            key,
            { type: ['string', 'null'] },
          ]),
        ),
        country: {
          type: ['string', 'null'],
          pattern: '^[A-Z]{2}$',
          'x-crm': { normalize: 'country' },
        },
      },
    }),
    website: { ...text(500, { normalize: 'url' }), format: 'uri' },
    birthday: { type: ['string', 'null'], format: 'date' },
    emailOptOut: { type: 'boolean', default: false },
    about: text(20_000),
  },
}

const company = {
  type: 'object',
  required: ['name'],
  'x-crm': {
    plural: 'companies',
    label: names('Company', 'Companies'),
    titleField: 'name',
    owned: true,
  },
  properties: {
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      'x-crm': { normalize: 'trim', index: true, search: true },
    },
    domain: text(253, { normalize: 'domain', unique: true }),
    industry: text(100, { normalize: 'trim', index: true }),
    foundedYear: { type: ['integer', 'null'], minimum: 500, maximum: 2200 },
    employees: { type: ['integer', 'null'], minimum: 0 },
    revenue: { type: ['integer', 'null'], 'x-crm': { currency: 'revenueCurrency' } },
    revenueCurrency: {
      type: ['string', 'null'],
      pattern: '^[A-Z]{3}$',
      'x-crm': { normalize: 'currency' },
    },
    country: {
      type: ['string', 'null'],
      pattern: '^[A-Z]{2}$',
      'x-crm': { normalize: 'country', index: true },
    },
    parentId: uuid({
      index: true,
      relation: {
        entity: 'company',
        kind: 'belongsTo',
        inverse: 'subsidiaries',
        onDelete: 'set null',
      },
    }),
  },
}

const deal = {
  type: 'object',
  required: ['title'],
  'x-crm': { plural: 'deals', label: names('Deal', 'Deals'), titleField: 'title', owned: true },
  properties: {
    title: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      'x-crm': { normalize: 'trim', index: true },
    },
    stage: {
      type: 'string',
      enum: ['prospecting', 'engaging', 'won', 'lost'],
      default: 'prospecting',
    },
    amount: { type: ['integer', 'null'], 'x-crm': { currency: 'currency' } },
    currency: {
      type: ['string', 'null'],
      pattern: '^[A-Z]{3}$',
      'x-crm': { normalize: 'currency' },
    },
    engagedOn: { type: ['string', 'null'], format: 'date' },
    closeDate: { type: ['string', 'null'], format: 'date', 'x-crm': { index: true } },
    companyId: uuid({
      index: true,
      relation: { entity: 'company', kind: 'belongsTo', inverse: 'deals', onDelete: 'restrict' },
    }),
  },
}

const tag = {
  type: 'object',
  required: ['name'],
  'x-crm': { plural: 'tags', label: names('Tag', 'Tags'), titleField: 'name', customFields: false },
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 60 },
    nameKey: text(120, { readonly: true, unique: true }),
  },
}

export const schemas = { contact, company, deal, tag }

export const registry = createEntityRegistry(
  compileEntities(
    Object.entries(schemas).map(([name, schema]) => ({ plugin: 'crm-test', name, schema })),
  ),
)
