import type pg from 'pg'

import type { Clock } from '../base/clock.ts'
import { createEmbedKeys, expiredEmbedKeys } from '../identity/embed-keys.ts'
import { type EmbedOrigins, listedOrigins, originsOfSessions } from '../identity/embed-origins.ts'
import { createEmbedSessions, type EmbedSessions } from '../identity/embed-sessions.ts'
import { createEmbedStore, type EmbedStore, expiredEmbedRows } from '../identity/embed-store.ts'
import type { Upkeep } from '../jobs/cron.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { EmbedOptions } from './crm-options.ts'

/** What embed sessions are made of. */
export interface Embed {
  readonly sessions: EmbedSessions
  readonly store: EmbedStore
  readonly origins: EmbedOrigins
  readonly options: EmbedOptions
}

export function engineEmbed({
  options = {},
  schema,
  pools,
  tenantDb,
  clock,
}: {
  options: EmbedOptions | undefined
  schema: string
  pools: { readonly app: pg.Pool; readonly owner: pg.Pool }
  tenantDb: TenantDb
  clock: Clock
}): Embed {
  const store = createEmbedStore({ schema, tenantDb })
  const keys = createEmbedKeys({ schema, owner: pools.owner })
  const sessions = createEmbedSessions({ keys, store, clock })
  const origins = options.origins
    ? listedOrigins(options.origins)
    : originsOfSessions({ schema, app: pools.app })
  return Object.freeze({ sessions, store, origins, options })
}

/** Hourly: what a session leaves behind is of no use once all its tokens are over. */
export function embedUpkeep(schema: string): Upkeep[] {
  return [
    {
      name: 'crmkit:remove-embed-sessions',
      crontab: '41 * * * *',
      run: async (pool) => {
        for (const text of [expiredEmbedKeys(schema), ...expiredEmbedRows(schema)])
          await pool.query(text)
      },
    },
  ]
}
