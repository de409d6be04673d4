import { type Asked, type Hearing, hearingOf, type LiveReader } from './hearing.ts'
import { encodeCursor } from './live-cursor.ts'
import { LiveStream } from './live-stream.ts'
import type { Position } from './position.ts'

export interface LiveRequest extends LiveReader {
  readonly asked: Asked
  /** `Last-Event-ID`: where the reader was; `lost` when it cannot be read any more. */
  readonly from: Position | 'lost' | undefined
  /** Without `from`: the page has begun to read so long ago. */
  readonly recallMs: number | undefined
  /** Asks again whose request it is; undefined or a 401 when it is nobody's any more. */
  identifyAgain(): Promise<LiveReader | undefined>
}

/** One open stream, as the hub keeps it. */
export class LiveConnection {
  readonly stream = new LiveStream()
  readonly tenantId: string
  readonly openedAtMs = performance.now()
  readonly request: LiveRequest
  reader: LiveReader
  hearing: Hearing
  /** Not part of the live feed yet: what it missed comes first. */
  joining = true
  /** While joining: where the reader is. Undefined for one who begins now. */
  from: LiveRequest['from']
  /** How long ago the feed was at `from`, of one who has asked for it. */
  recalledMs: number | undefined = undefined
  /** A reader who comes from a process that was ahead of this one has these changes already. */
  ahead: Position | undefined = undefined
  /** The owners it reads records of may be others. */
  regrouped = false
  /** While joining: not before this time. */
  heldUntilMs = 0
  /** Its rights may be out of date: nothing is sent before they were asked for again. */
  doubtful = false
  /** When its reader is asked for again in any case. */
  askAgainAtMs = nextAskMs()
  /** When something was last sent. */
  sentAtMs = performance.now()
  greeted = false

  constructor(request: LiveRequest) {
    this.request = request
    this.reader = request
    this.tenantId = request.actor.tenantId
    this.from = request.from
    this.hearing = hearingOf(request.asked, request)
  }

  /** Reads with these rights from now on; true when anything may look different with them. */
  take(reader: LiveReader): boolean {
    const changed = identityOf(reader) !== identityOf(this.reader)
    this.reader = reader
    this.hearing = hearingOf(this.request.asked, reader)
    return changed
  }

  cursorAt(position: Position): string {
    return encodeCursor({ tenantId: this.tenantId, rightsKey: this.reader.rights.key }, position)
  }
}

/** A host's user may have been signed out, which only the host knows: asked each 15 to 30 s, not for all streams at once. */
const ASK_AGAIN_MS = 15_000

export function nextAskMs(): number {
  return performance.now() + ASK_AGAIN_MS * (1 + Math.random())
}

/** All that decides what somebody sees. */
function identityOf({ actor, rights }: LiveReader): string {
  return JSON.stringify([rights.key, actor.memberId, [...actor.teamIds].sort()])
}
