import type { Fault } from '../../base/crm-error.ts'
import type { Entity } from '../../entities/entity.ts'
import { errors as http } from '../../http/errors.ts'
import type { Call } from '../../http/route.ts'
import type { Actor } from '../../identity/actor.ts'
import { errors } from '../../identity/errors.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Rights } from '../../identity/rights.ts'
import type { Engine } from '../engine.ts'
import { permissionFault } from './check-role.ts'
import { explain, type Subject } from './explain.ts'
import { type ReachedRecord, reachedRecord } from './reached-record.ts'

export type ExplainEngine = Pick<
  Engine,
  'manifest' | 'tenantDb' | 'database' | 'apiKeys' | 'roles' | 'rights' | 'members' | 'customFields'
>

interface Asked {
  readonly permission?: string
  readonly entity?: string
  readonly id?: string
  readonly key?: string
  readonly member?: string
  readonly roles?: string
}

type Who = Subject & { readonly actor: Pick<Actor, 'tenantId' | 'memberId' | 'teamIds'> }

/** One's own rights are always explained, those of others to holders of `permission.explain`. */
export async function answerExplain(
  engine: ExplainEngine,
  { context, query }: Call,
): Promise<object> {
  const asked = query as Asked
  const mayAskAll = context.rights.scope('permission.explain') !== undefined
  const others = asked.key !== undefined || asked.member !== undefined || asked.roles !== undefined
  if (others && !mayAskAll) throw http.FORBIDDEN({ permission: 'permission.explain' })
  const permission = permissionOf(engine, asked)
  const entity = entityOf(engine, asked, permission)
  const who = await whoIsAsked(engine, context, asked)
  const record = entity && (await recordOf(engine, who, { ...asked, permission, entity }))
  const custom = await engine.customFields.source.of(context.tenantId)
  const namesMembers = mayAskAll || context.rights.scope('member.read') !== undefined
  return explain(who, {
    permission,
    scoped: engine.manifest.permissions.permissions.get(permission)?.scoped ?? true,
    entity,
    // Without the right to ask about all, what is out of reach must not differ from what is not there.
    record: record && !record.reached && !mayAskAll ? 'hidden' : withOwner(record, namesMembers),
    id: asked.id,
    custom: entity ? [...custom.fields(entity.name).keys()] : [],
    all: mayAskAll,
  })
}

function permissionOf({ manifest }: ExplainEngine, { permission }: Asked): string {
  if (permission === undefined) throw invalid('permission', 'required', 'is required')
  const fault = permissionFault('permission', permission, manifest.permissions)
  if (fault ?? permission.includes('*')) {
    throw invalid('permission', 'UNKNOWN_PERMISSION', fault?.message ?? 'must be one permission')
  }
  return permission
}

function entityOf(
  { manifest }: ExplainEngine,
  { entity, id }: Asked,
  permission: string,
): Entity | undefined {
  const { entities } = manifest.registry
  const found = entities.get(entity ?? permission.slice(0, permission.indexOf('.')))
  if (found) return found
  if (entity !== undefined) {
    throw invalid('entity', 'UNKNOWN_ENTITY', `must be one of ${[...entities.keys()].join(', ')}`)
  }
  if (id !== undefined) {
    throw invalid('entity', 'required', `is required with id: ${permission} is about no entity`)
  }
  return undefined
}

async function whoIsAsked(
  engine: ExplainEngine,
  context: RequestContext,
  asked: Asked,
): Promise<Who> {
  if (asked.key !== undefined) return ofKey(engine, context, asked.key)
  if (asked.roles !== undefined) return ofRoles(engine, context, asked.roles, asked.member)
  if (asked.member !== undefined && asked.member !== context.actor.memberId) {
    throw invalid(
      'roles',
      'required',
      'is required with member: only the host knows which roles a member has',
    )
  }
  const { actor, rights } = context
  const named = await resolved(engine, actor.tenantId, actor.roles)
  const name = actor.name ?? `${actor.kind} ${actor.id}`
  return { ...named, name, limitedTo: actor.limitedTo, rights, actor }
}

async function ofKey(
  engine: ExplainEngine,
  { tenantId }: RequestContext,
  id: string,
): Promise<Who> {
  const key = (await engine.apiKeys.list(tenantId)).find((one) => one.id === id)
  if (!key) throw errors.API_KEY_NOT_FOUND({ id })
  const member =
    key.memberId === null ? undefined : await engine.members.byId(tenantId, key.memberId)
  const named = await resolved(engine, tenantId, key.roles)
  const limitedTo = key.permissions.length > 0 ? key.permissions : undefined
  return {
    ...named,
    name: `the key "${key.name}"`,
    limitedTo,
    rights: await rightsOf(engine, tenantId, named.roles, limitedTo),
    actor: { tenantId, memberId: member?.memberId ?? null, teamIds: member?.teamIds ?? [] },
  }
}

async function ofRoles(
  engine: ExplainEngine,
  { tenantId }: RequestContext,
  roles: string,
  memberId: string | undefined,
): Promise<Who> {
  const names = roles.split(',').map((name) => name.trim())
  const member = memberId === undefined ? undefined : await engine.members.byId(tenantId, memberId)
  if (memberId !== undefined && !member) {
    throw invalid('member', 'UNKNOWN_MEMBER', 'is no member of this tenant')
  }
  const named = await resolved(engine, tenantId, names)
  return {
    ...named,
    name: `somebody with the roles ${names.join(', ')}`,
    limitedTo: undefined,
    rights: await rightsOf(engine, tenantId, named.roles),
    actor: { tenantId, memberId: member?.memberId ?? null, teamIds: member?.teamIds ?? [] },
  }
}

async function rightsOf(
  { rights, customFields }: ExplainEngine,
  tenantId: string,
  roles: Subject['roles'],
  limitedTo?: readonly string[],
): Promise<Rights> {
  const { permissions } = await customFields.source.of(tenantId)
  return rights.compile(roles, limitedTo, permissions)
}

async function resolved(
  { roles }: ExplainEngine,
  tenantId: string,
  names: readonly string[],
): Promise<Pick<Subject, 'roles' | 'ignoredRoles'>> {
  const found = await roles.resolve(tenantId, names)
  const known = new Set(found.map(({ name }) => name))
  return { roles: found, ignoredRoles: names.filter((name) => !known.has(name)) }
}

async function recordOf(
  engine: ExplainEngine,
  { rights, actor }: Who,
  asked: { readonly id?: string; readonly permission: string; readonly entity: Entity },
): Promise<ReachedRecord | undefined> {
  const { id, permission, entity } = asked
  if (id === undefined) return undefined
  return reachedRecord(engine, { entity, id, scope: rights.scope(permission), actor })
}

function withOwner(record: ReachedRecord | undefined, named: boolean): ReachedRecord | undefined {
  if (!record?.owner || named) return record
  return { ...record, owner: { id: record.owner.id, name: null } }
}

function invalid(path: string, code: string, message: string): Error {
  const fault: Fault = { path, code, message }
  return http.INVALID_PARAMETER({}, { faults: [fault] })
}
