import type pg from 'pg'

import { isCancelled, isLockTimeout } from '../database/sqlstate.ts'
import { bindTenant, setPipelining } from './bind-tenant.ts'
import { cancelStatement } from './cancel-statement.ts'
import type { Reader, Row, Statement } from './statement.ts'

/**
 * Connections that several requests share at once: pg pipelines the statements of one lane, PostgreSQL answers them in order.
 * Only single statements go here, each its own transaction. Sharing saves the idle gap between an answer and the next
 * statement; measured on list 25 with 32 callers: see core/bench/results. What holds the others of its lane up, because it
 * waits for a lock or is slow, is ended and done elsewhere: PostgreSQL has undone whatever it did here.
 */
export interface Lanes {
  run(tenantId: string, statement: Statement, reader?: Reader): Promise<readonly Row[]>
  close(): void
}

export interface LanesOptions {
  readonly pool: pg.Pool
  readonly count: number
  readonly acquireTimeoutMs: number
  readonly exhausted: () => Error
  /** Runs a statement on a connection of its own. */
  readonly elsewhere: Lanes['run']
  /** How many statements `elsewhere` could take now without waiting. */
  readonly roomElsewhere: () => number
}

interface Lane {
  client: pg.PoolClient | undefined
  /** The tenant all statements in flight on this lane are bound to. */
  tenantId: string | undefined
  /** In flight; PostgreSQL works on the first. */
  readonly sent: Sent[]
  /** Since when it works on the first, in ms; a lane stuck behind a slow one is not shared further. */
  busySince: number
  opening: Promise<pg.PoolClient> | undefined
  /** Until PostgreSQL has passed on that a statement be ended nothing else may be sent: it could be ended in its place. */
  cancelling: boolean
}

interface Sent {
  readonly reader: Reader | undefined
  /** It was in flight while a statement of its lane was cancelled, and may have been hit in place of that one. */
  maybeHit: boolean
}

interface Work {
  readonly tenantId: string
  readonly statement: Statement
  readonly reader: Reader | undefined
}

interface Waiter extends Work {
  readonly resolve: (rows: Promise<Answer>) => void
  readonly timer: NodeJS.Timeout
}

type Answer = readonly Row[] | typeof ELSEWHERE

/** In place of rows: nothing was done, the statement has to run on a connection of its own. */
const ELSEWHERE = Symbol('elsewhere')

/** Statements a lane holds at most: deeper, one slow statement delays more callers than pipelining saves. */
const MAX_DEPTH = 8
/** A lane whose first statement runs longer than this takes no new ones. */
const SLOW_MS = 30
/** Longest wait for a lock, in ms. */
const LOCK_MS = 30
/** How long statements of one text stay away after one of them met a lock: locks that are held long are held by batches. */
const BLOCKED_MS = 1_000
/** How often lanes are looked at, and how long a statement may hold others up. */
const LOOK_EVERY_MS = 250
/** Transactions have the same connections: slow statements leave them two. */
const ROOM_TO_LEAVE = 2

/** For the life of the connection, which no one but its lane will ever use. Shorter limits of the role stay. */
const limitLocks = `select set_config('lock_timeout', least(${LOCK_MS}, nullif(setting::integer, 0))::text, false)
  from pg_settings where name = 'lock_timeout'`

export function createLanes(options: LanesOptions): Lanes {
  const { elsewhere } = options
  const lanes: Lane[] = Array.from({ length: options.count }, () => ({
    client: undefined,
    tenantId: undefined,
    sent: [],
    busySince: 0,
    opening: undefined,
    cancelling: false,
  }))
  const waiting: Waiter[] = []
  /** Texts of statements that met a lock, and until when they stay away. */
  const blocked = new Map<string, number>()
  let looking: NodeJS.Timeout | undefined
  let closed = false

  return { run, close }

  function run(tenantId: string, statement: Statement, reader?: Reader): Promise<readonly Row[]> {
    if (blocked.size > 0 && isBlocked(statement)) return elsewhere(tenantId, statement, reader)
    const work = { tenantId, statement, reader }
    const lane = waiting.length === 0 ? choose(tenantId) : undefined
    const answer = lane ? send(lane, work) : waitForLane(work)
    return answer.then((rows) =>
      rows === ELSEWHERE ? elsewhere(tenantId, statement, reader) : rows,
    )
  }

  function waitForLane(work: Work): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const at = waiting.indexOf(waiter)
        if (at >= 0) waiting.splice(at, 1)
        reject(options.exhausted())
      }, options.acquireTimeoutMs)
      const waiter: Waiter = { ...work, resolve, timer }
      waiting.push(waiter)
    })
  }

  function isBlocked({ text }: Statement): boolean {
    const now = performance.now()
    for (const [other, until] of blocked) if (until < now) blocked.delete(other)
    return blocked.has(text)
  }

  /** Idle and bound to the tenant, else idle, else shared with the tenant's own statements; never across tenants. */
  function choose(tenantId: string): Lane | undefined {
    let idle: Lane | undefined
    let shared: Lane | undefined
    let now = 0
    for (const lane of lanes) {
      if (lane.cancelling) continue
      const depth = lane.sent.length
      if (depth === 0) {
        if (lane.tenantId === tenantId && lane.client) return lane
        if (!idle || (lane.client && !idle.client)) idle = lane
      } else if (lane.tenantId === tenantId && depth < MAX_DEPTH) {
        now ||= performance.now()
        if (now - lane.busySince > SLOW_MS) continue
        if (!shared || depth < shared.sent.length) shared = lane
      }
    }
    return idle ?? shared
  }

  async function send(lane: Lane, { tenantId, statement, reader }: Work): Promise<Answer> {
    const sent: Sent = { reader, maybeHit: false }
    if (lane.sent.push(sent) === 1) lane.busySince = performance.now()
    looking ??= setInterval(look, LOOK_EVERY_MS).unref()
    try {
      // Rebinding is awaited before anything is sent: a statement behind a failed binding would run as the old tenant.
      const isBound = lane.tenantId === tenantId && !lane.opening
      const client = (isBound ? lane.client : undefined) ?? (await open(lane, tenantId))
      const result = await client.query({
        ...statement,
        rowMode: 'array',
      } as pg.QueryArrayConfig)
      return result.rows as readonly Row[]
    } catch (error) {
      // An error of PostgreSQL leaves the session binding as it was, but we forget it all the same: it costs one round trip.
      if (lane.sent.length === 1) lane.tenantId = undefined
      if (isLockTimeout(error)) {
        blocked.set(statement.text, performance.now() + BLOCKED_MS)
        return ELSEWHERE
      }
      if (sent.maybeHit && isCancelled(error) && !reader?.signal?.aborted) return ELSEWHERE
      throw error
    } finally {
      lane.sent.splice(lane.sent.indexOf(sent), 1)
      lane.busySince = performance.now()
      if (waiting.length > 0) serveNext()
    }
  }

  function serveNext(): void {
    const next = waiting[0]
    if (!next) return
    const lane = choose(next.tenantId)
    if (!lane) return
    waiting.shift()
    clearTimeout(next.timer)
    next.resolve(send(lane, next))
  }

  /** Ends what nobody waits for any more, and what others have been waiting behind. */
  function look(): void {
    const slowSince = performance.now() - LOOK_EVERY_MS
    let room = options.roomElsewhere() - ROOM_TO_LEAVE
    for (const lane of lanes) {
      const { client, busySince, cancelling, opening } = lane
      const [first] = lane.sent
      if (!first || !client || cancelling || opening) continue
      const isAbandoned = first.reader?.signal?.aborted === true
      const holdsUp = busySince < slowSince && (lane.sent.length > 1 || waiting.length > 0)
      if (isAbandoned || (holdsUp && room-- > 0)) void cancel(lane, client)
    }
  }

  async function cancel(lane: Lane, client: pg.PoolClient): Promise<void> {
    lane.cancelling = true
    for (const sent of lane.sent) sent.maybeHit = true
    await cancelStatement(client)
    lane.cancelling = false
    serveNext()
    // Behind an abandoned statement there are often more: a list that is asked for with every key pressed.
    look()
  }

  /** Connects and binds a lane nobody else uses; whoever joins meanwhile waits for the same promise. */
  function open(lane: Lane, tenantId: string): Promise<pg.PoolClient> {
    lane.opening ??= (async () => {
      lane.tenantId = tenantId
      try {
        const client = (lane.client ??= await connect(lane))
        await bindTenant(client, tenantId)
        return client
      } catch (error) {
        lane.tenantId = undefined
        throw error
      } finally {
        lane.opening = undefined
      }
    })()
    return lane.opening
  }

  async function connect(lane: Lane): Promise<pg.PoolClient> {
    const client = await options.pool.connect()
    if (closed) {
      client.release(true)
      throw options.exhausted()
    }
    setPipelining(client, true)
    // Not awaited: the binding behind it is, and tells when the connection is gone.
    client.query(limitLocks).catch(() => undefined)
    const drop = (error?: Error): void => {
      if (lane.client !== client) return
      lane.client = undefined
      lane.tenantId = undefined
      client.release(error ?? true)
    }
    client.once('error', drop)
    client.once('end', () => drop())
    return client
  }

  function close(): void {
    closed = true
    clearInterval(looking)
    for (const lane of lanes) {
      const client = lane.client
      lane.client = undefined
      lane.tenantId = undefined
      client?.release(true)
    }
  }
}
