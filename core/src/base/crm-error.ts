/** One fault in the caller's input, as RFC 9457 §3 extension members carry it. */
export interface Fault {
  /** JSON Pointer (RFC 6901) into the body, or the name of a query parameter. */
  readonly path: string
  /** Stable code of the fault, for example `required` or `UNKNOWN_FIELD`. */
  readonly code: string
  readonly message: string
}

export interface CrmErrorOptions {
  readonly code: string
  /** HTTP status the error answers with. */
  readonly status: number
  readonly message: string
  /** Named facts of the error; public, so never a secret. */
  readonly details?: Readonly<Record<string, unknown>>
  /** One entry for each fault of the input. */
  readonly faults?: readonly Fault[]
  readonly cause?: unknown
}

/** The only error CRMKit throws on purpose. Any other error is a defect and answers a bare 500. */
export class CrmError extends Error {
  override readonly name = 'CrmError'
  readonly code: string
  readonly status: number
  readonly details: Readonly<Record<string, unknown>>
  readonly faults: readonly Fault[]

  constructor(options: CrmErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code
    this.status = options.status
    this.details = options.details ?? {}
    this.faults = options.faults ?? []
  }
}

/** True for a `CrmError` of any loaded copy of the core: two copies in one process must not turn a 404 into a 500. */
export function isCrmError(error: unknown): error is CrmError {
  return error instanceof Error && error.name === 'CrmError' && 'status' in error && 'code' in error
}
