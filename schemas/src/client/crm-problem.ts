/** One fault in the input of a call. */
export interface Fault {
  /** JSON Pointer into the body, or the name of a query parameter. */
  readonly path: string
  readonly code: string
  readonly message: string
}

/** A refusal of the engine (RFC 9457): compare `code`, show `message`. */
export class CrmProblem extends Error {
  override readonly name = 'CrmProblem'
  readonly status: number
  readonly code: string
  /** One entry for each fault of the input. */
  readonly errors: readonly Fault[]
  /** Named facts of the refusal. */
  readonly details: Readonly<Record<string, unknown>>
  /** The same id is in the server's log. */
  readonly requestId: string | undefined
  /** How long to wait before another try, when the engine says so. */
  readonly retryAfterMs: number | undefined

  constructor(status: number, body: ProblemBody, headers: Headers) {
    super(body.detail ?? `The server answered ${String(status)}.`)
    this.status = status
    this.code = body.code ?? `HTTP_${String(status)}`
    this.errors = body.errors ?? []
    this.details = body.details ?? {}
    this.requestId = body.requestId ?? headers.get('x-request-id') ?? undefined
    const seconds = Number(headers.get('retry-after') ?? NaN)
    this.retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : undefined
  }
}

interface ProblemBody {
  readonly code?: string
  readonly detail?: string
  readonly errors?: readonly Fault[]
  readonly details?: Readonly<Record<string, unknown>>
  readonly requestId?: string
}

/** The refusal in an answer; a proxy between us may answer without one. */
export async function problemOf(response: Response): Promise<CrmProblem> {
  const type = response.headers.get('content-type') ?? ''
  const body: unknown = type.includes('json') ? await response.json().catch(() => ({})) : {}
  return new CrmProblem(response.status, body ?? {}, response.headers)
}
