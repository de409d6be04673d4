import type { IncomingMessage, ServerResponse } from 'node:http'

import type { HttpApp } from '../../http/app.ts'

/** The little of Fastify 5 this needs; its own types would make Fastify a dependency of every host. */
interface FastifyScope {
  readonly prefix: string
  removeAllContentTypeParsers(): void
  addContentTypeParser(
    type: string,
    parser: (request: unknown, payload: unknown, done: (error: null) => void) => void,
  ): void
  all(
    path: string,
    handler: (request: { raw: IncomingMessage }, reply: FastifyReply) => Promise<unknown>,
  ): void
}

interface FastifyReply {
  readonly raw: ServerResponse
  hijack(): unknown
  callNotFound(): unknown
}

export type FastifyPlugin = (scope: FastifyScope) => Promise<void>

/** `fastify.register(crm.fastify(), { prefix: '/crm' })`; a path that is not ours gets Fastify's own 404. */
export function toFastifyPlugin(app: HttpApp): FastifyPlugin {
  return async (scope) => {
    // Only in this scope: the body must reach us unread, whatever its type.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.all('/*', async ({ raw }, reply) => {
      const { url = '/' } = raw
      raw.url = url.slice(scope.prefix.length)
      const ours = await app.handle(raw, reply.raw, { stripped: scope.prefix })
      raw.url = url
      return ours ? reply.hijack() : reply.callNotFound()
    })
  }
}
