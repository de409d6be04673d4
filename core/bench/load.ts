import autocannon from 'autocannon'

export interface Scenario {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Path below `/api/v1` (the engine) or `/` (the bare server). */
  readonly path: () => string
  readonly body?: () => object
}

export interface Measured {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly failed: number
}

/** Loads one server with one scenario: 32 connections, each sending its next request when the answer is there. */
export async function load(
  base: string,
  headers: Record<string, string>,
  scenario: Scenario,
  seconds: number,
): Promise<Measured> {
  const { method, path, body } = scenario
  const result = await autocannon({
    url: base,
    connections: 32,
    duration: seconds,
    requests: [
      {
        method,
        headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
        setupRequest: (request) => ({
          ...request,
          path: new URL(base).pathname.replace(/\/$/, '') + path(),
          ...(body ? { body: JSON.stringify(body()) } : {}),
        }),
      },
    ],
  })
  return {
    requestsPerSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  }
}
