import { defineErrors } from '../base/define-errors.ts'

/** Everything the HTTP floor answers on purpose. A code is API: it is documented and never renamed. */
export const errors = defineErrors({
  // The address
  ROUTE_NOT_FOUND: { status: 404, message: 'There is no {method} {path}.' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: '{method} is not possible here; use one of: {allow}.',
  },
  MALFORMED_PATH: {
    status: 400,
    message: 'The path is not readable: {reason}. Percent-encode each part as UTF-8.',
  },

  // Who asks
  UNAUTHENTICATED: {
    status: 401,
    message:
      'Expected valid credentials, came none or some that are not (any more) valid. Send "Authorization: Bearer <key or token>".',
  },
  EMBED_ROUTE_CLOSED: {
    status: 403,
    message: 'An embed session may not call {operationId}, whatever its rights.',
  },
  FORBIDDEN: { status: 403, message: 'You lack the permission {permission}.' },
  RATE_LIMITED: {
    status: 429,
    message: 'Too many requests: {points} in {seconds} s are allowed. Wait {retryAfterS} s.',
  },
  TOO_MANY_AUTH_FAILURES: {
    status: 429,
    message: 'Too many requests with wrong credentials came from here. Wait {retryAfterS} s.',
  },

  // Parameters and headers
  INVALID_PARAMETER: {
    status: 400,
    message: 'A parameter of the path, the query or the header is not valid; see errors.',
  },

  // The body
  BODY_EMPTY: { status: 400, message: 'Expected a JSON body, came none.' },
  BODY_NOT_JSON: {
    status: 400,
    message: 'The body is not JSON: the fault is at position {position}, line {line}.',
  },
  BODY_NOT_UTF8: { status: 400, message: 'The body is not UTF-8.' },
  BODY_TOO_DEEP: {
    status: 400,
    message: 'The body nests deeper than {maxDepth} levels.',
  },
  BODY_INCOMPLETE: {
    status: 400,
    message: 'The body ended early, or its compressed form is damaged.',
  },
  BODY_TIMEOUT: { status: 408, message: 'The body did not arrive within {timeoutMs} ms.' },
  BODY_TOO_LARGE: {
    status: 413,
    message: 'The body is larger than {maxBytes} bytes (uncompressed).',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: 'Expected the content type {expected}, came {came}.',
  },
  UNSUPPORTED_CONTENT_ENCODING: {
    status: 415,
    message: 'Expected the content encoding gzip, deflate, br or none, came {came}.',
  },
  VALIDATION_FAILED: { status: 422, message: 'The body is not valid; see errors.' },
  /** Nobody reads this answer: the status is nginx's, for the log. */
  CLIENT_GONE: { status: 499, message: 'The client went away before it was answered.' },

  // Repeating a write
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    message: 'Idempotency-Key must be 1 to 255 visible ASCII characters.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    message: 'This Idempotency-Key was used for another request. Take a new key for a new request.',
  },
  IDEMPOTENCY_IN_FLIGHT: {
    status: 409,
    message:
      'The first request with this Idempotency-Key is still running. Repeat it in {retryAfterS} s.',
  },

  IDEMPOTENCY_NEEDS_TEXT: {
    status: 500,
    message:
      'The route {operationId} answered an Idempotency-Key request with a stream or a buffer, which cannot be kept. Give it idempotency "off".',
  },

  // Load
  OVERLOADED: {
    status: 503,
    message: 'The server answers {inFlight} requests already. Repeat yours in {retryAfterS} s.',
  },
  INTERNAL: {
    status: 500,
    message: 'Something failed on our side. It is logged under the request id.',
  },

  // What a developer meets
  ROUTES_CONFLICT: { status: 500, message: 'The routes cannot be mounted together:\n{conflicts}' },
  NO_ACTOR: {
    status: 500,
    message:
      'The route {operationId} is public, so it has no actor and no context. Give it access "actor" or a permission.',
  },
  BODY_CONSUMED: {
    status: 500,
    message:
      'The request body was read before the engine saw it, and nothing was left in req.body. Mount the engine before that middleware, or let it keep its result.',
  },
  STREAM_CONSUMED: {
    status: 500,
    message:
      'The route {operationId} takes a stream, but the body was read before the engine saw it. Mount the engine before body parsers.',
  },
})
