import pg from 'pg'
import { parse as parseConnectionString } from 'pg-connection-string'

import { errors } from './errors.ts'
import { assertIdentifier } from './identifiers.ts'
import { valueParsers } from './value-parsers.ts'

export interface PoolOptions {
  /** Logs in as the owner of the schema; always straight to PostgreSQL, never through a transaction pooler. */
  readonly ownerUrl: string
  /** Logs in as the app role. Without it the app pool logs in as the owner and switches the role at start-up. */
  readonly appUrl?: string | undefined
  readonly appRole: string
  readonly max?: number | undefined
  readonly ownerMax?: number | undefined
  readonly acquireTimeoutMs?: number | undefined
  readonly statementTimeoutMs?: number | undefined
  readonly lockTimeoutMs?: number | undefined
  readonly idleInTransactionTimeoutMs?: number | undefined
  readonly applicationName?: string | undefined
  /** `appUrl` leads through PgBouncer, which refuses start-up options: the settings of the role hold instead. */
  readonly pgbouncer?: boolean | undefined
  /** Hears of connections PostgreSQL has closed; the pool replaces them by itself. */
  readonly onConnectionError?: ((error: Error) => void) | undefined
}

export interface Pools {
  readonly app: pg.Pool
  readonly owner: pg.Pool
  /**
   * Waits for the connections in use, then closes all; after `timeoutMs` (default: no limit) those still in use are cut off.
   * A second call waits for the first.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>
}

/**
 * Eight lanes: commits of eight connections share one write to the disk (core/bench). Seven for transactions: four of jobs leave
 * three to requests. One for looking up keys and for health, whatever the others wait for.
 */
export const DEFAULT_MAX_CONNECTIONS = 16

const DEFAULTS = {
  max: DEFAULT_MAX_CONNECTIONS,
  ownerMax: 3,
  acquireTimeoutMs: 2_000,
  statementTimeoutMs: 10_000,
  lockTimeoutMs: 3_000,
  idleInTransactionTimeoutMs: 30_000,
  applicationName: 'crmkit',
}

/** Two pools on one database: `app` for every request, bound by row-level security, and `owner` for DDL and upkeep. */
export function createPools(options: PoolOptions): Pools {
  const settings = { ...DEFAULTS, ...defined(options) }
  const { ownerUrl, appUrl, appRole, applicationName } = settings
  assertIdentifier(appRole)
  if (settings.pgbouncer && appUrl === undefined) throw errors.PGBOUNCER_NEEDS_APP_URL({ appRole })

  const session = [
    `statement_timeout=${settings.statementTimeoutMs}`,
    `lock_timeout=${settings.lockTimeoutMs}`,
    `idle_in_transaction_session_timeout=${settings.idleInTransactionTimeoutMs}`,
    'timezone=UTC',
  ]
  const role = appUrl === undefined ? [`role=${appRole}`] : []
  const ownerLogin = connection(ownerUrl, 'ownerUrl')
  const appLogin = appUrl === undefined ? ownerLogin : connection(appUrl, 'appUrl')
  const app = createPool(settings, {
    ...(settings.pgbouncer ? appLogin : withStartupSettings(appLogin, [...session, ...role])),
    application_name: `${applicationName}:app`,
    max: settings.max,
  })
  const owner = createPool(settings, {
    ...withStartupSettings(ownerLogin, session),
    application_name: `${applicationName}:owner`,
    max: settings.ownerMax,
  })

  const open = new Set<pg.PoolClient>()
  for (const pool of [app, owner]) {
    pool.on('connect', (client) => open.add(client))
    pool.on('remove', (client) => open.delete(client))
  }
  let closing: Promise<void> | undefined
  return Object.freeze({
    app,
    owner,
    close: ({ timeoutMs }: { readonly timeoutMs?: number } = {}) => (closing ??= end(timeoutMs)),
  })

  async function end(timeoutMs: number | undefined): Promise<void> {
    const ended = Promise.all([app.end(), owner.end()])
    if (timeoutMs === undefined) return void (await ended)
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, timeoutMs)
    await Promise.race([ended, late])
    clearTimeout(timer)
    // One whose borrower never gives it back would keep the process alive; its statement, if any, fails now.
    await Promise.all([...open].map((client) => (client as unknown as pg.Client).end()))
  }
}

/**
 * What `pg` would else take from the environment (connection-parameters.js), where it is meant for somebody else: PGSSLMODE=require
 * keeps the embedded database from starting, PGCLIENT_ENCODING=LATIN1 garbles every name that is not ASCII.
 */
export const UNTOUCHED: pg.ClientConfig = Object.freeze({
  ssl: false,
  sslnegotiation: 'postgres',
  client_encoding: 'UTF8',
})

/** The parts of a connection URL, in the form `pg` takes them; what we set beside them then wins over the URL. */
export function connection(url: string, name: string): pg.ClientConfig {
  if (!/^postgres(ql)?:\/\//.test(url))
    throw errors.DATABASE_URL_INVALID({ name, url: withoutPassword(url) })
  try {
    return { ...UNTOUCHED, ...(parseConnectionString(url) as pg.ClientConfig) }
  } catch (cause) {
    throw errors.DATABASE_URL_INVALID({ name, url: withoutPassword(url) }, { cause })
  }
}

function createPool(settings: typeof DEFAULTS & PoolOptions, config: pg.PoolConfig): pg.Pool {
  const onError = settings.onConnectionError ?? (() => undefined)
  const pool = new pg.Pool({
    ...config,
    types: valueParsers,
    connectionTimeoutMillis: settings.acquireTimeoutMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  // An 'error' event nobody hears ends the process. The pool hears those of idle connections only; one that is checked
  // out between two statements when PostgreSQL restarts has nobody.
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/**
 * Set by the start-up packet, so they cost no round trip and `reset all` comes back to them. What the URL itself asks
 * for (`?options=endpoint%3D…` of some hosters) stays, before ours, so that ours win.
 */
function withStartupSettings(login: pg.ClientConfig, settings: readonly string[]): pg.ClientConfig {
  const ours = settings.map((setting) => `-c ${setting}`)
  return { ...login, options: [login.options, ...ours].filter(Boolean).join(' ') }
}

function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:/@]*):[^@]*@/, '$1:***@')
}

/** An option given as `undefined` means its default. */
function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}
