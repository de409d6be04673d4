import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { ChangeTail, TailedChange, TailPosition } from '../changes/change-tail.ts'
import type { Confirmed, ConfirmRights, Streams } from './confirm-rights.ts'
import type { PlacedChange } from './event-text.ts'
import type { Joining } from './joining.ts'
import { LiveConnection, type LiveRequest } from './live-connection.ts'
import type { LiveCounts } from './live-counts.ts'
import { isTold, type LiveEvents } from './live-events.ts'
import type { LiveStream } from './live-stream.ts'
import type { MakeBatch } from './make-batch.ts'
import { createOpenStreams } from './open-streams.ts'
import { createOvertaking } from './overtaking.ts'
import { isAfter, type Position } from './position.ts'
import { movesTeams } from './reach.ts'
import { createRecentPlaces } from './recent-places.ts'
import { createTelling, isTooMuch } from './telling.ts'

/** All open streams of this process, and the one who tells them. */
export interface LiveHub {
  open(request: LiveRequest): LiveStream
  /** Ends all streams, each with a word to come back; and those that come too late. */
  close(): void
  readonly connections: number
}

export interface HubOptions {
  readonly tail: ChangeTail
  readonly confirmRights: ConfirmRights
  readonly makeBatch: MakeBatch
  readonly joining: Joining
  readonly events: LiveEvents
  readonly counts: LiveCounts
  readonly heartbeatMs: number
  readonly clock: Clock
  readonly logger: Logger
}

/** How often the clock is looked at: for heartbeats, sessions that are over, rights that have changed. */
const TICK_MS = 250
/** Rights are looked at before each delivery, and this often when there is nothing to deliver: a revoked key acts within a second. */
const CONFIRM_EVERY_MS = 400
/**
 * After each delivery the hub rests, twice as long as the delivery took: whatever the number of streams, two thirds of the time are
 * left to requests, and what is written meanwhile goes to each stream in one piece.
 */
const REST = 2
const LONGEST_REST_MS = 250
/** With so many at once the log is written faster than it is told: there is no time to rest. */
const BEHIND = 500
/** While the database is away each look fails. */
const WARN_EVERY_MS = 10_000

export function createLiveHub(options: HubOptions): LiveHub {
  const { tail, confirmRights, makeBatch, joining, events } = options
  const { counts, heartbeatMs, clock, logger } = options
  const streams = createOpenStreams(stop)
  const telling = createTelling(streams, counts)
  /** Where all streams that are not joining are; undefined until the tail has said where it begins. */
  let at: Position | undefined
  const places = createRecentPlaces()
  let closed = false
  let confirmedAtMs = -Infinity
  let warnedAtMs = -Infinity
  let settling = false
  let queue = Promise.resolve()
  let overtaking = createOvertaking()
  let stopListening: (() => void) | undefined
  let current: unknown
  let ticking: NodeJS.Timeout | undefined

  return Object.freeze({
    open,
    close() {
      closed = true
      for (const connection of streams.all()) telling.end(connection, 'closing', at)
    },
    get connections() {
      return streams.count
    },
  })

  function open(request: LiveRequest): LiveStream {
    const connection = new LiveConnection(request)
    const { stream } = connection
    if (closed) {
      telling.end(connection, 'closing', undefined)
      return stream
    }
    recall(connection)
    streams.add(connection)
    stream.once('close', () => streams.remove(connection))
    ticking ??= setInterval(tick, TICK_MS).unref()
    stopListening ??= listen()
    settleSoon()
    return stream
  }

  /** Who asks for it begins where the feed was when their page began to read. */
  function recall(connection: LiveConnection): void {
    const { from, recallMs } = connection.request
    if (from !== undefined || recallMs === undefined) return
    const place = places.before(recallMs)
    connection.from = place?.position
    connection.recalledMs = place?.agoMs
  }

  /** Nobody listens any more. */
  function stop(): void {
    places.rest()
    clearInterval(ticking)
    ticking = undefined
    stopListening?.()
    stopListening = undefined
    current = undefined
    at = undefined
    overtaking = createOvertaking()
  }

  /** One thing at a time: a stream joins between two deliveries, never in one. */
  function serially(work: () => Promise<void>): Promise<void> {
    queue = queue.then(work).catch((error: unknown) => {
      if (performance.now() - warnedAtMs < WARN_EVERY_MS) return
      warnedAtMs = performance.now()
      logger.warn({ err: error }, 'The live feed was interrupted; it goes on where it was.')
    })
    return queue
  }

  /** Each subscription has a listener of its own: what the last one still brings must not move the place of this one. */
  function listen(): () => void {
    const listener = async (changes: readonly TailedChange[], position: TailPosition) => {
      let tookMs = 0
      await serially(async () => {
        if (current !== listener) return
        const startedAtMs = performance.now()
        const next = { xid: BigInt(position.xid), seq: position.seq }
        try {
          const told = changes.filter((change) => isTold(change, events))
          if (at) await deliver(told.map(overtaking), next)
        } finally {
          if (current === listener) {
            at = next
            places.note(next)
          }
        }
        await joinAll()
        if (changes.length < BEHIND) tookMs = performance.now() - startedAtMs
      })
      await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_REST_MS, tookMs * REST)))
    }
    current = listener
    return tail.onChanges(listener)
  }

  async function deliver(changes: readonly PlacedChange[], next: Position): Promise<void> {
    const heard = changes.filter(({ change }) => streams.byTenant.has(change.tenantId))
    if (heard.length === 0) return
    for (const { change } of heard) if (movesTeams(change)) suspect(change.tenantId)
    const tenants = Map.groupBy(heard, ({ change }) => change.tenantId)
    try {
      // Of the others nothing is told now.
      await confirm(new Map([...streams.byTenant].filter(([tenantId]) => tenants.has(tenantId))))
      await Promise.all([...tenants].map(([tenantId, some]) => deliverTo(tenantId, some, next)))
    } catch (error) {
      // Nobody misses anything: they join again from where they were, once the database answers.
      for (const connection of streams.all()) rejoin(connection)
      throw error
    }
    const times = heard.map(({ change }) => change.at)
    counts.delivered(times, clock.now())
  }

  /** Whose records somebody sees as one of a team may be others now, though none of the records has changed. */
  function suspect(tenantId: string): void {
    confirmRights.suspect(tenantId)
    for (const connection of streams.of(tenantId))
      if (connection.hearing.readsTeams) connection.regrouped = true
  }

  async function deliverTo(
    tenantId: string,
    changes: readonly PlacedChange[],
    next: Position,
  ): Promise<void> {
    const listeners = streams.of(tenantId).filter((one) => !one.joining)
    if (listeners.length === 0) return
    const batch = await makeBatch(tenantId, changes, listeners)
    for (const connection of listeners) {
      // While the batch was made, it may have ended.
      if (connection.joining || !streams.has(connection)) continue
      const chunk = batch.chunkFor(connection, connection.ahead)
      if (connection.ahead && !isAfter(connection.ahead, next)) connection.ahead = undefined
      if (!chunk) continue
      if (!isTooMuch(chunk)) telling.send(connection, chunk, next)
      else {
        telling.reset(connection, 'missed', next)
        rejoin(connection, next)
      }
    }
  }

  async function confirmAll(): Promise<void> {
    confirmedAtMs = performance.now()
    confirmRights.keep(new Set(streams.byTenant.keys()))
    await confirm(streams.byTenant)
  }

  function confirm(some: Streams): Promise<void> {
    return confirmRights.confirm(some, apply)
  }

  function apply(connection: LiveConnection, what: Confirmed): void {
    if (what === 'expired' || what === 'revoked') return telling.end(connection, what, at)
    if (what === 'unknown') return rejoin(connection)
    if (what === 'same' && !connection.regrouped) return
    connection.regrouped = false
    // Who joins with other rights than the ones they left with must load anew too.
    if (connection.joining) connection.from &&= 'lost'
    else if (at) telling.reset(connection, 'rights', at)
  }

  async function joinAll(): Promise<void> {
    const to = at
    if (!to) return
    const coming = [...streams.byTenant].filter(([, some]) => [...some].some(isComing))
    if (coming.length === 0) return
    await confirm(new Map(coming))
    const waiting = streams.all().filter((one) => isComing(one) && !one.doubtful)
    for (const { connection, chunks, missed } of await joining(waiting, to)) {
      const wasHeld = connection.greeted
      connection.joining = false
      connection.greeted = true
      for (const chunk of chunks) telling.send(connection, chunk, to)
      if (missed) telling.reset(connection, 'missed', to)
      // The burst goes on.
      if (missed && wasHeld) rejoin(connection, to)
    }
  }

  /** Holds a stream back where it is. */
  function rejoin(connection: LiveConnection, where = at): void {
    if (connection.joining) return
    connection.joining = true
    connection.from = connection.ahead ?? where
  }

  function settleSoon(): void {
    if (settling) return
    settling = true
    void serially(async () => {
      settling = false
      await joinAll()
      if (performance.now() - confirmedAtMs > CONFIRM_EVERY_MS) await confirmAll()
    })
  }

  function tick(): void {
    const nowMs = performance.now()
    for (const connection of streams.all()) {
      const { expiresAt = Infinity } = connection.reader.actor.embed ?? {}
      if (expiresAt <= clock.now()) telling.end(connection, 'expired', at)
      else if (nowMs - connection.sentAtMs >= heartbeatMs) telling.heartbeat(connection, at)
    }
    if (streams.count > 0) settleSoon()
  }
}

function isComing({ joining, heldUntilMs }: LiveConnection): boolean {
  return joining && performance.now() >= heldUntilMs
}
