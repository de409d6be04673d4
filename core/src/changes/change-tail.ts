import { setTimeout as sleep } from 'node:timers/promises'

import type pg from 'pg'

import type { Logger } from '../base/logger.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import { createAlarm } from './alarm.ts'
import type { Change } from './change.ts'
import { CHANGE_COLUMNS, toChange } from './change-row.ts'
import { createHorizon } from './horizon.ts'

/** A change with the transaction that wrote it, which with `seq` is its place in the log. */
export interface TailedChange extends Change {
  readonly xid: string
}

/** Everything up to here has been told. */
export interface TailPosition {
  readonly xid: string
  readonly seq: number
}

/** The next batch is read when the listener is done with this one. */
export type ChangeListener = (
  changes: readonly TailedChange[],
  position: TailPosition,
) => Promise<void> | void

/** All changes of all tenants as they are committed, for listeners of this process: the seam of the live feed. */
export interface ChangeTail {
  /**
   * Changes committed from now on, each once, in batches; gives the function that ends it. A change may arrive that was committed
   * just before. The first call tells where it begins, without a change.
   */
  onChanges(listener: ChangeListener): () => void
  wake(): void
  stop(): Promise<void>
}

/** Shortest time between two reads; without a ring the longest is the second. */
const BUSY_MS = 20
const POLL_MS = 500
const BATCH = 1_000

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
  let position: TailPosition | undefined

  return Object.freeze({
    onChanges(listener: ChangeListener) {
      listeners.add(listener)
      if (position) void tellOne(listener, [], position)
      begin()
      return () => void listeners.delete(listener)
    },
    wake: () => alarm.ring(),
    async stop() {
      listeners.clear()
      alarm.ring()
      await loop
    },
  })

  function begin(): void {
    loop ??= run().finally(() => {
      loop = undefined
      // Somebody came when the last one had just gone.
      if (listeners.size > 0) begin()
    })
  }

  async function run(): Promise<void> {
    while (listeners.size > 0) {
      try {
        if (!position) {
          position = await start()
          await tell([], position)
        }
        const found = await read(position)
        const last = found.at(-1)
        if (last) {
          position = { xid: last.xid, seq: last.seq }
          await tell(found, position)
        }
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
    position = undefined
  }

  async function start(): Promise<TailPosition> {
    const { rows } = await pool.query<{ xid: string }>(
      'select pg_snapshot_xmin(pg_current_snapshot())::text as xid',
    )
    return { xid: rows[0]?.xid ?? '0', seq: 0 }
  }

  async function read({ xid, seq }: TailPosition): Promise<TailedChange[]> {
    const { rows } = await pool.query<unknown[]>({
      name: `crmkit_tail_changes/${options.schema}`,
      text: `select ${CHANGE_COLUMNS}, c.xid::text from ${changes} c
        where (c.xid, c.seq) > ($1::xid8, $2) and c.xid < greatest(pg_snapshot_xmin(pg_current_snapshot()), $3::xid8)
        order by c.xid, c.seq limit ${BATCH}`,
      values: [xid, seq, horizon.bound],
      rowMode: 'array',
    })
    return rows.map((row) => ({ ...toChange(row), xid: row.at(-1) as string }))
  }

  async function tell(found: readonly TailedChange[], here: TailPosition): Promise<void> {
    await Promise.all([...listeners].map((listener) => tellOne(listener, found, here)))
  }

  async function tellOne(
    listener: ChangeListener,
    found: readonly TailedChange[],
    here: TailPosition,
  ): Promise<void> {
    try {
      await listener(found, here)
    } catch (error) {
      logger.error({ err: error }, 'A listener of the change log threw.')
    }
  }
}
