import type { IncomingMessage, Server, ServerResponse } from 'node:http'

import type { Load } from './load.ts'

export interface DrainOptions {
  /** Longest wait for requests and streams under way; default 10 s. */
  readonly timeoutMs?: number
  /**
   * How long the server goes on accepting after `/readyz` has turned to 503, so that a load balancer notices and clients with a
   * kept-alive connection get an answer that closes it; default 1 s.
   */
  readonly graceMs?: number
}

/** How often the connections are looked at while they end. */
const LOOK_EVERY_MS = 20

/**
 * Stops a host's server without a reset connection; `server.close()` alone goes on serving kept-alive sockets and waits for
 * live feeds without end (nodejs/node#60617). In this order: readiness off and `Connection: close` on every answer, feeds end
 * themselves, the port closes, then the last requests finish. Resolves true when all of them did.
 */
export async function drainServer(
  server: Server,
  load: Load,
  options: DrainOptions = {},
): Promise<boolean> {
  const { timeoutMs = 10_000, graceMs = 1_000 } = options
  const deadline = performance.now() + timeoutMs
  server.prependListener('request', closeAfterAnswer)
  // Begun at once, awaited at the end: the signal it raises is what turns readiness off and ends the feeds.
  const finished = load.drain(timeoutMs)
  await until(async () => (await connectionsOf(server)) === 0, Math.min(graceMs, timeoutMs))
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // Closing the port closes the connections that are idle now, not those that become idle: a browser would hold us for 5 s.
  const closingIdle = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS)
  const clean = await finished
  // A socket whose last answer is still being sent is not idle yet: it gets what is left of the time.
  let cut = false
  const timer = setTimeout(
    () => {
      cut = true
      server.closeAllConnections()
    },
    Math.max(LOOK_EVERY_MS, deadline - performance.now()),
  )
  await closed
  clearTimeout(timer)
  clearInterval(closingIdle)
  server.off('request', closeAfterAnswer)
  return clean && !cut
}

/** For every route of the server, the host's own and health checks too; Node makes it `Connection: close`. */
function closeAfterAnswer(_req: IncomingMessage, res: ServerResponse): void {
  res.shouldKeepAlive = false
}

async function until(condition: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const end = performance.now() + timeoutMs
  while (performance.now() < end && !(await condition())) await sleep(LOOK_EVERY_MS)
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
