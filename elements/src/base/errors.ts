import { CrmProblem } from '@crmkit/schemas/client'

/** What `crm-error` says, and what an error panel shows. */
export interface ElementFault {
  /** Stable: compare this. Codes of the engine, and the ones below. */
  readonly code: string
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly message: string
  /** The same id is in the server's log. */
  readonly requestId: string | undefined
  /** Whether the same thing may work a little later. */
  readonly retryable: boolean
  /** What was being done: `list`, `save`, … */
  readonly source: string
}

/** Faults that the engine did not name. */
export type LocalCode =
  | 'NETWORK'
  | 'NO_PROVIDER'
  | 'COMPONENT_CLOSED'
  | 'SESSION_FAILED'
  | 'UNKNOWN_ENTITY'
  | 'UNEXPECTED'

/** A refusal by the elements themselves. */
export class ElementError extends Error {
  override readonly name = 'ElementError'
  readonly code: LocalCode

  constructor(code: LocalCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Any thrown thing as an event and a panel tell it. */
export function faultOf(error: unknown, source: string): ElementFault {
  if (error instanceof CrmProblem) {
    const { code, status, message, requestId } = error
    return { code, status, message, requestId, retryable: isRetryable(status), source }
  }
  const none = { status: 0, requestId: undefined, source }
  if (error instanceof ElementError) {
    const retryable = error.code === 'NETWORK' || error.code === 'SESSION_FAILED'
    return { ...none, code: error.code, message: error.message, retryable }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { ...none, code: 'UNEXPECTED', message, retryable: false }
}

/** The caller went away: nothing to tell anybody. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

function isRetryable(status: number): boolean {
  return status === 429 || status >= 500
}
