import { pino } from 'pino'

import type { Logger } from '../base/logger.ts'
import { uuidV7 } from '../base/uuid-v7.ts'
import { ensureChangePartitions } from '../changes/partitions.ts'
import type { HttpApp } from '../http/app.ts'
import type { RequestContext } from '../identity/request-context.ts'
import { createApiKey, revokeApiKey } from './admin-routes/manage-api-keys.ts'
import type { AnyPlugin } from './any-plugin.ts'
import { createApp } from './create-app.ts'
import type { Crm, RunAs } from './crm.ts'
import { assertOptions, type CrmOptions } from './crm-options.ts'
import { buildEngine, type Engine } from './engine.ts'
import { ENGINE_VERSION } from './engine-version.ts'
import { errors } from './errors.ts'
import type { HostContext } from './host-context.ts'
import type { HostIdentity } from './host-identity.ts'
import type { Identify } from './identify.ts'
import { lazyApp } from './lazy-app.ts'
import { lifecycleContext } from './lifecycle-context.ts'
import { composeManifest } from './manifest.ts'
import { toFastifyPlugin } from './mounts/fastify.ts'
import { handleFetch } from './mounts/fetch.ts'
import { inject } from './mounts/inject.ts'
import { toKoaMiddleware } from './mounts/koa.ts'
import { toNodeHandler } from './mounts/node.ts'
import { openDatabase } from './open-database.ts'
import { HOST } from './scopes.ts'
import { uninstallPlugin } from './uninstall-plugin.ts'

/** 10 s: orchestrators wait 30 s before they kill; leave room for jobs and connections. */
const CLOSE_TIMEOUT_MS = 10_000

/**
 * Composes a CRM out of plugins. Synchronous and pure: it reads no environment, opens nothing and installs no signal handler;
 * all I/O begins in `ready()`. Throws one `BOOT_FAILED` with everything that keeps the plugins from running together.
 */
export function createCrm(options: CrmOptions): Crm {
  assertOptions(options)
  const manifest = composeManifest(options.plugins as readonly AnyPlugin[], ENGINE_VERSION)
  const logger = options.logger ?? pino({ name: 'crmkit' })
  let starting: Promise<Running> | undefined
  let running: Running | undefined
  let closing: Promise<void> | undefined
  const app = lazyApp(() => running?.app)
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
  } satisfies Crm)

  async function ready(): Promise<void> {
    if (closing) throw errors.CLOSED()
    starting ??= start(options, manifest, logger)
    try {
      running = await starting
    } catch (error) {
      // A start that failed (the database was not up yet) may be tried again.
      starting = undefined
      throw error
    }
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

  function close({
    timeoutMs = CLOSE_TIMEOUT_MS,
  }: { readonly timeoutMs?: number } = {}): Promise<void> {
    closing ??= (async () => {
      const started = await starting?.catch(() => undefined)
      await started?.stop(timeoutMs)
      running = undefined
    })()
    return closing
  }
}

async function contextOf(identify: Identify, as: HostIdentity): Promise<RequestContext> {
  const authenticated = await identify.host(as, 'host')
  return Object.freeze({
    ...authenticated,
    tenantId: authenticated.actor.tenantId,
    requestId: uuidV7(),
  })
}

interface Running {
  readonly engine: Engine
  readonly app: HttpApp
  stop(timeoutMs: number): Promise<void>
}

/** Floor by floor; whatever was opened is closed again when a later step fails. */
async function start(
  options: CrmOptions,
  manifest: ReturnType<typeof composeManifest>,
  logger: Logger,
): Promise<Running> {
  const database = await openDatabase(options, manifest, logger)
  try {
    await bringUpToDate(options, database)
    const engine = buildEngine(options, manifest, database, logger)
    const lifecycle = lifecycleContext(database)
    for (const plugin of manifest.plugins) await plugin.lifecycle?.boot?.(lifecycle)
    const app = createApp(options, engine)
    if (options.worker !== 'off') await engine.worker.start()
    for (const plugin of manifest.plugins) await plugin.lifecycle?.ready?.(lifecycle)
    return { engine, app, stop: (timeoutMs) => stop(engine, app, timeoutMs) }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function bringUpToDate(
  options: CrmOptions,
  database: Awaited<ReturnType<typeof openDatabase>>,
): Promise<void> {
  const mode = options.migrate ?? (options.database?.url === undefined ? 'auto' : 'check')
  if (mode === 'auto') await database.migrate()
  if (mode === 'check') {
    await database.migrator.check()
    await ensureChangePartitions(database.pools.owner, database.schema)
  }
}

/** The drain order that leaves no request without an answer: requests, jobs, plugins from the top down, connections. */
async function stop(engine: Engine, app: HttpApp, timeoutMs: number): Promise<void> {
  await app.load.drain(timeoutMs)
  await engine.worker.stop({ timeoutMs })
  for (const plugin of [...engine.manifest.plugins].reverse()) await plugin.lifecycle?.close?.()
  await engine.tenantDb.close()
  await engine.database.close()
}
