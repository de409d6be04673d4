import { errors } from './errors.ts'

/** How many requests are under way, and whether the engine is stopping. */
export interface Load {
  /** Requests being worked on. */
  readonly inFlight: number
  /** Answers that are still streaming: exports, live feeds. They do not count as load, or 1,000 open feeds would shut the API. */
  readonly streams: number
  readonly draining: boolean
  /** Aborted when draining begins: endless answers end themselves. */
  readonly closing: AbortSignal
  /** Counts a request in. Throws `OVERLOADED` past the cap, having counted: `leave` follows in any case. */
  enter(): void
  readonly leave: () => void
  /** The request just counted in has become a stream; the returned function ends it, in place of `leave`. */
  stream(): () => void
  /** From now on answers close their connection. Resolves true when nothing is under way any more, false after `timeoutMs`. */
  drain(timeoutMs: number): Promise<boolean>
}

/** A request past the cap would wait for a connection of the database anyway, so it is told at once to come back. */
const RETRY_AFTER_S = 1

export function createLoad(maxInFlight: number): Load {
  const closing = new AbortController()
  let inFlight = 0
  let streams = 0
  const waiting = new Set<() => void>()

  return {
    get inFlight() {
      return inFlight
    },
    get streams() {
      return streams
    },
    get draining() {
      return closing.signal.aborted
    },
    closing: closing.signal,
    enter() {
      if (++inFlight > maxInFlight)
        throw errors.OVERLOADED({ inFlight: maxInFlight, retryAfterS: RETRY_AFTER_S })
    },
    leave() {
      inFlight--
      settle()
    },
    stream() {
      inFlight--
      streams++
      return () => {
        streams--
        settle()
      }
    },
    drain,
  }

  function settle(): void {
    if (waiting.size > 0 && inFlight + streams === 0) for (const resolve of waiting) resolve()
  }

  async function drain(timeoutMs: number): Promise<boolean> {
    closing.abort()
    if (inFlight + streams === 0) return true
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const done = () => resolve(true)
    waiting.add(done)
    const timer = setTimeout(() => resolve(false), timeoutMs)
    return promise.finally(() => {
      clearTimeout(timer)
      waiting.delete(done)
    })
  }
}
