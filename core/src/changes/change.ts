import type { Through } from '../identity/actor.ts'

export type ChangeAction =
  'created' | 'updated' | 'deleted' | 'restored' | 'purged' | 'event' | 'job'

/** One row of the change log: audit trail, outbox, live feed and timeline at once. */
export interface Change {
  readonly tenantId: string
  /** Grows with every change of the engine, in the order of the statements; transactions may commit in another. */
  readonly seq: number
  /** RFC 3339, UTC: when the transaction began. */
  readonly at: string
  /** Null for `job`, and for an `event` that is about no record. */
  readonly entity: string | null
  /** Of an `event` without an entity: the member it is for, if any. */
  readonly recordId: string | null
  readonly action: ChangeAction
  /** `contact.created` for the five record actions, the plugin's own name for `event`, the job's name for `job`. */
  readonly name: string
  readonly actor: { readonly kind: string; readonly id: string; readonly name?: string }
  readonly through: Through
  /** The fields that changed, as they were; null for `created`. */
  readonly before: Readonly<Record<string, unknown>> | null
  /** The fields that changed, as they are; the payload of `event`; `{ payload, key?, runAt?, queue?, maxAttempts }` of `job`. */
  readonly after: Readonly<Record<string, unknown>> | null
  readonly version: number | null
  readonly requestId: string
}
