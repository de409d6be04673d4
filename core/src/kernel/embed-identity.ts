import { LRUCache } from 'lru-cache'

import type { Authenticated } from '../http/exchange.ts'
import type { ApiKeys } from '../identity/api-keys.ts'
import { covers } from '../identity/compile-rights.ts'
import { withinIssuer } from '../identity/embed-rights.ts'
import type { EmbedIssuer, EmbedSession } from '../identity/embed-session.ts'
import type { EmbedSessions } from '../identity/embed-sessions.ts'
import { errors } from '../identity/errors.ts'
import type { PermissionCatalogue } from '../identity/permission-catalogue.ts'
import type { Rights } from '../identity/rights.ts'
import type { Members } from './members.ts'

/** Turns the token of an embed session into the actor it stands for, with the rights it has now. */
export interface EmbedIdentity {
  /** Throws 401 when the token is no good, the session is over, or whoever made it is. */
  ofToken(token: string): Promise<Authenticated>
  /** What a session of these roles by this issuer would be allowed now. Throws 401 when the issuer is no more. */
  rightsBy(
    tenantId: string,
    memberId: string,
    roles: readonly string[],
    issuer: EmbedIssuer,
  ): Promise<Rights>
  /** Rights of the tenant have changed: what was remembered of them is read again. */
  forget(tenantId: string): void
}

type RightsOf = (
  tenantId: string,
  roles: readonly string[],
  limitedTo?: readonly string[],
) => Promise<Rights>

/** A revoked key of the issuer and changed roles act within a second: up to 0.2 s here, 0.2 s for the issuer, 0.5 s in roles.ts. */
const ACTORS = { max: 10_000, ttl: 200 }
/** All sessions a backend makes have one issuer. */
const ISSUERS = { max: 1_000, ttl: 200 }

/** What of a session its rights follow from. */
type Granted = Pick<EmbedSession, 'tenantId' | 'roles' | 'permissions' | 'issuer'>

interface Issuer {
  readonly rights: Rights
  /** The member it acts as itself. */
  readonly memberId: string | null
}

export function createEmbedIdentity(options: {
  sessions: EmbedSessions
  apiKeys: ApiKeys
  members: Members
  rightsOf: RightsOf
  catalogue: PermissionCatalogue
}): EmbedIdentity {
  const { sessions, apiKeys, members, rightsOf } = options
  const embeddable = [...options.catalogue.permissions.values()]
    .filter(({ embed }) => embed)
    .map(({ name }) => name)
  const actors = new LRUCache<string, Promise<Authenticated>>(ACTORS)
  const issuers = new LRUCache<string, Promise<Issuer>>(ISSUERS)

  return Object.freeze({ ofToken, rightsBy, forget })

  function forget(tenantId: string): void {
    sessions.forget(tenantId)
    actors.clear()
    issuers.clear()
  }

  async function ofToken(token: string): Promise<Authenticated> {
    // Past every cache of actors: the end of a session is asked for with each request.
    const session = await sessions.open(token)
    return kept(actors, session.id, () => actorOf(token, session))
  }

  async function actorOf(token: string, session: EmbedSession): Promise<Authenticated> {
    const { id: sessionId, tenantId, user, roles, origins, components, expiresAt } = session
    const { id, name, email } = user
    const member = await members.ofHostUser(tenantId, id, { name, email })
    // One that was cut to some permissions says little of its user.
    if (session.permissions.length === 0)
      await members.noteRoles(tenantId, member.memberId, roles, session.issuer)
    return {
      actor: Object.freeze({
        tenantId,
        id,
        kind: 'embed',
        name,
        ...(email === undefined ? {} : { email }),
        roles,
        ...member,
        limitedTo: permitted(session),
        embed: { sessionId, expiresAt: expiresAt * 1_000, origins, components },
      }),
      rights: await rightsWithin(session, member.memberId),
      through: 'embed',
      recheck: () => ofToken(token),
    }
  }

  function rightsBy(
    tenantId: string,
    memberId: string,
    roles: readonly string[],
    issuer: EmbedIssuer,
  ): Promise<Rights> {
    return rightsWithin({ tenantId, roles, permissions: [], issuer }, memberId)
  }

  async function rightsWithin(session: Granted, memberId: string): Promise<Rights> {
    const { tenantId, roles, issuer } = session
    const own = await rightsOf(tenantId, roles, permitted(session))
    if (issuer.kind === 'host') return own
    const key = `${tenantId} ${JSON.stringify(issuer)}`
    const by = await kept(issuers, key, () => issuerOf(tenantId, issuer))
    return withinIssuer(own, by.rights, by.memberId === memberId)
  }

  /** By name and not by pattern: what no session may hold is not there, whatever roles and permissions say. */
  function permitted({ permissions }: Pick<Granted, 'permissions'>): readonly string[] {
    if (permissions.length === 0) return embeddable
    return embeddable.filter((name) => permissions.some((pattern) => covers(pattern, name)))
  }

  async function issuerOf(
    tenantId: string,
    issuer: Exclude<EmbedIssuer, { kind: 'host' }>,
  ): Promise<Issuer> {
    if (issuer.kind === 'user') {
      const { memberId } = await members.ofHostUser(tenantId, issuer.id, { name: issuer.id })
      return { memberId, rights: await rightsOf(tenantId, issuer.roles) }
    }
    const key = await apiKeys.find(tenantId, issuer.id)
    if (!key)
      throw errors.EMBED_SESSION_ENDED({
        reason: 'the API key that made it was revoked, or has expired',
      })
    const limitedTo = key.permissions.length > 0 ? key.permissions : undefined
    return { memberId: key.memberId, rights: await rightsOf(tenantId, key.roles, limitedTo) }
  }
}

function kept<T extends object>(
  cache: LRUCache<string, Promise<T>>,
  key: string,
  read: () => Promise<T>,
): Promise<T> {
  let known = cache.get(key)
  if (!known) {
    known = read()
    cache.set(key, known)
    // A refusal or a failed read must not answer the next request.
    known.catch(() => cache.delete(key))
  }
  return known
}
