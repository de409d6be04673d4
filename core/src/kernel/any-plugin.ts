import type { Change } from '../changes/change.ts'
import type { CompleteHook, Hook } from '../entities/hooks.ts'
import type { Answer, Call } from '../http/route.ts'
import type { JobDefinition } from '../jobs/define-job.ts'
import type { TimelineSource } from '../timeline/timeline-source.ts'
import type {
  EntityDefinition,
  EventDefinition,
  Plugin,
  PluginRoute,
  SubscriberDefinition,
} from './plugin.ts'

/**
 * A plugin of any name. The registry types are a promise to authors; the kernel itself handles plugins it has never heard of,
 * so it sees them with names as plain strings and handlers that take any context.
 */
export interface AnyPlugin extends Omit<
  Plugin,
  | 'name'
  | 'requires'
  | 'entities'
  | 'extends'
  | 'services'
  | 'events'
  | 'jobs'
  | 'routes'
  | 'subscribers'
  | 'timeline'
> {
  readonly name: string
  readonly requires?: Readonly<Record<string, string | undefined>>
  readonly entities?: Readonly<Record<string, AnyEntity>>
  readonly extends?: Readonly<Record<string, Pick<AnyEntity, 'schema' | 'hooks'>>>
  readonly services?: Readonly<Record<string, (context: Loose) => unknown>>
  readonly events?: Readonly<Record<string, EventDefinition>>
  readonly jobs?: Readonly<Record<string, AnyJob>>
  readonly routes?: readonly AnyRoute[]
  readonly subscribers?: Readonly<Record<string, AnySubscriber>>
  readonly timeline?: Readonly<Record<string, AnyTimelineSource>>
}

/**
 * What a handler of a plugin takes. A plugin written for a registry has the types of its own; one a host writes in place, without
 * `definePlugin`, has these.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the registry of a host is not known here, and `unknown` would refuse every typed plugin
type Loose = any

export type AnyHook = Hook<Loose, Loose>
export type AnyHooks = Readonly<
  Partial<
    Record<
      | 'beforeCreate'
      | 'beforeUpdate'
      | 'beforeDelete'
      | 'afterCreate'
      | 'afterUpdate'
      | 'afterDelete',
      AnyHook
    >
  >
> & {
  readonly complete?: CompleteHook<Loose>
}
export type AnyEntity = Omit<EntityDefinition, 'hooks'> & { readonly hooks?: AnyHooks }
export type AnyJob = Omit<JobDefinition, 'run' | 'queue'> & {
  readonly queue?: (payload: never) => string
  run(payload: Loose, context: Loose, run: Loose): Promise<void>
}
export type AnyRoute = Omit<PluginRoute, 'handler'> & {
  readonly handler: (call: Call, context: Loose) => Promise<Answer>
}
export type AnyTimelineSource = TimelineSource<Loose>
export type AnySubscriber = Omit<SubscriberDefinition, 'run'> & {
  run(change: Change, context: Loose): Promise<void>
}
