import { appendChange } from '../../changes/change-log.ts'
import type { Call, Route } from '../../http/route.ts'
import { errors } from '../../identity/errors.ts'
import { grantsOf } from '../../identity/grants.ts'
import type { Role } from '../../identity/permission-catalogue.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Engine } from '../engine.ts'
import { roleFaults } from './check-role.ts'
import { dataSchema } from './data-schema.ts'
import { roleInputSchema, roleParams, roleSchema } from './role-schemas.ts'
import { beyondRights } from './within-rights.ts'

export type RoleEngine = Pick<Engine, 'manifest' | 'tenantDb' | 'database' | 'roles' | 'rights'>

/** A tenant's own roles beside the four built-in ones. */
export function roleRoutes(engine: RoleEngine): Route[] {
  const access = { permission: 'role.manage' }
  const tag = 'Roles'
  return [
    {
      method: 'GET',
      path: '/roles',
      operationId: 'listRoles',
      summary: 'List the roles of the tenant, the built-in ones first',
      tag,
      access,
      responses: {
        200: {
          description: 'All roles.',
          schema: dataSchema({ type: 'array', items: roleSchema }),
        },
      },
      handler: async ({ context }) => ({
        status: 200,
        body: { data: await engine.roles.list(context.tenantId) },
      }),
    },
    {
      method: 'PUT',
      path: '/roles/:name',
      operationId: 'saveRole',
      summary: 'Create or replace a role; it acts within a second',
      tag,
      access,
      params: roleParams,
      body: { kind: 'json', schema: roleInputSchema },
      responses: { 200: { description: 'The role.', schema: dataSchema(roleSchema) } },
      handler: (call) => saveRole(engine, call),
    },
    {
      method: 'DELETE',
      path: '/roles/:name',
      operationId: 'deleteRole',
      summary: 'Delete a role; whoever has it keeps their other roles',
      tag,
      access,
      params: roleParams,
      responses: { 204: { description: 'Gone.' } },
      handler: async ({ context, params }) => {
        await deleteRole(engine, context, params['name'] ?? '')
        return { status: 204 }
      },
    },
  ]
}

async function saveRole(
  engine: RoleEngine,
  { context, params, body }: Call,
): Promise<{ status: number; body: object }> {
  const input = body as Pick<Role, 'label' | 'permissions'> & Partial<Pick<Role, 'fields'>>
  const { label, permissions, fields = {} } = input
  const role: Role = { name: params['name'] ?? '', label, permissions, fields }
  await assertSavable(engine, context, role)
  const { tenantDb, database, roles } = engine
  await tenantDb.transaction(context.tenantId, async () => {
    const before = await find(engine, context, role.name)
    await roles.save(context.tenantId, role)
    await appendChange({ tenantDb, schema: database.schema }, context, {
      action: 'event',
      name: before ? 'role.updated' : 'role.created',
      after: { ...role, before: before ?? null },
    })
  })
  return { status: 200, body: { data: { ...role, builtIn: false } } }
}

async function assertSavable(
  engine: RoleEngine,
  context: RequestContext,
  role: Role,
): Promise<void> {
  const { permissions, registry } = engine.manifest
  if (permissions.roles.has(role.name)) throw errors.ROLE_BUILT_IN({ role: role.name })
  const faults = roleFaults(role, { permissions, registry })
  if (faults.length > 0) throw errors.ROLE_INVALID({ role: role.name }, { faults })
  const given = { grants: grantsOf([role]), rights: engine.rights.compile([role]) }
  const what = await beyondRights(engine, context, given)
  if (what !== '') throw errors.ROLE_TOO_WIDE({ what })
}

async function deleteRole(
  engine: RoleEngine,
  context: RequestContext,
  name: string,
): Promise<void> {
  const { tenantDb, database, roles } = engine
  await tenantDb.transaction(context.tenantId, async () => {
    const before = await find(engine, context, name)
    await roles.remove(context.tenantId, name)
    await appendChange({ tenantDb, schema: database.schema }, context, {
      action: 'event',
      name: 'role.deleted',
      after: { name, before: before ?? null },
    })
  })
}

async function find(
  { roles }: RoleEngine,
  { tenantId }: RequestContext,
  name: string,
): Promise<Omit<Role, 'name'> | undefined> {
  const found = (await roles.list(tenantId)).find((role) => role.name === name)
  return found && { label: found.label, permissions: found.permissions, fields: found.fields }
}
