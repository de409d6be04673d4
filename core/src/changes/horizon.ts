import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'

/**
 * Below which transaction id nothing can be added to the change log any more. As a rule that is PostgreSQL's own
 * `pg_snapshot_xmin`, the oldest transaction that runs anywhere in the cluster: also in other databases, and of the host's
 * programs that never touch our tables. When one of those runs long, changes would wait for its end. So a transaction that has
 * held the log up for a while is looked at: when its connection leads to another database, or belongs to a role that may not
 * append to the log, it is passed by.
 */
export interface Horizon {
  /** For `c.xid < greatest(pg_snapshot_xmin(pg_current_snapshot()), <bound>::xid8)`; `'0'` until somebody had to be passed by. */
  readonly bound: string
  /** To be called when nothing was found; true when `bound` has moved on and it is worth looking again. */
  advance(): Promise<boolean>
}

export interface HorizonOptions {
  readonly pool: pg.Pool
  readonly schema: string
  /** How long the oldest transaction may hold the log up before it is looked at, in ms; default 200. */
  readonly patienceMs?: number | undefined
}

const PATIENCE_MS = 200

interface Answer {
  readonly xmin: string
  readonly bound: string | null
}

export function createHorizon({ pool, schema, patienceMs = PATIENCE_MS }: HorizonOptions): Horizon {
  const log = `${quoteIdentifier(schema)}.changes`
  let bound = '0'
  let heldBy = '0'
  let heldSinceMs = 0

  return {
    get bound() {
      return bound
    },
    advance,
  }

  async function advance(): Promise<boolean> {
    const isHeld = performance.now() - heldSinceMs >= patienceMs
    const { rows } = await pool.query<Answer>({
      name: `crmkit_horizon/${schema}`,
      text: `with now as materialized (select pg_current_snapshot() as snapshot)
        select pg_snapshot_xmin(snapshot)::text as xmin,
          case when $1 and pg_snapshot_xmin(snapshot) = $2::xid8 and pg_snapshot_xmin(snapshot) < pg_snapshot_xmax(snapshot)
            then (${BELOW_OUR_WRITERS(log)})::text end as bound
        from now`,
      values: [isHeld, heldBy],
    })
    const { xmin = '0', bound: found = null } = rows[0] ?? {}
    if (xmin !== heldBy) {
      heldBy = xmin
      heldSinceMs = performance.now()
    }
    if (found === null || BigInt(found) <= BigInt(bound)) return false
    bound = found
    return true
  }
}

/**
 * The oldest of the running transactions that may append to the log. One whose holder is not found counts: it may just have
 * been given its id, or just have ended. Ids are looked up among the locks, which everybody may read; `backend_xid` of
 * pg_stat_activity shows other roles nothing.
 */
const BELOW_OUR_WRITERS = (log: string): string => `
  select coalesce(min(running.xid), pg_snapshot_xmax(snapshot)) from pg_snapshot_xip(snapshot) as running (xid)
  where not exists (
    select from pg_locks held
    join pg_stat_activity holder on holder.pid = held.pid
    where held.locktype = 'transactionid' and held.mode = 'ExclusiveLock' and held.granted
      and held.transactionid = running.xid::xid
      and (holder.datname <> current_database() or not exists (
        select from pg_class log, aclexplode(coalesce(log.relacl, acldefault('r', log.relowner))) may
        where log.oid = '${log}'::regclass and may.privilege_type = 'INSERT'
          and (may.grantee = 0 or holder.usesysid is null or pg_has_role(holder.usesysid, may.grantee, 'member')))))`
