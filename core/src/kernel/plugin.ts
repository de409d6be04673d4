import type { Knex } from 'knex'
import type { Model } from 'objection'

import type { JsonSchema } from '../base/validator.ts'
import type { Change } from '../changes/change.ts'
import type { EntityHooks } from '../entities/hooks.ts'
import type { Call, Route } from '../http/route.ts'
import type { JobDefinition } from '../jobs/define-job.ts'
import type { TimelineSource } from '../timeline/timeline-source.ts'
import type { PluginContext } from './plugin-context.ts'
import type { Merge, Of, PluginName, RecordOf } from './plugin-registry.ts'

/**
 * What a plugin gives the kernel: inert data, nothing runs at import.
 *
 * @typeParam P the plugin's own name. @typeParam D the plugins it declares in `requires` and `optional`; nothing of any other plugin can be used.
 */
export interface Plugin<P extends PluginName = PluginName, D extends PluginName = never> {
  /** Kebab-case, unique in a kernel. */
  readonly name: P
  /** Semantic version of the plugin. */
  readonly version: string
  /** Range of `@crmkit/core` it works with. */
  readonly engine: string
  /** Plugins that must be loaded, with the accepted range of each. */
  readonly requires?: { readonly [K in D]?: string }
  /** Plugins used when they are loaded. */
  readonly optional?: Readonly<Record<string, string>>
  readonly conflicts?: readonly string[]
  readonly settings?: {
    /** JSON Schema of an object; defaults in it are applied. */
    readonly schema: JsonSchema
    /** `instance`: given to `createCrm`; `tenant`: stored for each tenant, starting from the instance's values. */
    readonly scope: 'instance' | 'tenant'
    /** Keys never shown in an answer, a log or the change log. */
    readonly secrets?: readonly string[]
  }
  /** Permissions beyond `<entity>.read|create|update|delete|purge|export|import`, which every entity has. */
  readonly permissions?: Readonly<Record<string, PermissionDefinition>>
  readonly entities?: {
    readonly [K in keyof Of<P, 'entities'> & string]: EntityDefinition<Of<P, 'entities'>[K], P, D>
  }
  /** Sidecars on entities of required plugins. */
  readonly extends?: {
    readonly [K in keyof Merge<D, 'entities'> & string]?: ExtensionDefinition<
      RecordOf<P | D, K>,
      P,
      D
    >
  }
  readonly services?: {
    readonly [K in keyof Of<P, 'services'> & string]: (
      context: PluginContext<P, D>,
    ) => Of<P, 'services'>[K]
  }
  readonly routes?: readonly PluginRoute<P, D>[]
  /** Events the plugin emits beyond `<entity>.created|updated|deleted|restored|purged`. */
  readonly events?: {
    readonly [E in keyof Of<P, 'events'> & string]: EventDefinition
  }
  /** Durable subscribers by id: run after commit, as jobs, at least once. */
  readonly subscribers?: Readonly<Record<string, SubscriberDefinition<P, D>>>
  readonly jobs?: {
    readonly [J in keyof Of<P, 'jobs'> & string]: JobDefinition<
      Of<P, 'jobs'>[J],
      PluginContext<P, D>
    >
  }
  /** What the plugin adds to the timelines of records, by the name of the source. */
  readonly timeline?: Readonly<Record<string, TimelineSource<PluginContext<P, D>>>>
  /** Folder with the plugin's numbered SQL files. */
  readonly migrations?: URL
  readonly ui?: readonly UiContribution[]
  /** Browser module with the plugin's typed client. */
  readonly client?: { readonly module: string }
  readonly lifecycle?: {
    boot?(context: LifecycleContext): Promise<void>
    ready?(context: LifecycleContext): Promise<void>
    close?(): Promise<void>
    /** Removes what lies outside the plugin's own tables. */
    uninstall?(context: LifecycleContext): Promise<void>
  }
}

export interface PermissionDefinition {
  readonly label: string
  /** Default roles that hold it and how far; the `admin` role always holds all. */
  readonly default?: Readonly<Partial<Record<'manager' | 'user' | 'guest', 'own' | 'team' | 'all'>>>
  /** An embed session may hold it. Default false: leave it so for what administrates. */
  readonly embed?: boolean
}

export interface EventDefinition {
  readonly payload: JsonSchema
  /**
   * `GET /live` tells the event, with its payload: about a record, to whoever may read the record and holds the permission, if one is named;
   * for a member, to that member alone. Field rights are not asked, so such a payload names ids and no values.
   */
  readonly live?: true | { readonly permission: string }
}

export interface EntityDefinition<
  T = unknown,
  P extends PluginName = PluginName,
  D extends PluginName = never,
> {
  /** Checked by the meta-schema at boot. */
  readonly schema: JsonSchema
  /** Default: the plural in snake case. */
  readonly table?: string
  /** Objection mixin over the kernel's generated model; a subclass would be mistaken for its parent (objection#1719). */
  readonly model?: (Base: typeof Model) => typeof Model
  readonly hooks?: EntityHooks<T, PluginContext<P, D>>
  /**
   * What of the entity an embed session may reach, where its rights grant it. Default `records`: all but imports. `read` for what
   * administrators set up (pipelines, price lists), `none` for what no page is to see.
   */
  readonly embed?: 'records' | 'read' | 'none'
  /** Default reach of the entity's own permissions for the roles manager, user and guest. */
  readonly permissions?: Readonly<
    Partial<
      Record<
        'read' | 'create' | 'update' | 'delete' | 'purge' | 'export' | 'import',
        PermissionDefinition['default']
      >
    >
  >
}

export interface ExtensionDefinition<
  T = unknown,
  P extends PluginName = PluginName,
  D extends PluginName = never,
> {
  readonly schema: JsonSchema
  readonly hooks?: EntityHooks<T, PluginContext<P, D>>
}

/** A route whose handler is given the plugin's context; mounted as written, below `/api/v1`. */
export interface PluginRoute<
  P extends PluginName = PluginName,
  D extends PluginName = never,
> extends Omit<Route, 'handler' | 'tag' | 'access'> {
  readonly tag?: string
  /** Mandatory: no route is open by omission. */
  readonly access: Route['access']
  /**
   * Of a `public` route: the tenant (id or key) its address or body names. The handler then works as the plugin itself there; without
   * this word a public route has no context. Whoever knows the address acts with all rights of the plugin, so check what came.
   */
  tenantOf?(call: Call): string | undefined
  handler(call: Call, context: PluginContext<P, D>): Promise<Awaited<ReturnType<Route['handler']>>>
}

export interface SubscriberDefinition<
  P extends PluginName = PluginName,
  D extends PluginName = never,
> {
  /** `contact.created`, `contact.*`, `*.created` or `*`. */
  readonly on: string | readonly string[]
  readonly maxAttempts?: number
  run(change: Change, context: PluginContext<P, D>): Promise<void>
}

export interface UiContribution {
  /** Where it shows: `contact.detail.tabs`. */
  readonly slot: string
  readonly element: `crm-${string}`
  readonly module: string
  readonly permission?: string
}

export interface LifecycleContext {
  readonly schema: string
  /** Owner connection, outside any tenant. */
  readonly knex: Knex
}

/** Returns the plugin frozen; the call exists for its types. */
export function definePlugin<const P extends PluginName, D extends PluginName = never>(
  plugin: Plugin<P, D>,
): Plugin<P, D> {
  return Object.freeze(plugin)
}
