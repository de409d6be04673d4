import { problemOf } from './crm-problem.ts'

export interface ClientOptions {
  /** Where the engine is mounted: `https://app.example.com/crm`; `/crm` in a browser. */
  readonly baseUrl: string
  /**
   * API key or session token. Asked for before each call, and once more with `refresh` after a 401; `refused` is then the token
   * that was not taken, so that many calls refused at once need one new token only.
   */
  readonly getToken?: (options: {
    readonly refresh: boolean
    readonly refused?: string | undefined
  }) => string | undefined | Promise<string | undefined>
  /** Default: the global one. */
  readonly fetch?: typeof fetch
  /** Further tries of calls that can be repeated, after 429 and 503; default 2. */
  readonly retries?: number
  /** Default `same-origin`, so that a host's session cookie goes along. */
  readonly credentials?: 'omit' | 'same-origin' | 'include'
}

export interface CallOptions {
  readonly signal?: AbortSignal
}

export interface WriteOptions extends CallOptions {
  /** Makes a repetition safe: the same key with the same body answers the same for 24 hours. */
  readonly idempotencyKey?: string
}

export interface VersionedOptions extends WriteOptions {
  /** Refused with 412 (`VERSION_STALE`) unless the record still has it. */
  readonly version?: number
}

export interface Call extends VersionedOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`. */
  readonly path: string
  readonly body?: unknown
  /** Sent as `X-Request-Id`: the log, the change rows and the live events of this call carry it. */
  readonly requestId?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends one call and gives the answer as it came: a stream, a file, a 304. Throws `CrmProblem` for every refusal. */
export type Request = (call: Call) => Promise<Response>

/** Sends one call and gives the parsed answer; undefined for 204. Throws `CrmProblem` for every refusal. */
export type Send = <T>(call: Call) => Promise<T>

const DEFAULT_RETRIES = 2
/** When the engine names no time: long enough for a restart to begin, short enough not to be felt. */
const RETRY_AFTER_MS = 1_000

export function createConnection(options: ClientOptions): Send {
  const request = createRequest(options)
  return async function send<T>(call: Call): Promise<T> {
    const response = await request(call)
    return (response.status === 204 ? undefined : await response.json()) as T
  }
}

export function createRequest(options: ClientOptions): Request {
  const { retries = DEFAULT_RETRIES, credentials = 'same-origin' } = options
  const base = `${options.baseUrl.replace(/\/$/, '')}/api/v1`
  // Called as a bare function: `this.fetch()` of a browser's fetch throws "Illegal invocation".
  const doFetch = options.fetch ?? ((input, init) => fetch(input, init))

  return async function request(call) {
    const token = await options.getToken?.({ refresh: false })
    let response = await once(call, token)
    if (response.status === 401 && options.getToken) {
      response = await once(call, await options.getToken({ refresh: true, refused: token }))
    }
    for (let left = retries; left > 0 && isBusy(response) && isRepeatable(call); left--) {
      const { retryAfterMs = RETRY_AFTER_MS } = await problemOf(response)
      await wait(retryAfterMs, call.signal)
      response = await once(call, await options.getToken?.({ refresh: false }))
    }
    // 304 answers an `If-None-Match` of the caller's: it is no refusal.
    if (!response.ok && response.status !== 304) throw await problemOf(response)
    return response
  }

  function once(call: Call, token: string | undefined): Promise<Response> {
    return doFetch(base + call.path, {
      method: call.method,
      credentials,
      headers: headersOf(call, token),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.signal ? { signal: call.signal } : {}),
    })
  }
}

function headersOf(
  { method, body, version, idempotencyKey, requestId, headers }: Call,
  token: string | undefined,
): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined
      ? {}
      : {
          'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        }),
    ...(version === undefined ? {} : { 'if-match': `"${String(version)}"` }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
    ...headers,
  }
}

function isBusy({ status }: Response): boolean {
  return status === 429 || status === 503
}

/** A write without a key may have been done although its answer says otherwise. */
function isRepeatable({ method, idempotencyKey }: Call): boolean {
  return method === 'GET' || idempotencyKey !== undefined
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
