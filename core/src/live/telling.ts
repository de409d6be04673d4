import {
  type EndReason,
  endText,
  heartbeatText,
  type ResetReason,
  resetText,
} from './event-text.ts'
import type { LiveConnection } from './live-connection.ts'
import type { LiveCounts } from './live-counts.ts'
import { MAX_WAITING_BYTES } from './live-stream.ts'
import type { OpenStreams } from './open-streams.ts'
import type { Position } from './position.ts'
import type { Chunk } from './tenant-batch.ts'

/** The words a stream is sent; `at` is where the feed is. */
export interface Telling {
  send(connection: LiveConnection, chunk: Chunk, at: Position | undefined): void
  reset(connection: LiveConnection, reason: Exclude<ResetReason, 'slow'>, at: Position): void
  heartbeat(connection: LiveConnection, at: Position | undefined): void
  end(connection: LiveConnection, reason: EndReason, at: Position | undefined): void
}

/** More in one piece is dearer to apply, one by one, than to load anew. */
export const MAX_TOLD = { events: 1_000, bytes: MAX_WAITING_BYTES }
/** After a burst (an import) readers load anew this often until it is over; in between they are told nothing. */
const HOLD_MS = 5_000

export function isTooMuch({ events, bytes }: Chunk): boolean {
  return events > MAX_TOLD.events || bytes.length > MAX_TOLD.bytes
}

export function createTelling(streams: OpenStreams, counts: LiveCounts): Telling {
  return { send, reset, heartbeat, end }

  function send(connection: LiveConnection, chunk: Chunk, at: Position | undefined): void {
    connection.sentAtMs = performance.now()
    if (connection.stream.send(chunk.bytes)) {
      counts.events += chunk.events
      return
    }
    counts.resets.slow++
    connection.stream.cutShort(Buffer.from(resetText(cursorOf(connection, at), 'slow')))
    streams.remove(connection)
  }

  function reset(
    connection: LiveConnection,
    reason: Exclude<ResetReason, 'slow'>,
    at: Position,
  ): void {
    counts.resets[reason]++
    if (reason === 'missed') connection.heldUntilMs = performance.now() + HOLD_MS
    sendText(connection, resetText(cursorOf(connection, at), reason), at)
  }

  function heartbeat(connection: LiveConnection, at: Position | undefined): void {
    sendText(connection, heartbeatText(cursorOf(connection, at)), at)
  }

  function end(connection: LiveConnection, reason: EndReason, at: Position | undefined): void {
    connection.stream.finish(Buffer.from(endText(cursorOf(connection, at), reason)))
    streams.remove(connection)
  }

  function sendText(connection: LiveConnection, text: string, at: Position | undefined): void {
    send(connection, { bytes: Buffer.from(text), events: 0 }, at)
  }
}

/** Where the stream is; a joining one is where it was. */
function cursorOf(connection: LiveConnection, at: Position | undefined): string | undefined {
  const { joining, from, ahead } = connection
  const position = joining ? from : (ahead ?? at)
  return typeof position === 'object' ? connection.cursorAt(position) : undefined
}
