import { collectDefaultMetrics, Counter, Gauge, type Metric, Registry } from 'prom-client'

import type { Load } from './load.ts'
import { DURATION_BUCKETS_S, type RouteMeter } from './route-meter.ts'

/** A number other floors show: connections of a pool, waiting jobs, lag of the dispatcher. Read at every scrape. */
export interface GaugeSource {
  readonly name: string
  readonly help: string
  /** `counter` for one that only grows; default `gauge`. */
  readonly type?: 'gauge' | 'counter'
  /** One value, or one for each value of the label `kind`. */
  readonly read: () => Promise<GaugeReading> | GaugeReading
}

export type GaugeReading = number | Readonly<Record<string, number>>

export interface Metrics {
  readonly contentType: string
  /** One more answer with this error code. */
  countError(code: string): void
  /** Prometheus text of everything. */
  scrape(): Promise<string>
}

/**
 * Metrics of one engine, in a registry of its own: prom-client's global one belongs to the host, and two engines in one process
 * would collide in it.
 */
export function createMetrics(
  meters: readonly RouteMeter[],
  load: Load,
  sources: readonly GaugeSource[],
): Metrics {
  const registry = new Registry()
  const errorCounts = new Map<string, number>()
  registry.registerMetric(requestsTotal(meters))
  registry.registerMetric(requestDurations(meters))
  addErrors(registry, errorCounts)
  addLoad(registry, load)
  for (const source of sources) {
    if (source.type === 'counter') registry.registerMetric(counterOf(source))
    else addGauge(registry, source)
  }
  let process = false

  return { contentType: registry.contentType, countError, scrape }

  function countError(code: string): void {
    errorCounts.set(code, (errorCounts.get(code) ?? 0) + 1)
  }

  async function scrape(): Promise<string> {
    // They watch the event loop and the garbage collector from here on: nothing for an engine nobody scrapes.
    if (!process) collectDefaultMetrics({ register: registry })
    process = true
    return registry.metrics()
  }
}

interface Sample {
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
  readonly metricName?: string
}

/** prom-client asks a metric only for its name, help, type and `get()`; this is one whose numbers are counted elsewhere. */
function counted(
  name: string,
  help: string,
  type: string,
  samples: () => Sample[] | Promise<Sample[]>,
): Metric {
  const metric = {
    name,
    help,
    type,
    aggregator: 'sum',
    get: async () => ({ name, help, type, values: await samples() }),
    reset: () => undefined,
  }
  return metric as unknown as Metric
}

function requestsTotal(meters: readonly RouteMeter[]): Metric {
  return counted('http_requests_total', 'Answered requests.', 'counter', () =>
    meters.flatMap(({ method, route, byStatus }) =>
      Array.from(byStatus, ([status, value]) => ({ labels: { method, route, status }, value })),
    ),
  )
}

function requestDurations(meters: readonly RouteMeter[]): Metric {
  const name = 'http_request_duration_seconds'
  return counted(
    name,
    'Time from a request to its answer, streams to their end.',
    'histogram',
    () => meters.filter(({ count }) => count > 0).flatMap((meter) => histogram(name, meter)),
  )
}

function histogram(name: string, { method, route, buckets, sumS, count }: RouteMeter): Sample[] {
  let below = 0
  const bounds = DURATION_BUCKETS_S.map((le, at) => {
    below += buckets[at] ?? 0
    return { labels: { le, method, route }, value: below, metricName: `${name}_bucket` }
  })
  return [
    ...bounds,
    { labels: { le: '+Inf', method, route }, value: count, metricName: `${name}_bucket` },
    { labels: { method, route }, value: sumS, metricName: `${name}_sum` },
    { labels: { method, route }, value: count, metricName: `${name}_count` },
  ]
}

function addErrors(registry: Registry, counts: ReadonlyMap<string, number>): void {
  new Counter({
    name: 'http_request_errors_total',
    help: 'Problems answered, by code.',
    labelNames: ['code'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [code, count] of counts) this.inc({ code }, count)
    },
  })
}

function addLoad(registry: Registry, load: Load): void {
  addGauge(registry, {
    name: 'http_requests_in_flight',
    help: 'Requests being worked on.',
    read: () => load.inFlight,
  })
  addGauge(registry, {
    name: 'http_streams_open',
    help: 'Answers that are still streaming.',
    read: () => load.streams,
  })
}

function addGauge(registry: Registry, { name, help, read }: GaugeSource): void {
  new Gauge({
    name,
    help,
    labelNames: ['kind'],
    registers: [registry],
    async collect() {
      this.reset()
      const reading = await readOrNothing(read)
      if (typeof reading === 'number') this.set(reading)
      else for (const [kind, value] of Object.entries(reading)) this.set({ kind }, value)
    },
  })
}

function counterOf({ name, help, read }: GaugeSource): Metric {
  return counted(name, help, 'counter', async () => {
    const reading = await readOrNothing(read)
    if (typeof reading === 'number') return [{ labels: {}, value: reading }]
    return Object.entries(reading).map(([kind, value]) => ({ labels: { kind }, value }))
  })
}

/** A part that is down must not hide the numbers of all others: its gauge is then missing. */
async function readOrNothing(read: GaugeSource['read']): Promise<GaugeReading> {
  try {
    return await read()
  } catch {
    return {}
  }
}
