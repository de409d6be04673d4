/** The network between a provider and the real engine: real calls, with the faults a test asks for. */
export interface Net {
  readonly fetch: typeof globalThis.fetch
  /** Every call so far: `GET /contacts?limit=25`, below `/api/v1`. */
  readonly calls: string[]
  readonly requests: readonly {
    readonly line: string
    readonly headers: Headers
    readonly body: string
  }[]
  /** Every call fails as without a network, until `online()`. */
  readonly offline: () => void
  readonly online: () => void
  /** Answers matching calls itself, `times` times (default: always), until `clear()`. */
  readonly answer: (
    match: string | RegExp,
    status: number,
    body?: unknown,
    options?: { times?: number; headers?: Record<string, string> },
  ) => void
  /** Holds matching calls until the returned function is called. */
  readonly hold: (match: string | RegExp) => () => void
  /** Asks the server and keeps its answer; `arrived`: it is there. */
  readonly holdAnswer: (match: string | RegExp) => { arrived: Promise<void>; release: () => void }
  readonly clear: () => void
}

interface Fault {
  readonly match: string | RegExp
  left: number
  respond(ask: () => Promise<Response>): Promise<Response | undefined>
}

export function createNet(): Net {
  const calls: string[] = []
  const requests: { line: string; headers: Headers; body: string }[] = []
  let isOffline = false
  let faults: Fault[] = []

  return {
    calls,
    requests,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const line = `${request.method} ${lineOf(request.url)}`
      calls.push(line)
      const body = typeof init?.body === 'string' ? init.body : ''
      requests.push({ line, headers: request.headers, body })
      if (isOffline) throw new TypeError('Failed to fetch')
      const fault = faults.find(({ match, left }) => left > 0 && matches(line, match))
      if (fault) {
        fault.left--
        const response = await abortable(
          fault.respond(() => globalThis.fetch(input, init)),
          request.signal,
        )
        if (response) return response
      }
      return globalThis.fetch(input, init)
    },
    offline() {
      isOffline = true
    },
    online() {
      isOffline = false
    },
    answer(match, status, body = {}, { times = Infinity, headers = {} } = {}) {
      const type = status < 400 ? 'application/json' : 'application/problem+json'
      faults.push({
        match,
        left: times,
        respond: async () =>
          new Response(status === 204 || status === 304 ? null : JSON.stringify(body), {
            status,
            headers: { 'content-type': type, ...headers },
          }),
      })
    },
    hold(match) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      faults.push({ match, left: Infinity, respond: () => promise })
      const own = faults.at(-1)
      return () => {
        faults = faults.filter((fault) => fault !== own)
        resolve(undefined)
      }
    },
    holdAnswer(match) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const arrived = Promise.withResolvers<undefined>()
      const respond = async (ask: () => Promise<Response>): Promise<Response> => {
        const answer = await ask()
        arrived.resolve(undefined)
        await promise
        return answer
      }
      faults.push({ match, left: 1, respond })
      return { arrived: arrived.promise, release: () => resolve(undefined) }
    },
    clear() {
      faults = []
      isOffline = false
    },
  }
}

/** `GET /contacts?limit=25`: a text matches the start after the mount, an expression the whole line. */
function matches(line: string, match: string | RegExp): boolean {
  return typeof match === 'string' ? line.startsWith(match) : match.test(line)
}

function lineOf(url: string): string {
  const { pathname, search } = new URL(url, location.href)
  return decodeURIComponent(pathname.replace(/^\/crm(\/api\/v1)?/, '') + search).replace(/\+/g, ' ')
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    work.then(resolve, reject)
  })
}
