import { pino } from 'pino'

import { uuidV7 } from '../base/uuid-v7.ts'
import type { RequestContext } from '../identity/request-context.ts'
import { createApiKey, revokeApiKey } from './admin-routes/manage-api-keys.ts'
import {
  createEmbedSession,
  revokeEmbedSession,
  revokeEmbedSessionsOf,
} from './admin-routes/manage-embed-sessions.ts'
import type { CloseOptions, Crm, RunAs } from './crm.ts'
import { assertOptions, type CrmOptions } from './crm-options.ts'
import type { Engine } from './engine.ts'
import { ENGINE_VERSION } from './engine-version.ts'
import { errors } from './errors.ts'
import type { HostContext } from './host-context.ts'
import type { HostIdentity } from './host-identity.ts'
import type { Identify } from './identify.ts'
import { lazyApp } from './lazy-app.ts'
import { composeManifest } from './manifest.ts'
import { toFastifyPlugin } from './mounts/fastify.ts'
import { handleFetch } from './mounts/fetch.ts'
import { inject } from './mounts/inject.ts'
import { toKoaMiddleware } from './mounts/koa.ts'
import { toNodeHandler } from './mounts/node.ts'
import { HOST } from './scopes.ts'
import { type Running, startEngine } from './start-engine.ts'
import { stopEngine } from './stop-engine.ts'
import { uninstallPlugin } from './uninstall-plugin.ts'

/**
 * Composes a CRM out of plugins. Synchronous and pure: it reads no environment, opens nothing and installs no signal handler;
 * all I/O begins in `ready()`. Throws one `BOOT_FAILED` with everything that keeps the plugins from running together.
 */
export function createCrm(options: CrmOptions): Crm {
  assertOptions(options)
  const manifest = composeManifest(options.plugins, ENGINE_VERSION)
  // Written at once: pino's own buffer needs an 'exit' handler, and the process belongs to the host.
  const logger = options.logger ?? pino({ name: 'crmkit' }, pino.destination({ sync: true }))
  let starting: Promise<Running> | undefined
  let running: Running | undefined
  let closing: Promise<void> | undefined
  const app = lazyApp(() => running?.app, options.basePath ?? '')
  const engine = (): Engine => {
    if (!running) throw closing ? errors.CLOSED() : errors.NOT_READY()
    return running.engine
  }

  return Object.freeze({
    ready,
    close,
    callback: () => toNodeHandler(app),
    koa: () => toKoaMiddleware(app),
    fastify: () => toFastifyPlugin(app),
    fetch: (request) => handleFetch(app, request),
    inject: (request) => inject(app, request),
    run,
    get worker() {
      return engine().worker
    },
    get migrations() {
      const { migrator, migrate } = engine().database
      return {
        status: () => migrator.status(),
        plan: () => migrator.plan(),
        up: migrate,
        uninstall: (plugin: string) => uninstallPlugin(engine(), plugin),
      }
    },
    get tenants() {
      return engine().tenants
    },
    apiKeys: {
      create: async (tenant, key) => createApiKey(engine(), await hostContext(tenant), key),
      list: async (tenant) => engine().apiKeys.list((await engine().tenants.resolve(tenant)).id),
      revoke: async (tenant, id) => revokeApiKey(engine(), await hostContext(tenant), id),
    },
    embedSession: async ({ tenant, ...session }) =>
      createEmbedSession(engine(), await hostContext(tenant), session),
    embedSessions: {
      revoke: async (tenant, id) => revokeEmbedSession(engine(), await hostContext(tenant), id),
      revokeAllOf: async (tenant, userId) =>
        revokeEmbedSessionsOf(engine(), await hostContext(tenant), userId),
    },
  } satisfies Crm)

  async function ready(): Promise<void> {
    if (closing) throw errors.CLOSED()
    const attempt = (starting ??= startEngine(options, manifest, logger))
    let started: Running
    try {
      started = await attempt
    } catch (error) {
      // A start that failed (the database was not up yet) may be tried again.
      if (starting === attempt) starting = undefined
      throw error
    }
    if (closing) throw errors.CLOSED()
    running = started
  }

  async function run<T>(as: RunAs, work: (context: HostContext) => Promise<T>): Promise<T> {
    const { identify, scopes } = engine()
    const context = 'actor' in as ? await hostContext(as.tenant) : await contextOf(identify, as)
    const scope = await scopes.of(context)
    return work(scope.contextOf(HOST) as unknown as HostContext)
  }

  /** The host itself, with every right in the tenant. */
  async function hostContext(tenant: string): Promise<RequestContext> {
    const { tenants, systemContext } = engine()
    return systemContext((await tenants.resolve(tenant)).id, 'host', 'host')
  }

  function close(how: CloseOptions = {}): Promise<void> {
    closing ??= (async () => {
      const started = await starting?.catch(() => undefined)
      if (started) await stopEngine(started, how, () => (running = undefined))
      else how.server?.close()
    })()
    return closing
  }
}

async function contextOf(identify: Identify, as: HostIdentity): Promise<RequestContext> {
  const { actor, rights, through } = await identify.host(as, 'host')
  return Object.freeze({ tenantId: actor.tenantId, actor, rights, through, requestId: uuidV7() })
}
