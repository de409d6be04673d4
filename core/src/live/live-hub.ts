import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { ChangeTail, TailedChange, TailPosition } from '../changes/change-tail.ts'
import type { Confirmed, ConfirmRights, Streams } from './confirm-rights.ts'
import {
  type EndReason,
  endText,
  heartbeatText,
  type PlacedChange,
  resetText,
} from './event-text.ts'
import type { Joining } from './joining.ts'
import { LiveConnection, type LiveRequest } from './live-connection.ts'
import type { LiveCounts } from './live-counts.ts'
import type { LiveStream } from './live-stream.ts'
import type { MakeBatch } from './make-batch.ts'
import { createOvertaking } from './overtaking.ts'
import { isAfter, type Position } from './position.ts'

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
/** While the database is away each look fails. */
const WARN_EVERY_MS = 10_000

export function createLiveHub(options: HubOptions): LiveHub {
  const { tail, confirmRights, makeBatch, joining, counts, heartbeatMs, clock, logger } = options
  const byTenant = new Map<string, Set<LiveConnection>>()
  let open = 0
  /** Where all streams that are not joining are; undefined until the tail has said where it begins. */
  let at: Position | undefined
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
    open: openStream,
    close() {
      closed = true
      for (const connection of all()) end(connection, 'closing')
    },
    get connections() {
      return open
    },
  })

  function openStream(request: LiveRequest): LiveStream {
    const connection = new LiveConnection(request)
    const { tenantId, stream } = connection
    const others = byTenant.get(tenantId) ?? new Set()
    byTenant.set(tenantId, others.add(connection))
    open++
    stream.once('close', () => remove(connection))
    if (closed) end(connection, 'closing')
    ticking ??= setInterval(tick, TICK_MS)
    ticking.unref()
    stopListening ??= listen()
    settleSoon()
    return stream
  }

  function remove(connection: LiveConnection): void {
    const others = byTenant.get(connection.tenantId)
    if (!others?.delete(connection)) return
    open--
    if (others.size === 0) byTenant.delete(connection.tenantId)
    if (open > 0) return
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
          if (at) await deliver(changes.filter(isOfRecord).map(overtaking), next)
        } finally {
          if (current === listener) at = next
        }
        await joinAll()
        tookMs = performance.now() - startedAtMs
      })
      await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_REST_MS, tookMs * REST)))
    }
    current = listener
    return tail.onChanges(listener)
  }

  async function deliver(changes: readonly PlacedChange[], next: Position): Promise<void> {
    const heard = changes.filter(({ change }) => byTenant.has(change.tenantId))
    if (heard.length === 0) return
    for (const { change } of heard) if (movesTeams(change)) suspect(change.tenantId)
    const tenants = Map.groupBy(heard, ({ change }) => change.tenantId)
    try {
      // Of the others nothing is told now.
      await confirm(new Map([...byTenant].filter(([tenantId]) => tenants.has(tenantId))))
      await Promise.all([...tenants].map(([tenantId, some]) => deliverTo(tenantId, some, next)))
    } catch (error) {
      // Nobody misses anything: they join again from where they were, once the database answers.
      for (const connection of all()) rejoin(connection)
      throw error
    }
    const times = heard.map(({ change }) => change.at)
    counts.delivered(times, clock.now())
  }

  /** Whose records somebody sees as one of a team may be others now, though none of the records has changed. */
  function suspect(tenantId: string): void {
    confirmRights.suspect(tenantId)
    for (const connection of byTenant.get(tenantId) ?? [])
      if (connection.readsTeams) connection.regrouped = true
  }

  async function deliverTo(
    tenantId: string,
    changes: readonly PlacedChange[],
    next: Position,
  ): Promise<void> {
    const listeners = [...(byTenant.get(tenantId) ?? [])].filter((one) => !one.joining)
    if (listeners.length === 0) return
    const batch = await makeBatch(tenantId, changes, listeners)
    for (const connection of listeners) {
      // While the batch was made, it may have ended.
      if (connection.joining || !byTenant.get(tenantId)?.has(connection)) continue
      const chunk = batch.chunkFor(connection, connection.ahead)
      if (connection.ahead && !isAfter(connection.ahead, next)) connection.ahead = undefined
      if (chunk) send(connection, chunk.bytes, chunk.events)
    }
  }

  async function confirmAll(): Promise<void> {
    confirmedAtMs = performance.now()
    confirmRights.keep(new Set(byTenant.keys()))
    await confirm(byTenant)
  }

  function confirm(streams: Streams): Promise<void> {
    return confirmRights.confirm(streams, apply)
  }

  function apply(connection: LiveConnection, what: Confirmed): void {
    if (what === 'expired' || what === 'revoked') return end(connection, what)
    if (what === 'unknown') return rejoin(connection)
    if (what === 'same' && !connection.regrouped) return
    connection.regrouped = false
    // Who joins with other rights than the ones they left with must load anew too.
    if (connection.joining) connection.from &&= 'lost'
    else if (at) reset(connection, 'rights')
  }

  async function joinAll(): Promise<void> {
    const to = at
    const coming = to
      ? [...byTenant].filter(([, some]) => [...some].some((one) => one.joining))
      : []
    if (!to || coming.length === 0) return
    await confirm(new Map(coming))
    const waiting = [...all()].filter((one) => one.joining && !one.doubtful)
    for (const { connection, chunks, resumed } of await joining(waiting, to)) {
      connection.joining = false
      connection.greeted = true
      if (!resumed && connection.from !== undefined) counts.resets.missed++
      for (const { bytes, events } of chunks) send(connection, bytes, events)
    }
  }

  /** Holds a stream back where it is. */
  function rejoin(connection: LiveConnection): void {
    if (connection.joining) return
    connection.joining = true
    connection.from = connection.ahead ?? at
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
    for (const connection of all()) {
      const { expiresAt = Infinity } = connection.reader.actor.embed ?? {}
      if (expiresAt <= clock.now()) end(connection, 'expired')
      else if (nowMs - connection.sentAtMs >= heartbeatMs && !connection.joining)
        send(connection, Buffer.from(heartbeatText(cursorOf(connection))), 0)
    }
    if (open > 0) settleSoon()
  }

  function send(connection: LiveConnection, bytes: Buffer, events: number): void {
    connection.sentAtMs = performance.now()
    if (connection.stream.send(bytes)) {
      counts.events += events
      return
    }
    counts.resets.slow++
    connection.stream.cutShort(Buffer.from(resetText(cursorOf(connection), 'slow')))
    remove(connection)
  }

  function reset(connection: LiveConnection, reason: 'rights'): void {
    counts.resets[reason]++
    send(connection, Buffer.from(resetText(cursorOf(connection), reason)), 0)
  }

  function end(connection: LiveConnection, reason: EndReason): void {
    connection.stream.finish(Buffer.from(endText(cursorOf(connection), reason)))
    remove(connection)
  }

  /** Where the stream is; a joining one is where it was. */
  function cursorOf(connection: LiveConnection): string | undefined {
    const { joining: isJoining, from, ahead } = connection
    const position = isJoining ? from : (ahead ?? at)
    return typeof position === 'object' ? connection.cursorAt(position) : undefined
  }

  function* all(): Generator<LiveConnection> {
    for (const connections of byTenant.values()) yield* [...connections]
  }
}

function isOfRecord({ action, entity, recordId }: TailedChange): boolean {
  return action !== 'event' && action !== 'job' && entity !== null && recordId !== null
}

/** Whose records a team sees changes with its members and its place among teams. */
function movesTeams({ entity, action, after }: PlacedChange['change']): boolean {
  if (entity === 'team') return action !== 'created'
  if (entity !== 'member') return false
  return action === 'updated' ? after !== null && 'teamIds' in after : action !== 'created'
}
