import { setTimeout as sleep } from 'node:timers/promises'

import type pg from 'pg'

import type { Logger } from '../base/logger.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import { createAlarm } from './alarm.ts'
import type { Change } from './change.ts'
import { CHANGE_COLUMNS, toChange } from './change-row.ts'
import { createHorizon } from './horizon.ts'

export type ChangeListener = (changes: readonly Change[]) => void

/** All changes of all tenants as they are committed, for listeners of this process: the seam of the live feed. */
export interface ChangeTail {
  /** Changes committed from now on, each once, in batches; gives the function that ends it. A change may arrive that was committed just before. */
  onChanges(listener: ChangeListener): () => void
  wake(): void
  stop(): Promise<void>
}

/** Shortest time between two reads; without a ring the longest is the second. */
const BUSY_MS = 20
const POLL_MS = 500
const BATCH = 1_000

interface Position {
  xid: string
  seq: number
}

/** Reads the log in the dispatcher's order from a position of its own, held in memory; polls only while somebody listens. */
export function createChangeTail(options: {
  ownerPool: pg.Pool
  schema: string
  logger: Logger
}): ChangeTail {
  const { ownerPool: pool, logger } = options
  const changes = `${quoteIdentifier(options.schema)}.changes`
  const listeners = new Set<ChangeListener>()
  const alarm = createAlarm()
  const horizon = createHorizon({ pool, schema: options.schema })
  let loop: Promise<void> | undefined

  return Object.freeze({
    onChanges(listener: ChangeListener) {
      listeners.add(listener)
      loop ??= run().finally(() => {
        loop = undefined
      })
      return () => void listeners.delete(listener)
    },
    wake: () => alarm.ring(),
    async stop() {
      listeners.clear()
      alarm.ring()
      await loop
    },
  })

  async function run(): Promise<void> {
    let position: Position | undefined
    while (listeners.size > 0) {
      try {
        position ??= await start()
        const found = await read(position)
        if (found.length > 0) tell(found)
        if (found.length === BATCH || (await horizon.advance())) continue
      } catch (error) {
        logger.warn(
          { err: error },
          'The live feed cannot read the change log at the moment; trying again.',
        )
      }
      await sleep(BUSY_MS)
      await alarm.wait(POLL_MS)
    }
  }

  async function start(): Promise<Position> {
    const { rows } = await pool.query<{ xid: string }>(
      'select pg_snapshot_xmin(pg_current_snapshot())::text as xid',
    )
    return { xid: rows[0]?.xid ?? '0', seq: 0 }
  }

  /** Moves the position past what it gives. */
  async function read(position: Position): Promise<Change[]> {
    const { rows } = await pool.query<unknown[]>({
      name: `crmkit_tail_changes/${options.schema}`,
      text: `select ${CHANGE_COLUMNS}, c.xid::text from ${changes} c
        where (c.xid, c.seq) > ($1::xid8, $2) and c.xid < greatest(pg_snapshot_xmin(pg_current_snapshot()), $3::xid8)
        order by c.xid, c.seq limit ${BATCH}`,
      values: [position.xid, position.seq, horizon.bound],
      rowMode: 'array',
    })
    const last = rows.at(-1)
    if (last) Object.assign(position, { xid: last.at(-1), seq: last[1] })
    return rows.map(toChange)
  }

  function tell(found: readonly Change[]): void {
    for (const listener of listeners) {
      try {
        listener(found)
      } catch (error) {
        logger.error({ err: error }, 'A listener of the change log threw.')
      }
    }
  }
}
