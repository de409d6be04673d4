import createKnex from 'knex'
import type pg from 'pg'

import type { OpenDatabase } from './open-database.ts'
import type { LifecycleContext } from './plugin.ts'

/** What a plugin's lifecycle works with: the owner's connections, outside any tenant. */
export function lifecycleContext({
  schema,
  pools,
}: Pick<OpenDatabase, 'schema' | 'pools'>): LifecycleContext {
  return Object.freeze({
    schema,
    knex: createKnex({ client: 'pg', connectionPool: borrowed(pools.owner) as never }),
  })
}

/** What knex takes for a pool: our own, which outlives it. */
function borrowed(pool: pg.Pool): object {
  return {
    acquire: () => ({ promise: pool.connect() }),
    release: (client: pg.PoolClient) => {
      client.release()
      return true
    },
    destroy: () => Promise.resolve(),
    numUsed: () => pool.totalCount - pool.idleCount,
    numFree: () => pool.idleCount,
    numPendingAcquires: () => pool.waitingCount,
    numPendingCreates: () => 0,
  }
}
