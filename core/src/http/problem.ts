import { type CrmError, isCrmError } from '../base/crm-error.ts'
import { toCrmError } from '../database/sqlstate.ts'
import { errors } from './errors.ts'
import type { Answer } from './route.ts'

/**
 * RFC 9457 §3.1.1: identifies the kind of problem and, opened in a browser, explains it. The code stands at its end as it is,
 * so that the address, the answer and the source are found by one search word.
 */
const TYPE_BASE = 'https://crmkit.dev/errors/'

const CONTENT_TYPE = 'application/problem+json; charset=utf-8'

/** The error a client may see: our own as it is, one of the database as ours, anything else a bare 500. */
export function publicError(thrown: unknown): CrmError {
  const error = toCrmError(thrown)
  // A 500 of ours is for the developer who set the engine up; its text may name hosts and files.
  return isCrmError(error) && error.status !== 500 ? error : errors.INTERNAL({}, { cause: error })
}

export function problemAnswer(error: CrmError, requestId: string): Answer {
  const { status, code, message, details, faults } = error
  const body = {
    type: TYPE_BASE + code,
    title: titleOf(code),
    status,
    code,
    detail: message,
    requestId,
    errors: faults,
    ...(Object.keys(details).length > 0 ? { details } : undefined),
  }
  return { status, headers: headersOf(error), body: JSON.stringify(body) }
}

function headersOf({ status, details }: CrmError): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': CONTENT_TYPE }
  const { retryAfterS, allow } = details
  // RFC 9110 §15.6.4: a client without a number would come back at once.
  if (typeof retryAfterS === 'number') headers['retry-after'] = String(Math.ceil(retryAfterS))
  else if (status === 503 || status === 429) headers['retry-after'] = '1'
  if (status === 401) headers['www-authenticate'] = 'Bearer'
  if (status === 405 && typeof allow === 'string') headers['allow'] = allow
  return headers
}

const titles = new Map<string, string>()

/** `BODY_TOO_LARGE` → "Body too large". */
function titleOf(code: string): string {
  const known = titles.get(code)
  if (known !== undefined) return known
  const title = code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' ')
  titles.set(code, title)
  return title
}
