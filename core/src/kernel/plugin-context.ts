import type { Model } from 'objection'

import type { Logger } from '../base/logger.ts'
import type { Records } from '../entities/records.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { AddJobOptions } from '../jobs/define-job.ts'
import type { Merge, Of, PluginName, RecordOf } from './plugin-registry.ts'

/**
 * What code of plugin P that declares D sees of the engine, for one request, job or `crm.run`. Never the container.
 */
export interface PluginContext<P extends PluginName = PluginName, D extends PluginName = never> {
  readonly request: RequestContext
  readonly settings: Of<P, 'settings'>
  readonly services: Merge<P | D, 'services'>
  /** Reads and writes with the actor's rights, validation, hooks and change log, as over HTTP. */
  records<K extends keyof Merge<P | D, 'entities'> & string>(entity: K): Records<RecordOf<P | D, K>>
  /** The Objection model of an entity, bound to the open transaction; throws `NO_TRANSACTION` outside one. */
  model(entity: keyof Merge<P | D, 'entities'> & string): typeof Model
  /** Records an event in the change log of the open transaction; subscribers run after commit. */
  emit<E extends keyof Of<P, 'events'> & string>(
    event: E,
    payload: Of<P, 'events'>[E],
    about?: { entity: string; recordId: string },
  ): Promise<void>
  /** Adds a job with the open transaction, or at once outside one. */
  addJob<J extends keyof Of<P, 'jobs'> & string>(
    job: J,
    payload: Of<P, 'jobs'>[J],
    options?: AddJobOptions,
  ): Promise<void>
  /** Ambient: whatever runs inside `work` shares it; nested, a savepoint. */
  transaction<T>(work: () => Promise<T>): Promise<T>
  readonly log: Logger
}
