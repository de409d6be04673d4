import type { Model } from 'objection'

import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { EventAddress } from '../changes/change-log.ts'
import type { Entity } from '../entities/entity.ts'
import type { RecordSql } from '../entities/reader/record-sql.ts'
import type { Records } from '../entities/records.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { AddJobOptions } from '../jobs/define-job.ts'
import type { Mail } from '../mail/mails.ts'
import type { Row } from '../tenancy/statement.ts'
import type { MemberView } from './member-view.ts'
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
  /** What is known of an entity, of whatever plugin; undefined when none of this name is loaded. */
  entity(name: string): Entity | undefined
  /**
   * One SQL statement of the plugin's own, inside the tenant's wall and the open transaction: for counts, sums and reports, and for
   * tables its migrations made. Records are written through `records`. Rows are arrays in column order.
   */
  sql(write: (sql: RecordSql) => string): Promise<readonly Row[]>
  /**
   * The plugin acting for itself in the same tenant and transaction: for what follows from an actor's write and is no right of theirs,
   * such as giving a lead its owner. What it writes says so (`createdBy.kind` is `system`).
   */
  asPlugin(): Promise<PluginContext<P, D>>
  /**
   * The records as a member may read them, for what is sent to them unasked; by the roles of their last request. Undefined for a member
   * who left, and for one of whom no request came yet.
   */
  viewOf(memberId: string): Promise<MemberView | undefined>
  readonly mail: Mail
  readonly clock: Clock
  /**
   * Records an event in the change log of the open transaction; subscribers run after commit. One with `live` is told to whoever may read
   * the record it is about, or to the member it is for.
   */
  emit<E extends keyof Of<P, 'events'> & string>(
    event: E,
    payload: Of<P, 'events'>[E],
    about?: EventAddress,
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
