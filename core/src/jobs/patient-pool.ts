import { setTimeout as sleep } from 'node:timers/promises'

import pg from 'pg'

/** First and longest pause between two tries of a statement, in ms. */
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 2_000

const NOTHING = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] }

/**
 * A pool for the worker alone, with the owner pool's connection settings: a busy worker takes no connection from requests.
 * Read with pg's own parsers, which is what graphile-worker expects.
 */
export function createWorkerPool(ownerPool: pg.Pool, max: number): pg.Pool {
  const { options } = ownerPool
  const settings = {
    ...options,
    // pg-pool hides it from enumeration.
    password: options.password,
    application_name: options.application_name?.replace(/:owner$/, ':worker'),
    types: undefined,
    max,
  }
  const pool = new pg.Pool(
    Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
  )
  // An 'error' event nobody hears ends the process; the pool itself replaces the connection.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

export interface PatientPool {
  readonly pool: pg.Pool
  /** Waits for the statements that are under way. */
  settled(): Promise<void>
}

/**
 * What graphile-worker 0.18 is given as its pool: a statement that fails is tried until it succeeds, or until `signal`,
 * then it finds nothing. The library drops the promise that marks a job done or failed: rejected once, it is an unhandled
 * rejection and ends the host's process, and the job stays locked (seen with pg_terminate_backend while a job ended).
 * All its statements can be repeated: taking a job twice leaves one that the heartbeat gives back.
 */
export function createPatientPool(
  pool: pg.Pool,
  options: { signal: AbortSignal; onError(error: unknown, tries: number): void },
): PatientPool {
  const { signal } = options
  const underWay = new Set<Promise<unknown>>()
  const client = { query, release: () => undefined }

  return Object.freeze({
    pool: Object.create(pool, { connect: { value: connect }, query: { value: query } }) as pg.Pool,
    settled: async () => {
      await Promise.all(underWay)
    },
  })

  /** With a callback it is the listener for new jobs, which needs a real connection and recovers by itself. */
  function connect(callback?: Parameters<pg.Pool['connect']>[0]): unknown {
    return callback ? pool.connect(callback) : Promise.resolve(client)
  }

  /** graphile-worker's statements are texts, or texts with a name and values. */
  function query(statement: string | pg.QueryConfig, values?: unknown[]): Promise<unknown> {
    const answer = repeat(statement, values)
    underWay.add(answer)
    return answer.finally(() => underWay.delete(answer))
  }

  async function repeat(statement: string | pg.QueryConfig, values?: unknown[]): Promise<unknown> {
    for (let tries = 1; !signal.aborted; tries++) {
      try {
        return await pool.query(statement, values)
      } catch (error) {
        if (signal.aborted) break
        options.onError(error, tries)
        const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1))
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
      }
    }
    return NOTHING
  }
}
