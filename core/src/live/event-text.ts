import type { Change } from '../changes/change.ts'
import type { ReadRights } from '../entities/reader/readable.ts'
import { encodeCursor } from './live-cursor.ts'
import type { Position } from './position.ts'
import { type Reading, visibleChange } from './visible-change.ts'

/** How a change meets a reader: as one of a record they see, one that has just come into their sight, or one that left it. */
export type Sight = 'seen' | 'entered' | 'left'

/** A change in its place in the log. */
export interface PlacedChange {
  readonly change: Change
  readonly position: Position
  /**
   * Set when a newer change of the record was sent before this one: the version that one told. The values of this one are stale
   * then, and only name what to load.
   */
  readonly overtakenBy: number | undefined
}

/** A change of a record as it goes over the wire; undefined when the reader may see nothing of it. */
export function changeText(
  { change, position, overtakenBy }: PlacedChange,
  sight: Sight,
  reading: Reading,
): string | undefined {
  const { tenantId, entity, recordId: id, requestId, at } = change
  const cursor = encodeCursor({ tenantId, rightsKey: reading.rights.key }, position)
  if (sight === 'left') {
    const nothing = { version: null, changed: [], values: {}, partial: false, requestId }
    return message(cursor, 'change', { entity, id, action: 'gone', ...nothing, actor: null, at })
  }
  const visible = visibleChange(change, reading)
  if (!visible && sight === 'seen') return undefined
  const { changed = [], values = {}, partial = true, actor = null } = visible ?? {}
  return message(cursor, 'change', {
    entity,
    id,
    action: change.action,
    version: overtakenBy ?? change.version,
    changed,
    values: overtakenBy === undefined ? values : {},
    partial: partial || sight === 'entered' || overtakenBy !== undefined,
    requestId,
    actor,
    at,
  })
}

/** An event of a plugin. Who did it is not said: that is a field of some record, with rights of its own. */
export function eventText({ change, position }: PlacedChange, rights: ReadRights): string {
  const { tenantId, name, entity, recordId: id, after: payload, requestId, at } = change
  const cursor = encodeCursor({ tenantId, rightsKey: rights.key }, position)
  return message(cursor, 'event', { name, entity, id, payload, requestId, at })
}

function message(cursor: string, kind: 'change' | 'event', data: object): string {
  return `id: ${cursor}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`
}

export type ResetReason = 'missed' | 'rights' | 'slow'
export type EndReason = 'expired' | 'revoked' | 'closing'

/** From here on nothing is missed. */
export function readyText(
  cursor: string,
  about: {
    entities: readonly string[]
    events: readonly string[]
    heartbeatMs: number
    resumed: boolean
    /** Of one who has asked for what was told before: since how long ago. */
    recalledMs?: number | undefined
  },
): string {
  return `retry: ${RETRY_MS}\nid: ${cursor}\nevent: ready\ndata: ${JSON.stringify(about)}\n\n`
}

export function resetText(cursor: string | undefined, reason: ResetReason): string {
  return `${idLine(cursor)}event: reset\ndata: ${JSON.stringify({ reason })}\n\n`
}

/** When the engine stops, all come back at once: each is told another time within `SPREAD_MS`. */
export function endText(cursor: string | undefined, reason: EndReason): string {
  const retryMs = reason === 'closing' ? RETRY_MS + Math.floor(Math.random() * SPREAD_MS) : RETRY_MS
  return `retry: ${retryMs}\n${idLine(cursor)}event: end\ndata: ${JSON.stringify({ reason })}\n\n`
}

/** A comment, so that proxies keep the connection; and the place, so that a reader who sees few changes need not look far back. */
export function heartbeatText(cursor: string | undefined): string {
  return `:\n${idLine(cursor)}\n`
}

/** A client keeps the place it has when it is told none. */
function idLine(cursor: string | undefined): string {
  return cursor === undefined ? '' : `id: ${cursor}\n`
}

/** What a client waits before it connects again, unless it knows better. */
const RETRY_MS = 1_000
const SPREAD_MS = 4_000
