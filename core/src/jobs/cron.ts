import { setTimeout as sleep } from 'node:timers/promises'

import type { ParsedCronItem } from 'graphile-worker'
import type pg from 'pg'

import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { uuidV7 } from '../base/uuid-v7.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import { errors } from './errors.ts'
import { DEFAULT_MAX_ATTEMPTS, type JobRegistry, queueOf } from './job-registry.ts'

/** Work of the engine itself, once per instance and not per tenant; running it twice must be harmless. */
export interface Upkeep {
  /** `crmkit:verb-noun`. */
  readonly name: string
  readonly crontab: string
  run(pool: pg.Pool): Promise<unknown>
}

export interface Cron {
  /** Runs what has become due since it last ran; gives the names. */
  tick(): Promise<readonly string[]>
  start(): void
  stop(): Promise<void>
}

export interface CronOptions {
  readonly pool: pg.Pool
  readonly schema: string
  readonly jobSchema: string
  readonly jobs: JobRegistry
  readonly upkeep: readonly Upkeep[]
  readonly clock: Clock
  readonly logger: Logger
}

const MINUTE_MS = 60_000
/** How far back a missed run is made good, once: a night's maintenance does not cost the day its jobs. */
const LOOK_BACK_MS = 24 * 60 * MINUTE_MS
/** Three looks a minute, so that a late timer does not cost the minute. */
const TICK_MS = 20_000
/** A fan-out writes one row a tenant: 100,000 take about 3 s. */
const FAN_OUT_TIMEOUT_MS = 120_000

interface Item {
  readonly name: string
  readonly match: ParsedCronItem['match']
  readonly run: (client: pg.PoolClient, due: Date) => Promise<unknown>
  /** Upkeep runs after its claim is committed, a fan-out with it. */
  readonly after?: () => Promise<unknown>
}

/** Crontabs of jobs and upkeep, each run by one process of the instance. Times are UTC. */
export async function createCron(options: CronOptions): Promise<Cron> {
  const { pool, clock, logger } = options
  const runs = `${quoteIdentifier(options.schema)}.cron_runs`
  const items = await compileItems(options)
  /** Until when each item is known to have nothing due, in ms; behind another process it costs one refused claim. */
  const lookedUntil = new Map<string, number>()
  const stopping = new AbortController()
  let loop: Promise<void> | undefined

  return Object.freeze({ tick, start, stop })

  async function tick(): Promise<string[]> {
    const now = clock.now()
    if (items.length > 0 && lookedUntil.size === 0) await learn(now)
    const ran: string[] = []
    for (const item of items) {
      const due = latestDue(
        item,
        Math.max(lookedUntil.get(item.name) ?? now, now - LOOK_BACK_MS),
        now,
      )
      try {
        if (due !== undefined && (await runOnce(item, due))) ran.push(item.name)
        lookedUntil.set(item.name, now)
      } catch (error) {
        logger.error({ err: error, cron: item.name }, 'A cron item failed.')
      }
    }
    return ran
  }

  /** A new item counts as run now: it starts with its next time. */
  async function learn(now: number): Promise<void> {
    const names = items.map((item) => item.name)
    await pool.query(
      `insert into ${runs} (name, last_run_at) select name, $2 from unnest($1::text[]) name on conflict do nothing`,
      [names, new Date(now)],
    )
    const { rows } = await pool.query<{ name: string; ms: number }>(
      `select name, extract(epoch from last_run_at)::float8 * 1000 as ms from ${runs} where name = any ($1)`,
      [names],
    )
    for (const { name, ms } of rows) lookedUntil.set(name, ms)
  }

  /** The claim and the jobs it leads to are one transaction: each run is fanned out exactly once. */
  async function runOnce(item: Item, dueMs: number): Promise<boolean> {
    const due = new Date(dueMs)
    const client = await pool.connect()
    try {
      await client.query('begin')
      await client.query(`select set_config('statement_timeout', $1, true)`, [
        String(FAN_OUT_TIMEOUT_MS),
      ])
      const claim = await client.query(
        `update ${runs} set last_run_at = $2 where name = $1 and last_run_at < $2`,
        [item.name, due],
      )
      const claimed = claim.rowCount === 1
      if (claimed) await item.run(client, due)
      await client.query('commit')
      if (claimed) await item.after?.()
      return claimed
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }

  function start(): void {
    loop ??= (async () => {
      while (!stopping.signal.aborted) {
        await tick().catch((error: unknown) => {
          logger.warn({ err: error }, 'The cron table cannot be read.')
        })
        await sleep(TICK_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    })()
  }

  async function stop(): Promise<void> {
    stopping.abort()
    await loop
  }
}

async function compileItems(options: CronOptions): Promise<Item[]> {
  const { parseCronItems } = await import('graphile-worker')
  const wrong: string[] = []
  const match = (name: string, crontab: string): ParsedCronItem['match'] => {
    try {
      const [item] = parseCronItems([{ task: name, match: crontab, identifier: name }])
      if (item) return item.match
    } catch {
      wrong.push(`${name} "${crontab}"`)
    }
    return () => false
  }
  const fanOuts = [...options.jobs.jobs].flatMap(([name, { cron }]) => {
    if (cron === undefined) return []
    return [
      {
        name,
        match: match(name, cron),
        run: (client: pg.PoolClient) => fanOut(client, options, name),
      },
    ]
  })
  const upkeep = options.upkeep.map((item) => ({
    name: item.name,
    match: match(item.name, item.crontab),
    run: () => Promise.resolve(),
    after: () => item.run(options.pool),
  }))
  if (wrong.length > 0) throw errors.JOB_CRON_INVALID({ items: wrong.join(', ') })
  return [...fanOuts, ...upkeep]
}

/** One job for each tenant. Keyed: where the last run's job still waits, the new one takes its place. */
async function fanOut(client: pg.ClientBase, options: CronOptions, name: string): Promise<void> {
  const definition = options.jobs.get(name)
  const jobs = quoteIdentifier(options.jobSchema)
  const queue = queueOf(name, definition, {})
  await client.query(
    `select count(*) from ${jobs}.add_jobs(array(
       select row($1::text, json_build_object('tenantId', t.id, 'requestId', $2::text, 'payload', '{}'::json),
         t.id || '/' || $3::text, null, $4::int, t.id || '/' || $1 || '/cron', null, null)::${jobs}.job_spec
       from ${quoteIdentifier(options.schema)}.tenants t), false)`,
    [name, `cron-${uuidV7()}`, queue ?? null, definition.maxAttempts ?? DEFAULT_MAX_ATTEMPTS],
  )
}

/** The last full minute after `from` and not after `to` that the crontab names. */
function latestDue(item: Item, from: number, to: number): number | undefined {
  for (let minute = to - (to % MINUTE_MS); minute > from; minute -= MINUTE_MS) {
    const at = new Date(minute)
    const digest = {
      min: at.getUTCMinutes(),
      hour: at.getUTCHours(),
      date: at.getUTCDate(),
      month: at.getUTCMonth() + 1,
      dow: at.getUTCDay(),
    }
    if (item.match(digest)) return minute
  }
  return undefined
}
