import { LRUCache } from 'lru-cache'

import { isCrmError } from '../base/crm-error.ts'
import type { Authenticated, Credentials } from '../http/exchange.ts'
import type { Actor, Through } from '../identity/actor.ts'
import { looksLikeApiKey } from '../identity/api-key-text.ts'
import type { ApiKeys } from '../identity/api-keys.ts'
import { assertOrigin } from '../identity/embed-origin.ts'
import type { EmbedSessions } from '../identity/embed-sessions.ts'
import { looksLikeEmbedToken } from '../identity/embed-token.ts'
import { errors } from '../identity/errors.ts'
import type { PermissionCatalogue, Role } from '../identity/permission-catalogue.ts'
import type { Rights } from '../identity/rights.ts'
import type { Roles } from '../identity/roles.ts'
import type { Tenants } from '../tenancy/tenants.ts'
import { createEmbedIdentity } from './embed-identity.ts'
import { assertHostIdentity, type HostAuthenticate, type HostIdentity } from './host-identity.ts'
import type { Members } from './members.ts'

export interface Identify {
  /**
   * Whose request is this? An embed token speaks for itself; else the host's own answer first, then API keys. Undefined when nobody
   * is recognised; throws 401 on a bad key or token.
   */
  request(credentials: Credentials): Promise<Authenticated | undefined>
  /** The actor and rights of somebody the host names, for `crm.run`. */
  host(identity: HostIdentity, through: Through): Promise<Authenticated>
  /** Rights of this tenant have changed: from now on nobody is answered with what was remembered of them. */
  forget(tenantId: string): void
  /** A member as of their last request; undefined for one who left, and for one of whom none came yet. */
  member(tenantId: string, memberId: string): Promise<(Authenticated & KnownPerson) | undefined>
}

/** Where to write to a member. */
export interface KnownPerson {
  readonly name: string
  readonly email: string | null
}

/** A revoked key or a changed role acts within a second, half of which is that of roles.ts; in between the answer costs no query. */
const CACHE = { max: 10_000, ttl: 500 }

export function createIdentify(options: {
  authenticate: HostAuthenticate | undefined
  tenants: Tenants
  apiKeys: ApiKeys
  roles: Roles
  members: Members
  rights: {
    readonly compile: (
      roles: readonly Role[],
      limitedTo?: readonly string[],
      fieldPermissions?: ReadonlyMap<string, string>,
    ) => Rights
  }
  catalogue: PermissionCatalogue
  embedSessions: EmbedSessions
  /** Whether `X-Forwarded-Host` is believed. */
  trustsProxy: boolean
  /** Permissions that the tenant's own fields ask for, by `contact.custom.salary`. */
  fieldPermissions: (tenantId: string) => Promise<ReadonlyMap<string, string> | undefined>
}): Identify {
  const { authenticate, tenants, apiKeys, roles, members, rights, fieldPermissions } = options
  const { embedSessions: sessions, catalogue, trustsProxy } = options
  const known = new LRUCache<string, Promise<Authenticated>>(CACHE)
  const embed = createEmbedIdentity({ sessions, apiKeys, members, rightsOf, catalogue })

  return Object.freeze({ request, host, member, forget })

  async function request(credentials: Credentials): Promise<Authenticated | undefined> {
    assertNoTokenIn(credentials.url)
    const token = bearer(credentials.headers.authorization)
    // Before the host's hook: what somebody sends on purpose counts for more than a cookie their browser adds, which would give a
    // narrow session all rights of its user; and a host that reads JWTs of its own would refuse ours.
    if (token !== undefined && looksLikeEmbedToken(token)) return ofEmbedToken(token, credentials)
    if (authenticate) {
      const { headers, method, url, remoteAddress, raw } = credentials
      const identity: unknown = await authenticate({ headers, method, url, remoteAddress, raw })
      if (identity !== undefined && identity !== null) {
        assertHostIdentity(identity)
        return host(identity, 'http')
      }
    }
    return token !== undefined && looksLikeApiKey(token) ? ofKeyText(token) : undefined
  }

  async function ofEmbedToken(token: string, request: Credentials): Promise<Authenticated> {
    const authenticated = await embed.ofToken(token)
    assertOrigin(authenticated.actor.embed?.origins ?? [], request, trustsProxy)
    return authenticated
  }

  /** Which of the remembered ones belong to the tenant is not known before they have been read; all of them are read again. */
  function forget(tenantId: string): void {
    known.clear()
    embed.forget(tenantId)
    roles.forget(tenantId)
    members.forget(tenantId)
  }

  function ofKeyText(token: string): Promise<Authenticated> {
    return once(token, () => ofKey(token))
  }

  function host(identity: HostIdentity, through: Through): Promise<Authenticated> {
    const { tenant, id, roles: names, name, email } = identity
    return once(JSON.stringify([through, tenant, id, names, name, email]), () =>
      ofHostUser(identity, through),
    )
  }

  async function ofHostUser(
    { tenant, id, roles: names, name, email }: HostIdentity,
    through: Through,
  ): Promise<Authenticated> {
    const { id: tenantId } = await tenants.resolve(tenant)
    const member = await members.ofHostUser(tenantId, id, { name: name ?? email ?? id, email })
    await members.noteRoles(tenantId, member.memberId, names)
    const actor: Actor = Object.freeze({
      tenantId,
      id,
      kind: 'user',
      roles: names,
      ...(name ? { name } : {}),
      ...(email ? { email } : {}),
      ...member,
    })
    return { actor, rights: await rightsOf(tenantId, names), through }
  }

  async function member(
    tenantId: string,
    memberId: string,
  ): Promise<(Authenticated & KnownPerson) | undefined> {
    const known = await members.known(tenantId, memberId)
    if (!known) return undefined
    const { name, email, roles: names, teamIds, issuer } = known
    const actor: Actor = Object.freeze({
      tenantId,
      id: memberId,
      kind: 'user',
      name,
      roles: names,
      memberId,
      teamIds,
    })
    const rights = issuer
      ? await embed.rightsBy(tenantId, memberId, names, issuer).catch(unlessEnded)
      : await rightsOf(tenantId, names)
    return rights && { actor, rights, through: 'job', name, email }
  }

  async function ofKey(token: string): Promise<Authenticated> {
    const key = await apiKeys.verify(token)
    const member =
      key.memberId === null ? undefined : await members.byId(key.tenantId, key.memberId)
    const limitedTo = key.permissions.length > 0 ? key.permissions : undefined
    const actor: Actor = Object.freeze({
      tenantId: key.tenantId,
      id: key.id,
      kind: 'key',
      name: key.name,
      roles: key.roles,
      memberId: member?.memberId ?? null,
      teamIds: member?.teamIds ?? [],
      ...(limitedTo ? { limitedTo } : {}),
    })
    return {
      actor,
      rights: await rightsOf(key.tenantId, key.roles, limitedTo),
      through: 'http',
      recheck: () => ofKeyText(token),
    }
  }

  async function rightsOf(
    tenantId: string,
    names: readonly string[],
    limitedTo?: readonly string[],
  ): Promise<Rights> {
    return rights.compile(
      await roles.resolve(tenantId, names),
      limitedTo,
      await fieldPermissions(tenantId),
    )
  }

  function once(key: string, read: () => Promise<Authenticated>): Promise<Authenticated> {
    let answer = known.get(key)
    if (!answer) {
      answer = read()
      known.set(key, answer)
      answer.catch(() => known.delete(key))
    }
    return answer
  }
}

/** Three parts of a JWT anywhere in an address: in a parameter of any name, or in the path. */
const JWT = /eyJ[\w-]*\.[\w-]+\.[\w-]+/g

function assertNoTokenIn(url: string): void {
  if (!url.includes('eyJ')) return
  if ((url.match(JWT) ?? []).some(looksLikeEmbedToken)) throw errors.EMBED_TOKEN_IN_URL()
}

/** The key that let somebody in was revoked: with it ends what they are told. */
function unlessEnded(error: unknown): undefined {
  if (!isCrmError(error) || error.code !== 'EMBED_SESSION_ENDED') throw error
  return undefined
}

function bearer(header: string | undefined): string | undefined {
  return header?.startsWith('Bearer ') ? header.slice(7).trim() : undefined
}
