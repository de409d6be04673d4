import { randomUUID } from 'node:crypto'

import pg from 'pg'

import type { Logger } from '../base/logger.ts'

/** Tells the other processes on this database that something was committed, and hears it of them. */
export interface WakeUps {
  /** Something was committed here. */
  tell(): void
  /** Opens the one connection that listens; until then, and whenever it is lost, polling alone finds changes. */
  listen(): void
  readonly listening: boolean
  stop(): Promise<void>
}

export interface WakeUpsOptions {
  /** Straight to PostgreSQL: a pooler in transaction mode hears nothing (research/reliability-security.md §4). */
  readonly ownerPool: pg.Pool
  readonly schema: string
  readonly logger: Logger
  /** Another process has committed something. */
  readonly onWake: () => void
}

/**
 * Shortest time between two notifications of a process. They are sent on their own, after the commit: inside request transactions
 * they would make commits queue (5,230 a second fall to 1,050, research/reliability-security.md).
 */
const TELL_EVERY_MS = 50
const RECONNECT_MS = { first: 500, longest: 10_000 }

export function createWakeUps({ ownerPool, schema, logger, onWake }: WakeUpsOptions): WakeUps {
  const channel = `${schema}_changes`
  /** What we said ourselves is no news to us. */
  const self = randomUUID()
  let toldAtMs = -Infinity
  let telling: NodeJS.Timeout | undefined
  let client: pg.Client | undefined
  let reconnecting: NodeJS.Timeout | undefined
  let wanted = false
  let listening = false
  let stopped = false

  return Object.freeze({
    tell,
    listen() {
      if (wanted || stopped) return
      wanted = true
      void connect(RECONNECT_MS.first)
    },
    get listening() {
      return listening
    },
    async stop() {
      stopped = true
      wanted = false
      listening = false
      clearTimeout(telling)
      clearTimeout(reconnecting)
      await client?.end().catch(() => undefined)
    },
  })

  function tell(): void {
    if (telling || stopped) return
    const waitMs = Math.max(0, toldAtMs + TELL_EVERY_MS - performance.now())
    telling = setTimeout(() => {
      telling = undefined
      toldAtMs = performance.now()
      // One that is lost costs the others half a second: they poll.
      ownerPool.query('select pg_notify($1, $2)', [channel, self]).catch(() => undefined)
    }, waitMs)
    telling.unref()
  }

  async function connect(retryMs: number): Promise<void> {
    // A pool keeps the settings of its connections here, the password among them though it is not enumerable.
    const opening = new pg.Client(ownerPool.options)
    client = opening
    opening.on('error', () => undefined)
    opening.on('end', () => {
      const hadWorked = listening
      listening = false
      if (wanted && client === opening) again(hadWorked ? RECONNECT_MS.first : retryMs)
    })
    opening.on('notification', ({ payload }) => {
      if (payload !== self) onWake()
    })
    try {
      await opening.connect()
      await opening.query(`listen ${pg.escapeIdentifier(channel)}`)
      listening = true
      // What was told before we listened.
      onWake()
    } catch (error) {
      logger.warn(
        { err: (error as Error).message },
        'The live feed cannot listen for changes at the moment; it polls and tries again.',
      )
      await opening.end().catch(() => undefined)
      if (wanted && client === opening) again(retryMs)
    }
  }

  function again(retryMs: number): void {
    clearTimeout(reconnecting)
    reconnecting = setTimeout(
      () => void connect(Math.min(RECONNECT_MS.longest, retryMs * 2)),
      retryMs,
    )
    reconnecting.unref()
  }
}
