import type { JsonSchema } from '../../base/validator.ts'

export const scopeSchema: JsonSchema = {
  enum: ['own', 'team', 'all'],
  description: 'How far: own records, those of the actor’s teams, or all of the tenant.',
}

/** Permission or pattern → reach. */
export const permissionsSchema: JsonSchema = {
  type: 'object',
  maxProperties: 1000,
  additionalProperties: scopeSchema,
  description:
    'Permission → reach. `contact.read` is one permission, `contact.*` all of an entity, `*.read` one verb of all, `*` everything.',
  examples: [{ 'contact.read': 'all', 'contact.update': 'team' }],
}

/** Field → what is left of it. */
export const fieldsSchema: JsonSchema = {
  type: 'object',
  maxProperties: 2000,
  additionalProperties: { enum: ['none', 'read', 'write'] },
  description:
    'Field → access: `contact.phone`, `contact.custom.salary`, `contact.ext.deals.score`. A field not named can be written. `none`: for holders of the role it does not exist.',
  examples: [{ 'contact.phone': 'read' }],
}

const roleName: JsonSchema = { type: 'string', pattern: '^[a-z][a-z0-9-]{0,49}$' }

/** The `:name` of a path. */
export const roleParams = { name: roleName }

export const roleSchema: JsonSchema = {
  type: 'object',
  required: ['name', 'label', 'permissions', 'fields', 'builtIn'],
  additionalProperties: false,
  properties: {
    name: roleName,
    label: { type: 'string' },
    permissions: permissionsSchema,
    fields: fieldsSchema,
    builtIn: {
      type: 'boolean',
      description: 'One of the four every tenant has; it cannot be changed.',
    },
  },
}

export const roleInputSchema: JsonSchema = {
  type: 'object',
  required: ['label', 'permissions'],
  additionalProperties: false,
  properties: {
    label: { type: 'string', minLength: 1, maxLength: 100 },
    permissions: permissionsSchema,
    fields: fieldsSchema,
  },
  examples: [
    {
      label: 'Support',
      permissions: { 'contact.read': 'all', 'contact.update': 'own' },
      fields: { 'contact.phones': 'read' },
    },
  ],
}
