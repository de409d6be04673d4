import { inputComponents } from '../contract/entity-components.ts'
import { assertUniqueOperations } from '../contract/openapi.ts'
import { createHttpApp, type HttpApp } from '../http/app.ts'
import { createIdempotency } from '../http/idempotency.ts'
import type { GaugeSource } from '../http/metrics.ts'
import { postgresLimits } from '../http/rate-limit-stores.ts'
import type { Route } from '../http/route.ts'
import type { CrmOptions } from './crm-options.ts'
import { createEmbedCors } from './embed-cors.ts'
import type { Engine } from './engine.ts'
import { engineRoutes } from './engine-routes.ts'
import { errors } from './errors.ts'
import { pluginRoutes } from './plugin-routes.ts'

/** The HTTP app of a running engine: all routes, and what the http floor asks the floors above it for. */
export function createApp(options: CrmOptions, engine: Engine): HttpApp {
  const { manifest, logger, identify, tenantDb, clock } = engine
  const { pools, schema } = engine.database
  const routes: readonly Route[] = [
    ...engineRoutes(engine, () => routes),
    ...pluginRoutes(manifest, engine.scopes, engine.tenants),
  ]
  assertUniqueOperations(routes)
  const { basePath, limits, trustProxyHops } = options
  return createHttpApp({
    routes,
    components: inputComponents({ registry: manifest.registry }),
    authenticate: (credentials) => identify.request(credentials),
    logger,
    clock,
    cors: createEmbedCors(engine.embed.origins),
    idempotency: createIdempotency({ tenantDb, schema }),
    readiness: readiness(options, engine),
    metrics: {
      gauges: gauges(engine),
      ...(options.metricsToken === undefined ? {} : { token: options.metricsToken }),
    },
    ...(options.sharedLimits ? { limitStore: postgresLimits(pools.app, schema) } : {}),
    ...(basePath === undefined ? {} : { basePath }),
    ...(limits === undefined ? {} : { limits }),
    ...(trustProxyHops === undefined ? {} : { trustProxyHops }),
  })
}

function readiness(
  options: CrmOptions,
  { database, worker }: Engine,
): Parameters<typeof createHttpApp>[0]['readiness'] {
  const checks = {
    database: () => database.pools.app.query('select 1'),
    migrations: () => database.migrator.check(),
  }
  if (options.worker === 'off') return checks
  const assertRunning = async (): Promise<void> => {
    if (worker.status().state !== 'running') throw errors.WORKER_STOPPED()
  }
  return { ...checks, worker: assertRunning }
}

function gauges({ database, worker, dispatcher, live }: Engine): GaugeSource[] {
  const { app } = database.pools
  return [
    {
      name: 'crmkit_database_connections',
      help: 'Connections of the pool that serves requests.',
      read: () => ({ open: app.totalCount, idle: app.idleCount, waiting: app.waitingCount }),
    },
    {
      name: 'crmkit_jobs_running',
      help: 'Background jobs this process runs.',
      read: () => worker.status().running,
    },
    {
      name: 'crmkit_dispatcher_lag_seconds',
      help: 'Age of the oldest change that has not been handed to its subscribers.',
      read: async () => (await dispatcher.lag()).seconds,
    },
    {
      name: 'crmkit_dispatcher_lag_changes',
      help: 'Changes that have not been handed to their subscribers.',
      read: async () => (await dispatcher.lag()).rows,
    },
    ...live.gauges,
  ]
}
