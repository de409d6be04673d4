import type { JsonSchema } from '../../base/validator.ts'
import { MAX_SESSION_SECONDS } from '../../identity/embed-session.ts'

const text = (maxLength: number): JsonSchema => ({ type: 'string', minLength: 1, maxLength })
const list = (items: JsonSchema, maxItems: number): JsonSchema => ({
  type: 'array',
  items,
  maxItems,
  uniqueItems: true,
})

export const userId: JsonSchema = {
  ...text(200),
  description: 'Your own id of the user, as `authenticate` would give it.',
}

const user: JsonSchema = {
  type: 'object',
  required: ['id', 'name'],
  additionalProperties: false,
  properties: {
    id: userId,
    name: { ...text(200), description: 'Shown where the user owns or changes something.' },
    email: { ...text(320), format: 'email' },
  },
  examples: [{ id: '42', name: 'Ada Lovelace' }],
}

const roles: JsonSchema = list(text(50), 20)
const components: JsonSchema = {
  ...list({ type: 'string', pattern: '^crm-[a-z0-9-]{1,60}$' }, 50),
  examples: [['crm-contact-list', 'crm-record']],
}
const origins: JsonSchema = {
  ...list(text(300), 20),
  minItems: 1,
  description: 'Pages it works on, as browsers send them: scheme, host and port, no path.',
  examples: [['https://app.example']],
}

export const embedInputSchema: JsonSchema = {
  type: 'object',
  required: ['user', 'origins'],
  additionalProperties: false,
  properties: {
    user,
    roles: {
      ...roles,
      minItems: 1,
      default: ['user'],
      description: 'What it may do: roles of the tenant, as far as whoever makes it holds them.',
      examples: [['user']],
    },
    permissions: {
      ...list(text(200), 100),
      description: 'Cuts what the roles grant to these: `contact.read`, `contact.*`, `*.read`.',
      examples: [['contact.*']],
    },
    components: { ...components, description: 'Elements it is for; default all.' },
    origins,
    ttlSeconds: {
      type: 'integer',
      minimum: 1,
      maximum: MAX_SESSION_SECONDS,
      description: 'Its life; default `embed.sessionSeconds` of createCrm, 900.',
    },
  },
}

export const embedSessionSchema: JsonSchema = {
  type: 'object',
  required: ['token', 'expiresAt', 'id', 'user', 'roles', 'components', 'origins'],
  additionalProperties: false,
  properties: {
    token: { type: 'string', description: 'For `Authorization: Bearer`. It is stored nowhere.' },
    expiresAt: { type: 'string', format: 'date-time' },
    id: { type: 'string', format: 'uuid', description: 'Ends it: `DELETE /embed/sessions/{id}`.' },
    user,
    roles,
    components: { anyOf: [components, { type: 'null' }], description: 'Null: all elements.' },
    origins,
  },
}
