import type { JsonSchema } from '../../base/validator.ts'

const name: JsonSchema = { type: 'string', minLength: 1, maxLength: 200 }
const roles: JsonSchema = { type: 'array', items: { type: 'string' }, uniqueItems: true }
const permissions: JsonSchema = {
  type: 'array',
  items: { type: 'string', maxLength: 200 },
  maxItems: 200,
  uniqueItems: true,
  description:
    'Cuts what the roles grant to these: `contact.read`, `contact.*`, `*.read`. Empty: all that the roles grant.',
  examples: [['contact.read', 'contact.create']],
}
const memberId: JsonSchema = {
  type: ['string', 'null'],
  format: 'uuid',
  description: 'Member the key acts as: whose records `own` and `team` reach. Null: nobody’s.',
}
const time = (description: string): JsonSchema => ({
  type: ['string', 'null'],
  format: 'date-time',
  description,
})
const expiresAt = time('From then on the key is refused. Null: never.')

const shown: Readonly<Record<string, JsonSchema>> = {
  id: { type: 'string', format: 'uuid' },
  publicId: { type: 'string', description: 'The part of the key that may be shown and logged.' },
  name,
  roles,
  permissions,
  memberId,
  expiresAt,
  revokedAt: time('When it was revoked; it stays in the list.'),
  lastUsedAt: time('To the minute.'),
  createdAt: { type: 'string', format: 'date-time' },
}

export const apiKeySchema: JsonSchema = {
  type: 'object',
  required: Object.keys(shown),
  additionalProperties: false,
  properties: shown,
}

export const newApiKeySchema: JsonSchema = {
  type: 'object',
  required: [...Object.keys(shown), 'text'],
  additionalProperties: false,
  properties: {
    ...shown,
    text: {
      type: 'string',
      description: 'The key itself. It is answered this once: only its hash is stored.',
      examples: ['crm_live_1a2b3c4d5e6f_…'],
    },
  },
}

export const apiKeyInputSchema: JsonSchema = {
  type: 'object',
  required: ['name', 'roles'],
  additionalProperties: false,
  properties: {
    name: { ...name, description: 'What the key is for, for people.', examples: ['Web shop'] },
    roles: { ...roles, minItems: 1, maxItems: 50, examples: [['user']] },
    permissions,
    memberId,
    expiresAt,
  },
}
