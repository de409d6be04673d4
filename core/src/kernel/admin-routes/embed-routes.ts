import { errors } from '../../http/errors.ts'
import type { Route } from '../../http/route.ts'
import type { NewEmbedSession } from '../new-embed-session.ts'
import { dataSchema } from './data-schema.ts'
import { embedInputSchema, embedSessionSchema, userId } from './embed-schemas.ts'
import {
  createEmbedSession,
  type EmbedEngine,
  revokeEmbedSession,
  revokeEmbedSessionsOf,
} from './manage-embed-sessions.ts'

/** Sessions with which the host's pages call the API. They are made by its server: no session can reach these routes. */
export function embedRoutes(engine: EmbedEngine): Route[] {
  const tag = 'Embedding'
  const mayRevoke = { permission: 'embed.revoke' }
  return [
    {
      method: 'POST',
      path: '/embed/sessions',
      operationId: 'createEmbedSession',
      summary: 'Let a user of yours in on your page; the token is answered this once',
      tag,
      access: { permission: 'embed.create' },
      embed: false,
      body: { kind: 'json', schema: embedInputSchema },
      // To repeat the answer its token would have to be stored; a second session costs nothing.
      idempotency: 'off',
      responses: { 201: { description: 'The session.', schema: dataSchema(embedSessionSchema) } },
      handler: async ({ context, body }) => ({
        status: 201,
        body: {
          data: await createEmbedSession(engine, context, body as Omit<NewEmbedSession, 'tenant'>),
        },
      }),
    },
    {
      method: 'DELETE',
      path: '/embed/sessions/:id',
      operationId: 'revokeEmbedSession',
      summary: 'End an embed session; it is refused everywhere within a second',
      tag,
      access: mayRevoke,
      embed: false,
      params: { id: { type: 'string', format: 'uuid' } },
      responses: { 204: { description: 'Ended.' } },
      handler: async ({ context, params }) => {
        await revokeEmbedSession(engine, context, params['id'] ?? '')
        return { status: 204 }
      },
    },
    {
      method: 'DELETE',
      path: '/embed/sessions',
      operationId: 'revokeEmbedSessions',
      summary: 'End all embed sessions of a user, when they sign out',
      tag,
      access: mayRevoke,
      embed: false,
      query: { user: userId },
      responses: { 204: { description: 'Ended, however many there were.' } },
      handler: async ({ context, query }) => {
        const { user } = query as { user?: string }
        if (user === undefined) throw userMissing()
        await revokeEmbedSessionsOf(engine, context, user)
        return { status: 204 }
      },
    },
  ]
}

function userMissing(): Error {
  const fault = { path: 'user', code: 'required', message: 'is required' }
  return errors.INVALID_PARAMETER({}, { faults: [fault] })
}
