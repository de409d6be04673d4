import { appendChange } from '../../changes/change-log.ts'
import { errors as http } from '../../http/errors.ts'
import { SystemActor } from '../../identity/actor.ts'
import { type EmbedIssuer, MAX_SESSION_SECONDS } from '../../identity/embed-session.ts'
import { errors } from '../../identity/errors.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Engine } from '../engine.ts'
import type { EmbedSessionToken, NewEmbedSession } from '../new-embed-session.ts'
import { assertMakable } from './check-embed-session.ts'

export type EmbedEngine = Pick<
  Engine,
  'manifest' | 'tenantDb' | 'database' | 'members' | 'roles' | 'embed'
>

/**
 * Makes a session, with rights that end where those of whoever makes it end. The change log does not tell of it, as it tells of no
 * sign-in: every user has a new one each quarter of an hour. What is done with it is told with the user's name.
 */
export async function createEmbedSession(
  engine: EmbedEngine,
  context: RequestContext,
  input: Omit<NewEmbedSession, 'tenant'>,
): Promise<EmbedSessionToken> {
  const issuer = issuerOf(context)
  await assertMakable(engine, context, input)
  const { tenantId } = context
  const { user, roles = ['user'], permissions = [], components = null, origins } = input
  const { sessionSeconds = MAX_SESSION_SECONDS } = engine.embed.options
  // Now and not with its first request, which may be a read on a page that shows twenty elements at once.
  await engine.members.ofHostUser(tenantId, user.id, { name: user.name, email: user.email })
  const { session, token } = await engine.embed.sessions.issue(
    { tenantId, user, roles, permissions, components, origins, issuer },
    input.ttlSeconds ?? sessionSeconds,
  )
  const expiresAt = new Date(session.expiresAt * 1_000).toISOString()
  return { token, expiresAt, id: session.id, user, roles, components, origins }
}

/** A session cannot make another: it would outlive its own end. The route is closed to it, and so is this. */
function issuerOf({ actor }: RequestContext): EmbedIssuer {
  if (SystemActor.is(actor)) return { kind: 'host' }
  const { kind, id, roles } = actor
  if (kind === 'key') return { kind, id }
  if (kind === 'user') return { kind, id, roles }
  throw http.EMBED_ROUTE_CLOSED({ operationId: 'createEmbedSession' })
}

/** Ends one session; in every process within a second. */
export async function revokeEmbedSession(
  engine: EmbedEngine,
  context: RequestContext,
  id: string,
): Promise<void> {
  await engine.tenantDb.transaction(context.tenantId, async () => {
    if (!(await engine.embed.store.revoke(context.tenantId, id)))
      throw errors.EMBED_SESSION_NOT_FOUND({ id })
    await log(engine, context, { id })
  })
}

/** Ends all sessions of a user: signed out, or no longer let in. */
export async function revokeEmbedSessionsOf(
  engine: EmbedEngine,
  context: RequestContext,
  user: string,
): Promise<void> {
  await engine.tenantDb.transaction(context.tenantId, async () => {
    const sessions = await engine.embed.store.revokeAllOf(context.tenantId, user)
    if (sessions > 0) await log(engine, context, { user, sessions })
  })
}

async function log(
  { tenantDb, database }: EmbedEngine,
  context: RequestContext,
  after: Readonly<Record<string, unknown>>,
): Promise<void> {
  await appendChange({ tenantDb, schema: database.schema }, context, {
    action: 'event',
    name: 'embed-session.revoked',
    after,
  })
}
