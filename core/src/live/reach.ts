import type { Change } from '../changes/change.ts'
import type { Entity } from '../entities/entity.ts'
import { scopeShape } from '../entities/reader/scope-condition.ts'
import type { Actor } from '../identity/actor.ts'
import type { Rights } from '../identity/rights.ts'
import type { Sight } from './event-text.ts'

/** Which records of an entity somebody reads: all, or those of certain owners. */
export type Reach =
  | { readonly kind: 'all' }
  | { readonly kind: 'owners'; readonly memberId: string; readonly teamIds: ReadonlySet<string> }

const ALL: Reach = Object.freeze({ kind: 'all' })
const NO_TEAMS: ReadonlySet<string> = new Set()

/** Undefined when the actor may not read the entity, or reaches nothing of it. */
export function reachOf(entity: Entity, actor: Actor, rights: Rights): Reach | undefined {
  const scope = rights.scope(`${entity.name}.read`)
  const shape = scope === undefined ? 'none' : scopeShape(entity, scope, actor)
  const { memberId, teamIds } = actor
  if (shape === 'all') return ALL
  if (shape === 'none' || memberId === null) return undefined
  return { kind: 'owners', memberId, teamIds: shape === 'team' ? new Set(teamIds) : NO_TEAMS }
}

/** Whom the records of some changes belong to now, and to which teams those members do. */
export interface Owners {
  ownerOf(recordId: string): string | null
  teamsOf(memberId: string): readonly string[]
}

/**
 * Judged by whom the record belongs to at this moment, not when it was changed: what has left somebody's reach since is not told
 * any more. Undefined when the change is none of theirs.
 */
export function sightOf(
  reach: Reach,
  change: Change,
  owners: Owners | undefined,
): Sight | undefined {
  if (reach.kind === 'all') return 'seen'
  if (owners === undefined || change.recordId === null) return undefined
  const sees = (owner: unknown) => typeof owner === 'string' && reaches(reach, owner, owners)
  const now = sees(owners.ownerOf(change.recordId))
  if (change.action !== 'updated' || !hasOwner(change.before)) return now ? 'seen' : undefined
  const before = sees(change.before['ownerId'])
  if (now) return before ? 'seen' : 'entered'
  return before ? 'left' : undefined
}

/** Whose records a team reads changes with its members and its place among teams; no record of theirs need have changed. */
export function movesTeams({ entity, action, after }: Change): boolean {
  if (action === 'event') return false
  if (entity === 'team') return action !== 'created'
  if (entity !== 'member') return false
  return action === 'updated' ? after !== null && 'teamIds' in after : action !== 'created'
}

function reaches(
  { memberId, teamIds }: Extract<Reach, { kind: 'owners' }>,
  owner: string,
  owners: Owners,
): boolean {
  return owner === memberId || owners.teamsOf(owner).some((team) => teamIds.has(team))
}

function hasOwner(values: Change['before']): values is NonNullable<Change['before']> {
  return values !== null && 'ownerId' in values
}
