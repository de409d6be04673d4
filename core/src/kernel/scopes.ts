import { asFunction, asValue, type AwilixContainer, createContainer } from 'awilix'
import type { Model } from 'objection'

import type { Logger } from '../base/logger.ts'
import { compileValidator, faultsOf } from '../base/validator.ts'
import type { ChangeLog } from '../changes/change-log.ts'
import { createRecords } from '../entities/create-records.ts'
import type { Reader } from '../entities/reader/reader.ts'
import type { Writer } from '../entities/writer/writer.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { errors } from './errors.ts'
import type { Manifest } from './manifest.ts'
import type { PluginContext } from './plugin-context.ts'
import type { TenantSettings } from './tenant-settings.ts'

/** What the engine's singletons are in the container; plugins never see it. */
export interface Singletons {
  readonly tenantDb: TenantDb
  readonly reader: Reader
  readonly writer: Writer
  readonly changeLog: ChangeLog
  readonly settings: TenantSettings
  readonly models: ReadonlyMap<string, typeof Model>
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
  /** The same for hooks, whose scope their write has opened. */
  readonly root: AwilixContainer
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
    changeLog: asValue(singletons.changeLog),
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
  const payloads = createPayloadCheck(manifest)
  const open = new WeakMap<RequestContext, Promise<RequestScope>>()

  return { of, root }

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
    const { tenantDb, reader, writer, changeLog, models } = singletons
    const services = new Proxy(Object.create(null) as object, {
      get: (_, name) => resolveService(container, plugin, String(name), visible.get(plugin)!),
      has: (_, name) => visible.get(plugin)!.has(String(name)),
    })
    const context = {
      request,
      settings: settings.get(plugin) ?? {},
      services,
      records: (name: string) => createRecords({ reader, writer }, request, manifest.registry.get(name)),
      model(entity: string) {
        const model = models.get(entity)
        if (!model) throw errors.UNKNOWN_MODEL({ entity })
        return model
      },
      async emit(event: string, payload: Readonly<Record<string, unknown>>, about?: { entity: string; recordId: string }) {
        payloads.event(plugin, event, payload)
        await changeLog.append(request, { action: 'event', name: event, after: payload, ...about })
      },
      async addJob(job: string, payload: Readonly<Record<string, unknown>>, options = {}) {
        payloads.job(plugin, job, payload)
        await changeLog.append(request, { action: 'job', name: `${plugin}:${job}`, after: { payload, options } })
      },
      transaction: <T>(work: () => Promise<T>) => tenantDb.transaction(request.tenantId, work),
      get log() {
        return singletons.logger.child({ plugin, requestId: request.requestId, tenantId: request.tenantId })
      },
    }
    return context as unknown as AnyPluginContext
  }
}

function serviceKey(name: string): string {
  return `service.${name}`
}

function resolveService(container: AwilixContainer, plugin: string, name: string, known: ReadonlySet<string>): unknown {
  if (!known.has(name)) throw errors.UNKNOWN_SERVICE({ plugin, service: name, known: [...known].join(', ') || 'none' })
  return container.resolve(serviceKey(name))
}

/** A plugin sees its own services and those of plugins it declares; the same as its types say. */
function visibleServices(manifest: Manifest): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    manifest.plugins.map(({ name, requires, optional }) => {
      const reachable = new Set([name, ...Object.keys(requires ?? {}), ...Object.keys(optional ?? {})])
      return [name, new Set(manifest.services.filter(({ plugin }) => reachable.has(plugin)).map((service) => service.name))]
    }),
  )
}

/** Payloads are checked where they are made: a job that fails an hour later points at nobody. */
function createPayloadCheck(manifest: Manifest): {
  event(plugin: string, event: string, payload: unknown): void
  job(plugin: string, job: string, payload: unknown): void
} {
  const validators = new WeakMap<object, ReturnType<typeof compileValidator>>()
  return {
    event(plugin, event, payload) {
      const events = manifest.plugins.find(({ name }) => name === plugin)?.events ?? {}
      const definition = events[event]
      if (!definition) throw errors.UNKNOWN_EVENT({ plugin, event, known: Object.keys(events).join(', ') || 'none' })
      check(event, definition.payload, payload)
    },
    job(plugin, job, payload) {
      const definition = manifest.jobs.find((brought) => brought.plugin === plugin && brought.name === job)
      if (!definition) {
        const known = manifest.jobs.filter((brought) => brought.plugin === plugin).map(({ name }) => name)
        throw errors.UNKNOWN_JOB({ plugin, job, known: known.join(', ') || 'none' })
      }
      check(`${plugin}:${job}`, definition.value.payload, payload)
    },
  }

  function check(name: string, schema: Readonly<Record<string, unknown>>, payload: unknown): void {
    let validate = validators.get(schema)
    if (!validate) {
      validate = compileValidator(schema)
      validators.set(schema, validate)
    }
    if (validate(payload)) return
    const reason = faultsOf(validate.errors).map(({ path, message }) => `${path || '/'} ${message}`).join('; ')
    throw errors.PAYLOAD_INVALID({ name, reason })
  }
}
