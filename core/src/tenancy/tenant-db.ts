import { AsyncLocalStorage } from 'node:async_hooks'
import { finished } from 'node:stream/promises'

import createKnex, { type Knex } from 'knex'
import { knexSnakeCaseMappers } from 'objection'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

import { errors as databaseErrors } from '../database/errors.ts'
import { isRetryable } from '../database/sqlstate.ts'
import { type AmbientTransaction, createAmbientStore } from './ambient-transaction.ts'
import { bindTenant, setPipelining } from './bind-tenant.ts'
import { errors } from './errors.ts'
import { createLanes } from './lanes.ts'
import { createSlots } from './slots.ts'
import type { Reader, Row, Statement } from './statement.ts'
import { watchReader } from './watch-reader.ts'

/** The only door to tenant data: whatever goes through it is bound to one tenant, and PostgreSQL checks it. */
export interface TenantDb {
  /**
   * One statement: in the ambient transaction when one is open, else on its own. Rows are arrays in column order. A statement that
   * only reads for a `reader` is cancelled when it is slow and the reader has gone; what writes must not have one.
   */
  query(tenantId: string, statement: Statement, reader?: Reader): Promise<readonly Row[]>
  /** Whatever runs inside `work` shares one transaction; nested, a savepoint. Deadlocks and serialization failures are tried up to three times. */
  transaction<T>(tenantId: string, work: () => Promise<T>): Promise<T>
  readonly inTransaction: boolean
  /**
   * Every transaction begun inside `work` starts with this statement and fails with it: a job's proof that its worker still holds it.
   */
  fenced<T>(fence: Statement, work: () => Promise<T>): Promise<T>
  /** Runs `work` after the outermost commit; at once outside a transaction; never after a rollback. */
  afterCommit(work: () => void): void
  /** knex on the ambient transaction, for Objection; throws `NO_TRANSACTION` outside one. */
  readonly knex: Knex
  /**
   * `copy … from stdin` on the ambient transaction, into a table without row-level security: a temporary one, which no other
   * connection sees. The only work of the transaction while it runs.
   */
  copyIn(tenantId: string, text: string, data: string | Buffer): Promise<void>
  /** A connection of one's own, bound to the tenant and outside any transaction, for `COPY` and other long work. */
  dedicated<T>(tenantId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface TenantDbOptions {
  /** Logs in as the app role: neither owner nor BYPASSRLS. */
  readonly pool: pg.Pool
  /**
   * `session`: a connection remembers its tenant and is re-bound when it changes. `transaction`: every statement runs in a
   * transaction that binds itself, as PgBouncer's transaction mode needs it.
   */
  readonly binding?: 'session' | 'transaction'
  /**
   * Connections of the pool that pipeline single statements of several requests; the rest serve transactions. Default half of
   * them: with four lanes a create took twice as long as with eight, because fewer commits shared one fsync.
   */
  readonly lanes?: number | undefined
  /** Longest wait for a connection; then 503. */
  readonly acquireTimeoutMs?: number
}

const MAX_TRIES = 3

/** A connection of one's own, until it is given back. */
interface Borrowed {
  readonly client: pg.PoolClient
  readonly release: (destroy?: boolean) => void
}

export function createTenantDb(options: TenantDbOptions): TenantDb {
  const { pool, binding = 'session', acquireTimeoutMs = 2_000 } = options
  const ambient = createAmbientStore()
  const fences = new AsyncLocalStorage<Statement>()
  /** Which tenant a pooled connection is bound to; forgotten with the connection and after every error. */
  const boundTo = new WeakMap<pg.PoolClient, string>()
  const laneCount = options.lanes ?? Math.max(1, Math.floor(pool.options.max / 2))
  const exhausted = () => databaseErrors.POOL_EXHAUSTED({ retryAfterS: 1 })
  /** Connections of one's own. However slow they are, the lanes keep theirs, and so does what asks the pool itself: keys, health. */
  const exclusive = createSlots({
    count: Math.max(1, pool.options.max - (binding === 'session' ? laneCount : 0) - 1),
    timeoutMs: acquireTimeoutMs,
    exhausted,
  })
  const lanes = createLanes({
    pool,
    count: laneCount,
    acquireTimeoutMs,
    exhausted,
    elsewhere: exclusively,
    roomElsewhere: () => exclusive.free,
  })
  const knex = createKnex({
    client: 'pg',
    connectionPool: ambientPool() as never,
    ...knexSnakeCaseMappers(),
  })

  return Object.freeze({
    query,
    transaction,
    get inTransaction() {
      return ambient.getStore() !== undefined
    },
    fenced,
    afterCommit,
    knex,
    copyIn,
    dedicated,
    close,
  })

  function query(tenantId: string, statement: Statement, reader?: Reader): Promise<readonly Row[]> {
    const open = ambient.getStore()
    if (open) return queryIn(open, tenantId, statement)
    if (binding === 'transaction' || fences.getStore()) return alone(tenantId, statement)
    return lanes.run(tenantId, statement, reader)
  }

  /** On a connection of its own, with all the time the role gives for locks. */
  async function exclusively(
    tenantId: string,
    statement: Statement,
    reader?: Reader,
  ): Promise<readonly Row[]> {
    const { client, release } = await checkout(tenantId)
    const watch = watchReader(client, reader)
    try {
      const result = await client.query({ ...statement, rowMode: 'array' } as pg.QueryArrayConfig)
      return result.rows as readonly Row[]
    } catch (error) {
      boundTo.delete(client)
      throw error
    } finally {
      await watch.end()
      release()
    }
  }

  async function queryIn(
    open: AmbientTransaction,
    tenantId: string,
    statement: Statement,
  ): Promise<readonly Row[]> {
    if (open.tenantId !== tenantId) throw errors.OTHER_TENANT_IN_TRANSACTION()
    // Behind a pooler a prepared statement may meet another server connection: send it without its name.
    const named =
      binding === 'transaction' ? { text: statement.text, values: statement.values } : statement
    const result = await open.client.query({ ...named, rowMode: 'array' } as pg.QueryArrayConfig)
    return result.rows as readonly Row[]
  }

  /** In a transaction of its own, because it is bound there or has to prove its lease first. */
  function alone(tenantId: string, statement: Statement): Promise<readonly Row[]> {
    return transaction(tenantId, () => query(tenantId, statement))
  }

  async function transaction<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    const open = ambient.getStore()
    if (open) {
      if (open.tenantId !== tenantId) throw errors.OTHER_TENANT_IN_TRANSACTION()
      return savepoint(open, work)
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return await outermost(tenantId, work)
      } catch (error) {
        if (attempt === MAX_TRIES || !isRetryable(error)) throw error
      }
    }
  }

  async function outermost<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    const { client, release } = await checkout(tenantId)
    const store: AmbientTransaction = {
      tenantId,
      client,
      depth: 0,
      afterCommit: [],
      nested: Promise.resolve(),
    }
    let failure: unknown
    try {
      await begin(client, tenantId)
      const fence = fences.getStore()
      if (fence) await client.query({ text: fence.text, values: [...fence.values] })
      const result = await ambient.run(store, work)
      const { command } = await client.query('commit')
      // After a statement failed and `work` swallowed it, PostgreSQL answers a commit with ROLLBACK: nothing was kept.
      if (command !== 'COMMIT') throw errors.TRANSACTION_ABORTED()
      return result
    } catch (error) {
      failure = error
      await client.query('rollback').catch(() => boundTo.delete(client))
      throw error
    } finally {
      if (failure !== undefined) boundTo.delete(client)
      // Without a SQLSTATE the fault was ours (a hook refused) and the rollback succeeded, or the connection is gone and pg drops it.
      release()
      if (failure === undefined) for (const after of store.afterCommit) after()
    }
  }

  /** Pipelined: when binding fails the transaction is aborted, and whatever was sent behind it fails with it. */
  async function begin(client: pg.PoolClient, tenantId: string): Promise<void> {
    const started = client.query('begin')
    if (binding === 'session') return void (await started)
    const bound = client.query("select set_config('app.tenant_id', $1, true)", [tenantId])
    await Promise.all([started, bound])
  }

  async function savepoint<T>(open: AmbientTransaction, work: () => Promise<T>): Promise<T> {
    const before = open.nested
    const { promise, resolve } = Promise.withResolvers<void>()
    open.nested = promise
    await before
    const name = `s${open.depth + 1}`
    const level: AmbientTransaction = {
      ...open,
      depth: open.depth + 1,
      afterCommit: [],
      nested: Promise.resolve(),
    }
    try {
      await open.client.query(`savepoint ${name}`)
      const result = await ambient.run(level, work)
      await open.client.query(`release savepoint ${name}`)
      open.afterCommit.push(...level.afterCommit)
      return result
    } catch (error) {
      await open.client.query(`rollback to savepoint ${name}`).catch(() => undefined)
      throw error
    } finally {
      resolve()
    }
  }

  async function copyIn(tenantId: string, text: string, data: string | Buffer): Promise<void> {
    const open = ambient.getStore()
    if (!open) throw errors.NO_TRANSACTION()
    if (open.tenantId !== tenantId) throw errors.OTHER_TENANT_IN_TRANSACTION()
    // COPY keeps the wire to itself; pg refuses it on a pipelined connection.
    setPipelining(open.client, false)
    try {
      const stream = open.client.query(copyFrom(text))
      stream.end(data)
      await finished(stream)
    } finally {
      setPipelining(open.client, true)
    }
  }

  async function dedicated<T>(
    tenantId: string,
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    const { client, release } = await checkout(tenantId)
    // COPY and cursors keep the wire to themselves; pg refuses them on a pipelined connection.
    setPipelining(client, false)
    try {
      if (binding === 'transaction') await bindTenant(client, tenantId)
      return await work(client)
    } finally {
      // Whatever `work` left behind (an open transaction, a setting) must not reach the next tenant: the connection ends here.
      boundTo.delete(client)
      release(true)
    }
  }

  async function checkout(tenantId: string): Promise<Borrowed> {
    const giveBack = await exclusive.take()
    const client = await pool.connect().catch((error: unknown) => {
      giveBack()
      throw error
    })
    const release = (destroy?: boolean) => {
      client.release(destroy)
      giveBack()
    }
    setPipelining(client, true)
    if (binding === 'transaction' || boundTo.get(client) === tenantId) return { client, release }
    boundTo.delete(client)
    try {
      await bindTenant(client, tenantId)
    } catch (error) {
      release(true)
      throw error
    }
    boundTo.set(client, tenantId)
    return { client, release }
  }

  function fenced<T>(fence: Statement, work: () => Promise<T>): Promise<T> {
    return fences.run(fence, work)
  }

  function afterCommit(work: () => void): void {
    const open = ambient.getStore()
    if (open) open.afterCommit.push(work)
    else work()
  }

  async function close(): Promise<void> {
    lanes.close()
    await knex.destroy()
  }

  /** What knex takes for a pool: always the connection of the surrounding transaction, never one of its own (knex#1040). */
  function ambientPool(): object {
    return {
      acquire: () => {
        const open = ambient.getStore()
        return {
          promise: open ? Promise.resolve(open.client) : Promise.reject(errors.NO_TRANSACTION()),
        }
      },
      release: () => true,
      destroy: () => Promise.resolve(),
      numUsed: () => 0,
      numFree: () => 0,
      numPendingAcquires: () => 0,
      numPendingCreates: () => 0,
    }
  }
}
