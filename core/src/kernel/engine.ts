import { type Clock, systemClock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { uuidV7 } from '../base/uuid-v7.ts'
import { createDispatcher, type Dispatcher } from '../changes/dispatcher.ts'
import { changeUpkeep } from '../changes/partitions.ts'
import { createSubscriberIndex, subscriberJob, subscriberJobName } from '../changes/subscribers.ts'
import { createCustomFields, type CustomFields } from '../custom-fields/create-custom-fields.ts'
import { keepColumns } from '../custom-fields/keep-columns.ts'
import { createModels } from '../entities/create-models.ts'
import type { EntityHookRunner } from '../entities/entity-hooks.ts'
import { noHooks } from '../entities/entity-hooks.ts'
import { createReader, type Reader } from '../entities/reader/reader.ts'
import { createRecordSql } from '../entities/reader/record-sql.ts'
import { createInputChecker } from '../entities/writer/check-input.ts'
import { createRecordLookup } from '../entities/writer/record-lookup.ts'
import { createWriter, type Writer } from '../entities/writer/writer.ts'
import type { Credentials } from '../http/exchange.ts'
import type { Call } from '../http/route.ts'
import { SystemActor, type Through } from '../identity/actor.ts'
import { type ApiKeys, createApiKeys } from '../identity/api-keys.ts'
import { createRightsCompiler } from '../identity/compile-rights.ts'
import type { RequestContext } from '../identity/request-context.ts'
import { createRoles, type Roles } from '../identity/roles.ts'
import type { Imports } from '../imports/create-imports.ts'
import type { JobDefinition } from '../jobs/define-job.ts'
import { createJobRegistry, type JobRegistry } from '../jobs/job-registry.ts'
import { holdLease } from '../jobs/lease.ts'
import { createWorker, type Worker } from '../jobs/worker.ts'
import { createLive, type Live } from '../live/create-live.ts'
import { mailUpkeep } from '../mail/mail-upkeep.ts'
import { createMails, type Mails } from '../mail/mails.ts'
import { createTenantDb, type TenantDb } from '../tenancy/tenant-db.ts'
import { createTenants, type Tenants } from '../tenancy/tenants.ts'
import { createViewOf } from './create-view-of.ts'
import type { CrmOptions } from './crm-options.ts'
import { type Embed, embedUpkeep, engineEmbed } from './engine-embed.ts'
import { engineImports, importJobs } from './engine-imports.ts'
import { createIdentify, type Identify } from './identify.ts'
import { liveEvents } from './live-events.ts'
import type { Manifest } from './manifest.ts'
import { createMembers, HOST_USER, type Members } from './members.ts'
import type { OpenDatabase } from './open-database.ts'
import { createScopes, type Scopes } from './scopes.ts'
import { createTenantSettings, type TenantSettings } from './tenant-settings.ts'

/** All parts of a running engine, built once, floor by floor. */
export interface Engine {
  readonly manifest: Manifest
  readonly database: OpenDatabase
  readonly tenantDb: TenantDb
  readonly tenants: Tenants
  readonly apiKeys: ApiKeys
  readonly roles: Roles
  readonly rights: ReturnType<typeof createRightsCompiler>
  readonly members: Members
  readonly settings: TenantSettings
  readonly identify: Identify
  readonly embed: Embed
  readonly reader: Reader
  readonly writer: Writer
  readonly customFields: CustomFields
  readonly imports: Imports
  readonly mails: Mails
  readonly jobs: JobRegistry
  readonly dispatcher: Dispatcher
  /** Something was committed: the dispatcher and the live feed need not wait for their next look. */
  readonly wake: () => void
  readonly live: Live
  readonly worker: Worker
  readonly scopes: Scopes
  readonly logger: Logger
  readonly clock: Clock
  /** Context of the engine acting for itself inside a tenant. */
  readonly systemContext: (
    tenantId: string,
    id: string,
    through: Through,
    requestId?: string,
  ) => RequestContext
}

export function buildEngine(
  options: CrmOptions,
  manifest: Manifest,
  database: OpenDatabase,
  logger: Logger,
): Engine {
  const { schema, pools } = database
  const { registry } = manifest
  const clock = options.clock ?? systemClock
  const { binding, lanes, acquireTimeoutMs } = options.database ?? {}
  const tenantDb = createTenantDb({
    pool: pools.app,
    ...defined({ binding, lanes, acquireTimeoutMs }),
  })
  const tenants = createTenants({ schema, app: pools.app, owner: pools.owner })
  const rights = createRightsCompiler(manifest.permissions)
  const roles = createRoles({ schema, tenantDb, catalogue: manifest.permissions })
  const apiKeys = createApiKeys({ schema, app: pools.app, tenantDb, clock })
  const settings = createTenantSettings({
    schema,
    tenantDb,
    plugins: manifest.plugins,
    instance: options.settings ?? {},
  })

  const dispatcher = createDispatcher({
    ownerPool: pools.owner,
    schema,
    findSubscribers: createSubscriberIndex(
      manifest.subscribers.map(({ plugin, name, value }) => ({
        plugin,
        id: name,
        on: value.on,
        maxAttempts: value.maxAttempts,
      })),
    ),
    logger,
  })
  const wake = (): void => {
    dispatcher.wake()
    live.wake()
  }
  const customFields = createCustomFields({
    schema,
    tenantDb,
    registry,
    permissions: new Set(manifest.permissions.permissions.keys()),
    jobs: () => jobs,
    wake,
  })
  const tenantFields = customFields.source
  const reader = createReader({ schema, tenantDb, registry, clock, tenantFields })
  database.onLost(() => reader.forget())
  const lookup = createRecordLookup({ schema, tenantDb, system: rights.system })
  const checker = createInputChecker({ country: options.country })
  const hooks = new Map<string, EntityHookRunner>()
  const hooksOf = (entity: string): EntityHookRunner => hooks.get(entity) ?? noHooks(entity)
  const writer = createWriter({
    schema,
    tenantDb,
    registry,
    reader,
    lookup,
    checker,
    hooksOf,
    tenantFields,
    returnsOld: database.version >= 18,
    wake,
  })
  const imports = engineImports({
    schema,
    tenantDb,
    registry,
    hooksOf,
    writer,
    lookup,
    country: options.country,
    tenantFields,
    customFields: async (tenantId, entity) => (await tenantFields.of(tenantId)).fields(entity.name),
    keepColumns: (context, entity, headers) => keepColumns(customFields, context, entity, headers),
    rights,
    roles,
    jobs: () => jobs,
    wake,
  })
  const mails = createMails({
    options: options.mail,
    changeLog: { tenantDb, schema, wake },
    jobs: () => jobs,
    logger,
  })
  const jobs: JobRegistry = createJobRegistry(
    new Map([
      ...jobDefinitions(manifest, { tenantDb, schema }),
      ...importJobs(imports),
      ...coreJobs(customFields.jobs),
      ...coreJobs(mails.jobs),
    ]),
  )
  const models = createModels({
    schema,
    registry,
    knex: tenantDb.knex,
    mixins: modelMixins(manifest),
  })
  const scopes = createScopes(manifest, {
    tenantDb,
    reader,
    writer,
    changeLog: { tenantDb, schema, wake },
    jobs,
    settings,
    models,
    viewOf: createViewOf({ identify: () => identify, reader, registry }),
    mails,
    clock,
    sql: createRecordSql({ schema, tenantDb, registry, clock, tenantFields }),
    systemContext,
    logger,
  })
  for (const [entity, compose] of manifest.hooks) {
    hooks.set(
      entity,
      compose(async (plugin, request) => (await scopes.of(request)).contextOf(plugin)),
    )
  }

  const members = createMembers({
    schema,
    tenantDb,
    add: async (tenantId, userId, { name, email }) => {
      const context = systemContext(tenantId, 'members', 'host')
      const { system, type } = HOST_USER
      await writer.upsert(context, registry.get('member'), `external:${system}:${type}`, userId, {
        name,
        ...(email ? { email } : {}),
      })
    },
  })
  const embed = engineEmbed({ options: options.embed, schema, pools, tenantDb, clock })
  const identify = createIdentify({
    authenticate: options.authenticate,
    tenants,
    apiKeys,
    roles,
    members,
    rights,
    catalogue: manifest.permissions,
    embedSessions: embed.sessions,
    trustsProxy: (options.trustProxyHops ?? 0) > 0,
    fieldPermissions: async (tenantId) => (await tenantFields.of(tenantId)).permissions,
  })
  const live = createLive({
    ownerPool: pools.owner,
    schema,
    tenantDb,
    registry,
    events: liveEvents(manifest.plugins),
    tenantFields,
    // What a handler is given as its call is the whole exchange, credentials included (http/exchange.ts).
    identifyAgain: (call) => identify.request(call as Call & Credentials),
    forgetRights(tenantId) {
      identify.forget(tenantId)
      tenantFields.refresh?.(tenantId).catch(() => undefined)
    },
    settings: options.live,
    logger,
    clock,
  })
  const worker = createWorker({
    ownerPool: pools.owner,
    schema,
    jobs,
    source: dispatcher,
    upkeep: [...changeUpkeep(schema), ...embedUpkeep(schema), ...mailUpkeep(schema)],
    logger,
    clock,
    ...(options.worker === 'off' ? {} : options.worker),
    runJob: async (name, envelope, run) => {
      const context = systemContext(envelope.tenantId, `job:${name}`, 'job', envelope.requestId)
      const scope = await scopes.of(context)
      const plugin = name.slice(0, name.indexOf(':'))
      // A worker that was stopped and goes on must not write what another has taken over.
      await tenantDb.fenced(holdLease(schema, run.worker), () =>
        jobs.get(name).run(envelope.payload, scope.contextOf(plugin), run),
      )
    },
  })

  return Object.freeze({
    manifest,
    database,
    tenantDb,
    tenants,
    apiKeys,
    roles,
    rights,
    members,
    settings,
    identify,
    embed,
    reader,
    writer,
    customFields,
    imports,
    mails,
    jobs,
    dispatcher,
    wake,
    live,
    worker,
    scopes,
    logger,
    clock,
    systemContext,
  })

  function systemContext(
    tenantId: string,
    id: string,
    through: Through,
    requestId: string = uuidV7(),
  ): RequestContext {
    return Object.freeze({
      tenantId,
      actor: new SystemActor(tenantId, id),
      rights: rights.system,
      through,
      requestId,
    })
  }
}

/** Jobs of plugins under their full names, and one job for each durable subscriber. */
function jobDefinitions(
  manifest: Manifest,
  reads: { tenantDb: TenantDb; schema: string },
): ReadonlyMap<string, JobDefinition> {
  return new Map([
    ...manifest.jobs.map(
      ({ plugin, name, value }) =>
        [`${plugin}:${name}`, value as unknown as JobDefinition] as const,
    ),
    ...manifest.subscribers.map(({ plugin, name, value }) => {
      const subscriber = { ...value, plugin, id: name, run: value.run.bind(value) as never }
      return [
        subscriberJobName(subscriber),
        subscriberJob(subscriber, reads) as unknown as JobDefinition,
      ] as const
    }),
  ])
}

/** Jobs of the engine itself under their full names. */
function coreJobs(
  jobs: Readonly<Record<string, JobDefinition>>,
): (readonly [string, JobDefinition])[] {
  return Object.entries(jobs).map(([name, definition]) => [`core:${name}`, definition] as const)
}

function modelMixins(manifest: Manifest): Parameters<typeof createModels>[0]['mixins'] {
  return new Map(
    manifest.plugins.flatMap(({ entities }) =>
      Object.entries(entities ?? {}).flatMap(([name, { model }]) =>
        model ? [[name, model] as const] : [],
      ),
    ),
  )
}

function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
