import { asFunction, asValue, type AwilixContainer, createContainer } from 'awilix'
import type { Model } from 'objection'

import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { compileValidator, faultsOf } from '../base/validator.ts'
import { appendChange, type ChangeLogOptions, type EventAddress } from '../changes/change-log.ts'
import { createRecords } from '../entities/create-records.ts'
import type { Reader } from '../entities/reader/reader.ts'
import type { RunRecordSql } from '../entities/reader/record-sql.ts'
import type { Writer } from '../entities/writer/writer.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { AddJobOptions } from '../jobs/define-job.ts'
import type { JobRegistry } from '../jobs/job-registry.ts'
import type { Mails, NewMail } from '../mail/mails.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { ViewOf } from './create-view-of.ts'
import { errors } from './errors.ts'
import type { Manifest } from './manifest.ts'
import type { PluginContext } from './plugin-context.ts'
import type { TenantSettings } from './tenant-settings.ts'

/** The name under which the host itself works in `crm.run`: it sees the services of all plugins. */
export const HOST = 'host'

/** What the engine's singletons are in the container; plugins never see it. */
export interface Singletons {
  readonly tenantDb: TenantDb
  readonly reader: Reader
  readonly writer: Writer
  readonly changeLog: ChangeLogOptions
  readonly jobs: JobRegistry
  readonly settings: TenantSettings
  readonly models: ReadonlyMap<string, typeof Model>
  readonly sql: RunRecordSql
  readonly viewOf: ViewOf
  readonly mails: Mails
  readonly clock: Clock
  /** Context of a plugin acting for itself. */
  readonly systemContext: (
    tenantId: string,
    id: string,
    through: RequestContext['through'],
    requestId: string,
  ) => RequestContext
  readonly logger: Logger
}

/** One request, job or `crm.run` as plugin code sees it. */
export interface RequestScope {
  /** The context of a plugin; the same object for the whole scope. */
  contextOf(plugin: string): AnyPluginContext
}

/** A context as the kernel hands it out; the registry types are a promise to authors only. */
export type AnyPluginContext = PluginContext<never, never>

export interface Scopes {
  /** The scope of a request; opened when plugin code first runs for it, so that a plain read does not pay for one. */
  of(request: RequestContext): Promise<RequestScope>
  /** The context of a plugin that acts for itself. */
  asPlugin(
    plugin: string,
    request: Pick<RequestContext, 'tenantId' | 'through' | 'requestId'>,
  ): Promise<AnyPluginContext>
}

/**
 * PROXY and strict: a singleton that reached for a request's context would be served to every later tenant; strict makes it fail
 * instead (measured, research/engines.md §6). A scope is one `createScope` and two values: 2.5 µs.
 */
export function createScopes(manifest: Manifest, singletons: Singletons): Scopes {
  const root = createContainer({ injectionMode: 'PROXY', strict: true })
  root.register({
    tenantDb: asValue(singletons.tenantDb),
    reader: asValue(singletons.reader),
    writer: asValue(singletons.writer),
    models: asValue(singletons.models),
    logger: asValue(singletons.logger),
  })
  for (const { plugin, name, value } of manifest.services) {
    const build = value as (context: AnyPluginContext) => unknown
    root.register(
      serviceKey(name),
      asFunction(({ scope }: { scope: RequestScope }) => build(scope.contextOf(plugin))).scoped(),
    )
  }
  const visible = visibleServices(manifest)
  const assertEvent = createEventCheck(manifest)
  const open = new WeakMap<RequestContext, Promise<RequestScope>>()

  return { of, asPlugin }

  async function asPlugin(
    plugin: string,
    { tenantId, through, requestId }: Pick<RequestContext, 'tenantId' | 'through' | 'requestId'>,
  ): Promise<AnyPluginContext> {
    const request = singletons.systemContext(tenantId, `plugin:${plugin}`, through, requestId)
    return (await of(request)).contextOf(plugin)
  }

  function of(request: RequestContext): Promise<RequestScope> {
    let scope = open.get(request)
    if (!scope) {
      scope = openScope(request)
      open.set(request, scope)
    }
    return scope
  }

  async function openScope(request: RequestContext): Promise<RequestScope> {
    const settings = await singletons.settings.of(request.tenantId)
    const container = root.createScope()
    const contexts = new Map<string, AnyPluginContext>()
    const scope: RequestScope = {
      contextOf(plugin) {
        let context = contexts.get(plugin)
        if (!context) {
          context = contextFor(plugin, request, settings, container)
          contexts.set(plugin, context)
        }
        return context
      },
    }
    container.register({ request: asValue(request), scope: asValue(scope) })
    return scope
  }

  function contextFor(
    plugin: string,
    request: RequestContext,
    settings: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
    container: AwilixContainer,
  ): AnyPluginContext {
    const { tenantDb, reader, writer, changeLog, models, jobs } = singletons
    const seen = visible.get(plugin) ?? new Set<string>()
    const services = new Proxy(Object.create(null) as object, {
      get: (_, name) => resolveService(container, plugin, String(name), seen),
      has: (_, name) => seen.has(String(name)),
    })
    const context = {
      request,
      settings: settings.get(plugin) ?? {},
      services,
      records: (name: string) =>
        createRecords({ reader, writer }, request, manifest.registry.get(name)),
      model(entity: string) {
        const model = models.get(entity)
        if (!model) throw errors.UNKNOWN_MODEL({ entity })
        return model
      },
      entity: (name: string) => manifest.registry.entities.get(name),
      sql: (write: Parameters<RunRecordSql>[1]) => singletons.sql(request, write),
      asPlugin: () => asPlugin(plugin, request),
      viewOf: (memberId: string) => singletons.viewOf(request, memberId),
      mail: {
        on: singletons.mails.on,
        // Two plugins that choose the same key mean two mails.
        send: (mail: NewMail) =>
          singletons.mails.send(request, { ...mail, key: `${plugin}/${mail.key}` }),
      },
      clock: singletons.clock,
      async emit(event: string, payload: Readonly<Record<string, unknown>>, about?: EventAddress) {
        assertEvent(plugin, event, payload)
        await appendChange(changeLog, request, {
          action: 'event',
          name: event,
          after: payload,
          about,
        })
      },
      async addJob(job: string, payload: unknown, addOptions?: AddJobOptions) {
        // The host names jobs of every plugin, so it names them in full.
        const name = plugin === HOST ? job : `${plugin}:${job}`
        await appendChange(changeLog, request, {
          action: 'job',
          name,
          after: jobs.request(name, payload, addOptions),
        })
      },
      transaction: <T>(work: () => Promise<T>) => tenantDb.transaction(request.tenantId, work),
      get log() {
        return singletons.logger.child({
          plugin,
          requestId: request.requestId,
          tenantId: request.tenantId,
        })
      },
    }
    return context as unknown as AnyPluginContext
  }
}

function serviceKey(name: string): string {
  return `service.${name}`
}

function resolveService(
  container: AwilixContainer,
  plugin: string,
  name: string,
  known: ReadonlySet<string>,
): unknown {
  if (!known.has(name))
    throw errors.UNKNOWN_SERVICE({ plugin, service: name, known: [...known].join(', ') || 'none' })
  return container.resolve(serviceKey(name))
}

/** A plugin sees its own services and those of plugins it declares; the same as its types say. */
function visibleServices(manifest: Manifest): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Set(manifest.services.map((service) => service.name))
  return new Map([
    [HOST, all],
    ...manifest.plugins.map(({ name, requires, optional }): [string, ReadonlySet<string>] => {
      const reachable = new Set([
        name,
        ...Object.keys(requires ?? {}),
        ...Object.keys(optional ?? {}),
      ])
      return [
        name,
        new Set(
          manifest.services
            .filter(({ plugin }) => reachable.has(plugin))
            .map((service) => service.name),
        ),
      ]
    }),
  ])
}

/** A payload is checked where it is made: a subscriber that fails an hour later points at nobody. */
function createEventCheck(
  manifest: Manifest,
): (plugin: string, event: string, payload: unknown) => void {
  const validators = new Map<string, ReturnType<typeof compileValidator>>()
  return (plugin, event, payload) => {
    const events = manifest.plugins.find(({ name }) => name === plugin)?.events ?? {}
    const definition = events[event]
    if (!definition)
      throw errors.UNKNOWN_EVENT({ plugin, event, known: Object.keys(events).join(', ') || 'none' })
    let validate = validators.get(event)
    if (!validate) validators.set(event, (validate = compileValidator(definition.payload)))
    if (validate(payload)) return
    const reason = faultsOf(validate.errors)
      .map(({ path, message }) => `${path || '/'} ${message}`)
      .join('; ')
    throw errors.PAYLOAD_INVALID({ name: event, reason })
  }
}
