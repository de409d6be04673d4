import type { Server } from 'node:http'

import type { Middleware } from 'koa'

import type { Migrator } from '../database/migrations.ts'
import type { ApiKey, NewApiKey } from '../identity/api-keys.ts'
import type { Worker } from '../jobs/worker.ts'
import type { Tenants } from '../tenancy/tenants.ts'
import type { HostContext } from './host-context.ts'
import type { HostIdentity } from './host-identity.ts'
import type { FastifyPlugin } from './mounts/fastify.ts'
import type { InjectRequest, InjectResponse } from './mounts/inject.ts'
import type { NodeHandler } from './mounts/node.ts'
import type { EmbedSessionToken, NewEmbedSession } from './new-embed-session.ts'

/** For whom `crm.run` works: somebody the host knows, or the host itself with every right in one tenant. */
export type RunAs = HostIdentity | { readonly tenant: string; readonly actor: 'system' }

export interface CloseOptions {
  /**
   * The host's server, to be closed in the one order that resets no connection: readiness off, `Connection: close` on every
   * answer, the port a second later. `server.close()` of one's own resets requests that are on their way.
   */
  readonly server?: Server
  /** Longest wait for requests, streams and jobs under way; what is left then is cut off. Default 10 s. */
  readonly timeoutMs?: number
}

/** A CRM inside a host application. */
export interface Crm {
  /** Opens the database, brings it up to date as `migrate` says and starts the worker. A second call waits for the first. */
  ready(): Promise<void>
  /** Stops without dropping anybody: requests under way are answered, jobs finish or are given back, connections close. */
  close(options?: CloseOptions): Promise<void>
  /** Handler for `node:http`, Express and Connect; with a `next`, what is not ours goes on to the host's later routes. */
  callback(): NodeHandler
  /** Koa middleware; what is not ours goes on to the next one. */
  koa(): Middleware
  /** Fastify plugin: `app.register(crm.fastify(), { prefix: '/crm' })`. */
  fastify(): FastifyPlugin
  /** WHATWG handler, for Next, Hono and tests. */
  fetch(request: Request): Promise<Response>
  /** Calls the API in process, without a socket. */
  inject(request: InjectRequest): Promise<InjectResponse>
  /** Runs `work` with somebody's rights: the same checks, hooks and change log as over HTTP. */
  run<T>(as: RunAs, work: (context: HostContext) => Promise<T>): Promise<T>
  readonly worker: Worker
  readonly migrations: Pick<Migrator, 'status' | 'plan'> & {
    up: Migrator['up']
    /** Takes a loaded plugin out of the database, all its records with it; start again without it then. It cannot be undone. */
    uninstall(plugin: string): Promise<void>
  }
  readonly tenants: Tenants
  readonly apiKeys: {
    /** The key's text is answered once and stored nowhere. */
    create(tenant: string, key: NewApiKey): Promise<ApiKey & { readonly text: string }>
    list(tenant: string): Promise<readonly ApiKey[]>
    revoke(tenant: string, id: string): Promise<void>
  }
  /** Lets a user of yours in on a page of yours: hand the token to the page, for `crm-provider.fetchSession`. */
  embedSession(session: NewEmbedSession): Promise<EmbedSessionToken>
  readonly embedSessions: {
    /** In every process within a second. */
    revoke(tenant: string, id: string): Promise<void>
    /** Ends all sessions of a user, when they sign out. */
    revokeAllOf(tenant: string, userId: string): Promise<void>
  }
}
