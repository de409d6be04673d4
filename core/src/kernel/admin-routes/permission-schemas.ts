import type { JsonSchema } from '../../base/validator.ts'
import { scopeSchema } from './role-schemas.ts'

const object = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  required: Object.keys(properties),
  additionalProperties: false,
  properties,
})
const nullable = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] })
const text: JsonSchema = { type: 'string' }
const texts: JsonSchema = { type: 'array', items: text }
const uuid: JsonSchema = { type: 'string', format: 'uuid' }

const optional = (schema: JsonSchema, ...keys: readonly string[]): JsonSchema => ({
  ...schema,
  required: (schema['required'] as readonly string[]).filter((key) => !keys.includes(key)),
})

const actor = optional(
  object({
    id: text,
    kind: { enum: ['user', 'key', 'embed', 'system'] },
    name: text,
    email: text,
  }),
  'name',
  'email',
)

export const meSchema = object({
  tenant: object({ id: uuid, key: text, name: text }),
  actor,
  roles: {
    type: 'array',
    items: object({ name: text, label: text }),
    description: 'Those of the actor’s roles that this tenant knows.',
  },
  ignoredRoles: { ...texts, description: 'Names the host gave that are no roles here.' },
  member: {
    ...nullable(object({ id: uuid, name: text })),
    description: 'The member the actor acts as: owner of what `own` reaches.',
  },
  teamIds: { type: 'array', items: uuid, description: 'The actor’s teams and all below them.' },
  session: {
    ...nullable(
      object({
        id: uuid,
        expiresAt: { type: 'string', format: 'date-time' },
        components: {
          ...nullable(texts),
          description: 'Tags of the elements it is for; null: all of them.',
        },
        origins: texts,
      }),
    ),
    description: 'The embed session the caller came with.',
  },
  permissions: {
    type: 'object',
    additionalProperties: scopeSchema,
    description: 'Every permission the actor has, with its reach.',
  },
  fields: {
    type: 'object',
    additionalProperties: {
      type: 'object',
      additionalProperties: { enum: ['read', 'write'] },
    },
    description:
      'For each entity the actor may read, each field that exists for them. `write` needs `<entity>.update` or `.create` as well.',
  },
})

export const permissionSchema = object({
  name: text,
  label: text,
  plugin: { ...text, description: 'The plugin that brings it.' },
  scoped: {
    type: 'boolean',
    description: 'False where there is no owner to compare: only `all` has a meaning there.',
  },
  embed: { type: 'boolean', description: 'Whether an embed session may hold it.' },
})

export const explanationSchema = optional(
  object({
    permission: text,
    allowed: {
      type: 'boolean',
      description: 'For the record, when one was named; else whether it is granted at all.',
    },
    scope: nullable(scopeSchema),
    roles: texts,
    grants: {
      type: 'array',
      items: object({
        role: text,
        pattern: text,
        scope: scopeSchema,
        counts: {
          type: 'boolean',
          description: 'False when it has no effect; `because` says why.',
        },
      }),
      description: 'Which role grants it, by what.',
    },
    record: object({
      entity: text,
      id: uuid,
      found: { type: 'boolean', description: 'False also when the asker may not know of it.' },
      deleted: { type: 'boolean' },
      reached: { type: 'boolean' },
      via: {
        ...nullable({ enum: ['all', 'own', 'team'] }),
        description: 'By what the record is reached.',
      },
      owner: nullable(object({ id: uuid, name: nullable(text) })),
    }),
    fields: optional(
      object({
        entity: text,
        hidden: { ...texts, description: 'Only for holders of `permission.explain`.' },
        readOnly: texts,
      }),
      'hidden',
    ),
    because: { ...texts, description: 'The same in sentences, step by step.' },
  }),
  'record',
  'fields',
)

export const explainQuery: Readonly<Record<string, JsonSchema>> = {
  permission: { type: 'string', maxLength: 200, examples: ['contact.update'] },
  entity: {
    type: 'string',
    maxLength: 100,
    description: 'Whose fields are told; default the entity of the permission.',
  },
  id: { ...uuid, description: 'A record of the entity: is it reached?' },
  key: { ...uuid, description: 'Ask about an API key instead of yourself.' },
  member: {
    ...uuid,
    description: 'Ask about a member; `roles` then says which roles the host gives them.',
  },
  roles: {
    type: 'string',
    maxLength: 1000,
    description: 'Ask about somebody with these roles, separated by commas.',
    examples: ['user,support'],
  },
}
