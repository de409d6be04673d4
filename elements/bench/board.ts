import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'

import type { Page } from 'playwright-core'

import { type BoardInPage, createBoardWorld, type Seeded } from './board-world.ts'

/**
 * A board of 10,000 cards on the real engine, and a second browser page beside it:
 * `node --conditions=crmkit-source elements/bench/board.ts [cards] [rounds]`.
 */
const cards = Number(process.argv[2] ?? 10_000)
const rounds = Number(process.argv[3] ?? 5)
const MOVES = 40
const BURST = 200
const SEEN = 15

/** Design §13 and research §3.3. */
const TARGETS = {
  firstMs: 150,
  nodes: 1_200,
  frameP95Ms: 20,
  moveP95Ms: 8,
  burstMs: 16,
  seenMs: 1_000,
}

type Row = Record<keyof typeof TARGETS | 'wholeMs' | 'framesOver50', number>

const world = await createBoardWorld()
try {
  const seeded = await world.seed(cards)
  const other = await world.open(seeded.tenant, 'grace')
  // The first compiles code and fills caches.
  await round(seeded, other)
  const rows: Row[] = []
  for (let index = 0; index < rounds; index++) rows.push(await round(seeded, other))
  await save(rows)
} finally {
  await world.close()
}

async function round({ tenant }: Seeded, other: Page): Promise<Row> {
  const page = await world.open(tenant, 'ada')
  const inPage = <T>(
    work: (bench: BoardInPage, given: string) => Promise<T>,
    given = '',
  ): Promise<T> =>
    page.evaluate<T>(`(${work.toString()})(globalThis.bench, ${JSON.stringify(given)})`)
  const first = await inPage((bench, given) => bench.mount(given, 'ada'), tenant)
  const { p95, over50 } = await inPage((bench) => bench.scroll())
  const moves = await inPage((bench, given) => bench.moves(Number(given)), String(MOVES))
  const seen: number[] = []
  for (let index = 0; index < SEEN; index++) seen.push(await seenElsewhere(page, other))
  const burst = await inPage((bench, given) => bench.burst(Number(given)), String(BURST))
  await page.close()
  const { firstMs, wholeMs, nodes } = first
  return {
    ...{ firstMs, wholeMs, nodes, frameP95Ms: p95, framesOver50: over50 },
    moveP95Ms: p95Of(moves),
    burstMs: burst,
    seenMs: Math.max(...seen),
  }
}

/** ms from a key in one page to the card in its column in the other; both clocks are one machine's. */
async function seenElsewhere(page: Page, other: Page): Promise<number> {
  const title = await page.evaluate(() => {
    const { bench } = globalThis as unknown as { bench: BoardInPage }
    const [first = ''] = bench.titles(3)
    bench.focus(first)
    return first
  })
  const seen = other.evaluate(
    (one) => (globalThis as unknown as { bench: BoardInPage }).bench.seen(one, 4),
    title,
  )
  const started = Date.now()
  await page.keyboard.press('Shift+ArrowRight')
  return (await seen) - started
}

function p95Of(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0
}

async function save(rows: readonly Row[]): Promise<void> {
  const middle = (key: keyof Row) => {
    const sorted = rows.map((row) => Math.round(row[key] * 10) / 10).sort((a, b) => a - b)
    return {
      median: sorted[Math.floor(sorted.length / 2)] ?? 0,
      least: sorted[0] ?? 0,
      most: sorted.at(-1) ?? 0,
    }
  }
  const keys = Object.keys(rows[0] ?? {}) as (keyof Row)[]
  const measured = Object.fromEntries(keys.map((key) => [key, middle(key)]))
  const result = {
    name: 'board',
    at: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      load: loadavg().map((load) => Math.round(load * 10) / 10),
    },
    versions: {
      node: process.version,
      browser: world.browser.version(),
      commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    },
    settings: {
      cards,
      columns: 6,
      rounds,
      moves: MOVES,
      burst: BURST,
      cardPx: 96,
      frames: 240,
      pxAFrame: 500,
    },
    targets: TARGETS,
    // Median, and from the least to the most, of the rounds.
    measured,
  }
  await writeFile(
    new URL('results/board.json', import.meta.url),
    `${JSON.stringify(result, undefined, 2)}\n`,
  )
  console.table(
    keys.map((key) => ({
      what: key,
      ...middle(key),
      target: (TARGETS as Partial<Row>)[key] ?? '',
    })),
  )
}
