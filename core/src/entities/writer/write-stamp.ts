import type { Through } from '../../identity/actor.ts'
import type { RequestContext } from '../../identity/request-context.ts'

/** Who writes, as it is stored on the record and in the change log. */
export interface WriteStamp {
  /** JSON text of `{ kind, id, name?, through }`. */
  readonly json: string
  readonly through: Through
  readonly requestId: string
}

export function writeStamp({ actor, through, requestId }: RequestContext): WriteStamp {
  const { kind, id, name } = actor
  return { json: JSON.stringify({ kind, id, name, through }), through, requestId }
}
