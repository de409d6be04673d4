import type { Actor, Through } from './actor.ts'
import type { Rights } from './rights.ts'

/** Who asks, with what rights, through what: handed to everything that runs for one request, job or `crm.run`. */
export interface RequestContext {
  readonly tenantId: string
  readonly actor: Actor
  readonly rights: Rights
  readonly through: Through
  /** Correlates answer, log lines and change rows. */
  readonly requestId: string
  /** Aborted when the caller went away. */
  readonly signal?: AbortSignal
}
