import type pg from 'pg'

import { bindTenant, setPipelining } from './bind-tenant.ts'
import type { Row, Statement } from './statement.ts'

/**
 * Connections that several requests share at once: pg pipelines the statements of one lane, PostgreSQL answers them in order.
 * Only single statements go here, each its own transaction. Sharing saves the idle gap between an answer and the next
 * statement; measured on list 25 with 32 callers: see core/bench/results.
 */
export interface Lanes {
  run(tenantId: string, statement: Statement): Promise<readonly Row[]>
  close(): void
}

interface Lane {
  client: pg.PoolClient | undefined
  /** The tenant all statements in flight on this lane are bound to. */
  tenantId: string | undefined
  inFlight: number
  /** When the oldest statement in flight was sent, in ms; a lane stuck behind a slow one is not shared further. */
  busySince: number
  opening: Promise<pg.PoolClient> | undefined
}

interface Waiter {
  readonly tenantId: string
  readonly statement: Statement
  readonly resolve: (rows: readonly Row[]) => void
  readonly reject: (error: unknown) => void
  readonly timer: NodeJS.Timeout
}

/** Statements a lane holds at most: deeper, one slow statement delays more callers than pipelining saves. */
const MAX_DEPTH = 8
/** Longest wait for a lock, in ms: whoever waits longer holds up the others of the lane, and waits on a connection of its own. */
const LOCK_MS = 30
/** A lane whose oldest statement runs longer than this takes no new ones. */
const SLOW_MS = 30

/** For the life of the connection, which no one but its lane will ever use. Shorter limits of the role stay. */
const limitLocks = `select set_config('lock_timeout', least(${LOCK_MS}, nullif(setting::integer, 0))::text, false)
  from pg_settings where name = 'lock_timeout'`

export function createLanes(options: {
  pool: pg.Pool
  count: number
  acquireTimeoutMs: number
  exhausted: () => Error
}): Lanes {
  const lanes: Lane[] = Array.from({ length: options.count }, () => ({
    client: undefined,
    tenantId: undefined,
    inFlight: 0,
    busySince: 0,
    opening: undefined,
  }))
  const waiting: Waiter[] = []
  let closed = false

  return { run, close }

  function run(tenantId: string, statement: Statement): Promise<readonly Row[]> {
    const lane = waiting.length === 0 ? choose(tenantId) : undefined
    if (lane) return send(lane, tenantId, statement)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const at = waiting.indexOf(waiter)
        if (at >= 0) waiting.splice(at, 1)
        reject(options.exhausted())
      }, options.acquireTimeoutMs)
      const waiter: Waiter = { tenantId, statement, resolve, reject, timer }
      waiting.push(waiter)
    })
  }

  /** Idle and bound to the tenant, else idle, else shared with the tenant's own statements; never across tenants. */
  function choose(tenantId: string): Lane | undefined {
    let idle: Lane | undefined
    let shared: Lane | undefined
    let now = 0
    for (const lane of lanes) {
      if (lane.inFlight === 0) {
        if (lane.tenantId === tenantId && lane.client) return lane
        if (!idle || (lane.client && !idle.client)) idle = lane
      } else if (lane.tenantId === tenantId && lane.inFlight < MAX_DEPTH) {
        now ||= performance.now()
        if (now - lane.busySince > SLOW_MS) continue
        if (!shared || lane.inFlight < shared.inFlight) shared = lane
      }
    }
    return idle ?? shared
  }

  async function send(lane: Lane, tenantId: string, statement: Statement): Promise<readonly Row[]> {
    if (lane.inFlight++ === 0) lane.busySince = performance.now()
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
      if (lane.inFlight === 1) lane.tenantId = undefined
      throw error
    } finally {
      lane.inFlight--
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
    send(lane, next.tenantId, next.statement).then(next.resolve, next.reject)
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
    for (const lane of lanes) {
      const client = lane.client
      lane.client = undefined
      lane.tenantId = undefined
      client?.release(true)
    }
  }
}
