import { ElementError, isAbort } from '../base/errors.ts'

/** `live`: the server answers; `retrying`: it does not, and is asked again; `offline`: the browser has no network. */
export type ConnectionStatus = 'live' | 'retrying' | 'offline'

export interface ConnectionMonitor {
  readonly status: ConnectionStatus
  /** Watches every call that goes through it. */
  readonly fetch: typeof fetch
  readonly onChange: (listener: (status: ConnectionStatus) => void) => () => void
  /** Nothing is watched and nobody asked any more, until `resume`. */
  readonly pause: () => void
  readonly resume: () => void
}

export interface MonitorOptions {
  readonly fetch: () => typeof fetch | undefined
  /** Answers without a session and without a database: `<mount>/livez`. */
  readonly probeUrl: string
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

/** Learns from the calls themselves whether the server can be reached, and asks again with growing waits when not. */
export function createConnectionMonitor(options: MonitorOptions): ConnectionMonitor {
  const listeners = new Set<(status: ConnectionStatus) => void>()
  let status: ConnectionStatus = 'live'
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  return {
    get status() {
      return status
    },
    fetch: watched,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    pause() {
      stop()
      removeEventListener('offline', lost)
    },
    resume() {
      addEventListener('offline', lost)
      if (status !== 'live') probeNow()
    },
  }

  async function watched(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    try {
      const response = await rawFetch(input, init)
      if (isProxyOfNobody(response)) lost()
      else reached()
      return response
    } catch (error) {
      if (isAbort(error) || init?.signal?.aborted) throw error
      lost()
      throw new ElementError('NETWORK', 'The server cannot be reached.', { cause: error })
    }
  }

  // Called as a bare function: `this.fetch()` of a browser's fetch throws "Illegal invocation".
  function rawFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const doFetch = options.fetch() ?? globalThis.fetch
    return doFetch(input, init)
  }

  function reached(): void {
    stop()
    failures = 0
    tell('live')
  }

  function lost(): void {
    if (timer !== undefined) return
    tell(navigator.onLine ? 'retrying' : 'offline')
    timer = setTimeout(() => void probe(), backoff(failures++))
    addEventListener('online', probeNow)
  }

  function probeNow(): void {
    void probe()
  }

  async function probe(): Promise<void> {
    stop()
    try {
      const response = await rawFetch(options.probeUrl, { credentials: 'omit', cache: 'no-store' })
      if (response.status < 500) reached()
      else lost()
    } catch {
      lost()
    }
  }

  function stop(): void {
    clearTimeout(timer)
    timer = undefined
    removeEventListener('online', probeNow)
  }

  function tell(next: ConnectionStatus): void {
    if (next === status) return
    status = next
    for (const listener of [...listeners]) listener(next)
  }
}

/** A proxy answers for an engine that does not run. 503 is the engine's own word: it runs, and has too much to do. */
function isProxyOfNobody({ status }: Response): boolean {
  return status === 502 || status === 504
}

/** Doubles, with a random half: pages that lost the same server do not come back in the same moment. */
export function backoff(failures: number): number {
  const longest = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS)
  return longest / 2 + Math.random() * (longest / 2)
}
