import type { AnyPlugin } from './any-plugin.ts'
import { ENGINE_VERSION } from './engine-version.ts'
import memberSchema from './member.schema.json' with { type: 'json' }
import teamSchema from './team.schema.json' with { type: 'json' }

const text = { type: 'string' }
const flag = { type: 'boolean' }
const uuid = { type: 'string', format: 'uuid' }
const texts = { type: 'array', items: text }
const about = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
})

/** What the engine itself brings, in the shape of a plugin: the people of a tenant, and the rights over its own tables. */
export const corePlugin: AnyPlugin = Object.freeze<AnyPlugin>({
  name: 'core',
  version: ENGINE_VERSION,
  engine: '*',
  migrations: new URL('../../migrations/', import.meta.url),
  entities: {
    member: {
      schema: memberSchema,
      embed: 'read',
      permissions: { create: { manager: 'all' }, update: {}, delete: {}, export: {}, import: {} },
    },
    team: {
      schema: teamSchema,
      embed: 'read',
      permissions: { create: {}, update: {}, delete: {}, export: {}, import: {} },
    },
  },
  events: {
    'api-key.created': {
      payload: about({ id: uuid, name: text, roles: texts, permissions: texts }),
    },
    'api-key.revoked': { payload: about({ id: uuid, name: text }) },
    'embed-session.revoked': {
      payload: {
        type: 'object',
        properties: { id: uuid, user: text, sessions: { type: 'integer' } },
      },
    },
    'role.created': { payload: about({ name: text }) },
    'role.updated': { payload: about({ name: text }) },
    'role.deleted': { payload: about({ name: text }) },
    ...Object.fromEntries(
      ['created', 'updated', 'archived', 'restored', 'purged'].map((what) => [
        `custom-field.${what}`,
        { payload: about({ entity: text, key: text, schema: { type: 'object' }, status: text }) },
      ]),
    ),
    ...Object.fromEntries(
      ['created', 'updated', 'deleted'].map((what) => [
        `view.${what}`,
        { payload: about({ id: uuid, entity: text, kind: text, name: text, shared: flag }) },
      ]),
    ),
    'layout.saved': { payload: about({ entity: text, role: text }) },
    'layout.deleted': { payload: about({ entity: text, role: text }) },
    'settings.updated': { payload: about({ plugin: text, values: { type: 'object' } }) },
  },
  permissions: {
    'change.read': { label: 'Read the audit trail of the tenant', default: { manager: 'all' } },
    'job.read': { label: 'See background jobs' },
    'job.retry': { label: 'Run failed jobs again' },
    'role.manage': { label: 'Make and change roles' },
    'api-key.manage': { label: 'Make and revoke API keys' },
    'embed.create': { label: 'Make embed sessions' },
    'embed.revoke': { label: 'End embed sessions' },
    'custom-field.manage': { label: 'Make and change custom fields' },
    'custom-field.purge': { label: 'Remove the values of archived custom fields for good' },
    'view.share': {
      label: 'Share views with everybody',
      default: { manager: 'all' },
      embed: true,
    },
    'view.manage': { label: 'Change and delete views others share', default: { manager: 'all' } },
    'layout.manage': { label: 'Lay out forms and records' },
    'settings.manage': { label: 'Change settings of plugins' },
    'permission.explain': { label: 'Ask why somebody may or may not do something' },
  },
})
