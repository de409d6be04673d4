import type pg from 'pg'

import { CHANGE_COLUMNS, toChange } from '../changes/change-row.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import type { PlacedChange } from './event-text.ts'
import type { LiveEvents } from './live-events.ts'
import type { Position } from './position.ts'

/**
 * How many changes of all tenants are looked through for those who come back: 50 ms, and at 100 writes a second in the whole engine
 * a minute and a half.
 */
const LOOK_AT = 10_000

export interface LookBack {
  /** What of the tenants is told, between the two places, oldest first. */
  readonly changes: ReadonlyMap<string, readonly PlacedChange[]>
  /** What is not behind this place was not looked at; undefined when all was. */
  readonly floor: Position | undefined
}

export interface LookBackOptions {
  readonly ownerPool: pg.Pool
  readonly schema: string
  readonly events: LiveEvents
  readonly lookAt?: number | undefined
}

export type LookBackBetween = (
  tenantIds: readonly string[],
  after: Position,
  to: Position,
) => Promise<LookBack>

/** One reading of the log for all who come back at once, as after a deployment: not one for each stream. */
export function createLookBack(options: LookBackOptions): LookBackBetween {
  const { ownerPool, lookAt = LOOK_AT } = options
  const log = `${quoteIdentifier(options.schema)}.changes`
  const eventNames = [...options.events.keys()]
  const range = '(c.xid, c.seq) > ($1::xid8, $2) and (c.xid, c.seq) <= ($3::xid8, $4)'

  return async (tenantIds, after, to) => {
    const floor = await findFloor(after, to)
    const begin = floor ?? after
    const { rows } = await ownerPool.query<unknown[]>({
      text: `select ${CHANGE_COLUMNS}, c.xid::text,
          (select max(newer.version) from ${log} newer where newer.tenant_id = c.tenant_id
            and newer.record_id = c.record_id and newer.seq > c.seq and newer.xid < c.xid)
        from ${log} c where ${range} and c.tenant_id = any($5::uuid[])
          and (c.action in ('created', 'updated', 'deleted', 'restored', 'purged')
            or c.action = 'event' and c.record_id is not null and c.name = any($6))
        order by c.xid, c.seq`,
      values: [String(begin.xid), begin.seq, String(to.xid), to.seq, tenantIds, eventNames],
      rowMode: 'array',
    })
    return { changes: Map.groupBy(rows.map(placed), ({ change }) => change.tenantId), floor }
  }

  async function findFloor(after: Position, to: Position): Promise<Position | undefined> {
    const { rows } = await ownerPool.query<{ xid: string; seq: number }>({
      text: `select c.xid::text, c.seq from ${log} c where ${range} order by c.xid desc, c.seq desc offset ${lookAt} limit 1`,
      values: [String(after.xid), after.seq, String(to.xid), to.seq],
    })
    return rows[0] && { xid: BigInt(rows[0].xid), seq: rows[0].seq }
  }
}

function placed(row: readonly unknown[]): PlacedChange {
  const change = toChange(row)
  const [xid, overtakenBy] = row.slice(-2) as [string, number | null]
  return {
    change,
    position: { xid: BigInt(xid), seq: change.seq },
    overtakenBy: overtakenBy ?? undefined,
  }
}
