import type { Fault } from '../../base/crm-error.ts'
import type { NewApiKey } from '../../identity/api-keys.ts'
import { errors } from '../../identity/errors.ts'
import { type Grant, grantsOf } from '../../identity/grants.ts'
import type { Role } from '../../identity/permission-catalogue.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Engine } from '../engine.ts'
import { permissionFault } from './check-role.ts'
import { beyondRights } from './within-rights.ts'

type KeyEngine = Pick<Engine, 'manifest' | 'roles' | 'rights' | 'members' | 'clock'>

/** Throws unless everything the key names exists, and all it may do its maker may do too. */
export async function assertCreatable(
  engine: KeyEngine,
  context: RequestContext,
  key: NewApiKey,
): Promise<void> {
  const known = await engine.roles.list(context.tenantId)
  const faults = [
    ...unknownRoles(key, known),
    ...unknownPermissions(engine, key),
    ...pastExpiry(engine, key),
    ...(await unknownMember(engine, context, key)),
  ]
  if (faults.length > 0) throw errors.API_KEY_INVALID({}, { faults })

  const roles = known.filter(({ name }) => key.roles.includes(name))
  const limitedTo = key.permissions?.length ? key.permissions : undefined
  const grants = throughMember(context, key, grantsOf(roles, limitedTo))
  const rights = engine.rights.compile(roles, limitedTo)
  const what = await beyondRights(engine, context, { grants, rights })
  if (what !== '') throw errors.API_KEY_TOO_WIDE({ what })
}

/**
 * `own` and `team` reach the records of the member the key acts as. When that is somebody else they are records the maker
 * reaches only with `all`.
 */
function throughMember(
  { actor }: RequestContext,
  { memberId }: NewApiKey,
  grants: readonly Grant[],
): readonly Grant[] {
  if (memberId == null || memberId === actor.memberId) return grants
  return grants.map(({ pattern }) => ({ pattern, scope: 'all' as const }))
}

function unknownRoles({ roles }: NewApiKey, known: readonly Role[]): Fault[] {
  const names = known.map(({ name }) => name)
  return roles.flatMap((role, at) =>
    names.includes(role)
      ? []
      : [
          {
            path: `/roles/${at}`,
            code: 'UNKNOWN_ROLE',
            message: `is no role; known: ${names.join(', ')}`,
          },
        ],
  )
}

function unknownPermissions({ manifest }: KeyEngine, { permissions = [] }: NewApiKey): Fault[] {
  return permissions.flatMap(
    (pattern, at) => permissionFault(`/permissions/${at}`, pattern, manifest.permissions) ?? [],
  )
}

function pastExpiry({ clock }: KeyEngine, { expiresAt }: NewApiKey): Fault[] {
  if (expiresAt == null || Date.parse(expiresAt) > clock.now()) return []
  return [{ path: '/expiresAt', code: 'IN_THE_PAST', message: 'must be in the future' }]
}

async function unknownMember(
  { members }: KeyEngine,
  { tenantId }: RequestContext,
  { memberId }: NewApiKey,
): Promise<Fault[]> {
  if (memberId == null || (await members.byId(tenantId, memberId))) return []
  return [{ path: '/memberId', code: 'UNKNOWN_MEMBER', message: 'is no member of this tenant' }]
}
