import { quoteIdentifier } from '../../database/identifiers.ts'
import type { Entity } from '../../entities/entity.ts'
import type { TenantFields } from '../../entities/reader/tenant-fields.ts'
import type { Route } from '../../http/route.ts'
import type { Actor } from '../../identity/actor.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Rights } from '../../identity/rights.ts'
import type { Engine } from '../engine.ts'
import { dataSchema } from './data-schema.ts'
import { meSchema } from './permission-schemas.ts'

export type MeEngine = Pick<
  Engine,
  'manifest' | 'tenantDb' | 'database' | 'tenants' | 'roles' | 'customFields'
>

/** Who the caller is here, and everything they may do. */
export function meRoute(engine: MeEngine): Route {
  return {
    method: 'GET',
    path: '/me',
    operationId: 'getMe',
    summary: 'Who I am here, and what I may do',
    tag: 'Permissions',
    access: 'actor',
    embed: true,
    responses: { 200: { description: 'The caller.', schema: dataSchema(meSchema) } },
    handler: async ({ context }) => ({ status: 200, body: { data: await me(engine, context) } }),
  }
}

async function me(engine: MeEngine, context: RequestContext): Promise<object> {
  const { actor, rights, tenantId } = context
  const { permissions, registry } = engine.manifest
  const [{ id, key, name }, roles, member, custom] = await Promise.all([
    engine.tenants.resolve(tenantId),
    engine.roles.resolve(tenantId, actor.roles),
    memberOf(engine, context),
    engine.customFields.source.of(tenantId),
  ])
  const known = new Set(roles.map((role) => role.name))
  return {
    tenant: { id, key, name },
    actor: { id: actor.id, kind: actor.kind, name: actor.name, email: actor.email },
    roles: roles.map((role) => ({ name: role.name, label: role.label })),
    ignoredRoles: actor.roles.filter((role) => !known.has(role)),
    member,
    teamIds: actor.teamIds,
    session: sessionOf(actor),
    permissions: Object.fromEntries(
      [...permissions.permissions.keys()].flatMap((permission) => {
        const scope = rights.scope(permission)
        return scope === undefined ? [] : [[permission, scope]]
      }),
    ),
    fields: Object.fromEntries(
      [...registry.entities.values()]
        .filter((entity) => rights.scope(`${entity.name}.read`) !== undefined)
        .map((entity) => [entity.name, fieldsOf(entity, rights, custom)]),
    ),
  }
}

function sessionOf({ embed }: Actor): object | null {
  if (!embed) return null
  const { sessionId, expiresAt, components, origins } = embed
  return { id: sessionId, expiresAt: new Date(expiresAt).toISOString(), components, origins }
}

async function memberOf(
  { tenantDb, database }: MeEngine,
  { tenantId, actor }: RequestContext,
): Promise<{ id: string; name: string } | null> {
  if (actor.memberId === null) return null
  const [row] = await tenantDb.query(tenantId, {
    text: `select name from ${quoteIdentifier(database.schema)}.members where tenant_id = $1::uuid and id = $2::uuid`,
    values: [tenantId, actor.memberId],
  })
  return row ? { id: actor.memberId, name: row[0] as string } : null
}

/** Each field that exists for the actor. */
function fieldsOf(
  entity: Entity,
  rights: Rights,
  custom: TenantFields,
): Record<string, 'read' | 'write'> {
  const own = [...entity.properties.values()].map(({ key, readonly }) => ({ key, readonly }))
  const sidecars = [...entity.extensions.values()].flatMap(({ plugin, properties }) =>
    [...properties.values()].map(({ key, readonly }) => ({
      key: `ext.${plugin}.${key}`,
      readonly,
    })),
  )
  const tenants =
    rights.field(entity.name, 'custom') === 'none'
      ? []
      : [...custom.fields(entity.name).keys()].map((key) => ({
          key: `custom.${key}`,
          readonly: false,
        }))
  return Object.fromEntries(
    [...own, ...tenants, ...sidecars].flatMap(({ key, readonly }) => {
      const access = key === 'id' ? 'read' : rights.field(entity.name, key)
      return access === 'none' ? [] : [[key, readonly ? 'read' : access]]
    }),
  )
}
