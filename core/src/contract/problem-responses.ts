import { problemSchema } from '@crmkit/schemas'

import type { JsonSchema } from '../base/validator.ts'
import type { Route } from '../http/route.ts'

const problem = asComponent(problemSchema)

export const problemComponents: Readonly<Record<string, JsonSchema>> = {
  Problem: problem,
  /** The refusal of one operation of a batch; it has no type and title of its own. */
  BatchProblem: {
    description: 'Why one operation of a batch was refused.',
    type: 'object',
    additionalProperties: false,
    required: ['code', 'status', 'detail', 'requestId', 'errors'],
    properties: members(problem, ['code', 'status', 'detail', 'requestId', 'errors']),
  },
}

interface ProblemKind {
  readonly name: string
  readonly description: string
  readonly code: string
}

/** The refusals an operation may answer, by status. */
const KINDS: Readonly<Record<number, ProblemKind>> = {
  400: {
    name: 'BadRequest',
    description: 'A parameter or the body cannot be read.',
    code: 'INVALID_PARAMETER',
  },
  401: {
    name: 'Unauthorized',
    description: 'No valid key or token came along.',
    code: 'UNAUTHENTICATED',
  },
  403: { name: 'Forbidden', description: 'The actor lacks the permission.', code: 'FORBIDDEN' },
  404: {
    name: 'NotFound',
    description: 'There is no such record for this actor.',
    code: 'RECORD_NOT_FOUND',
  },
  408: {
    name: 'RequestTimeout',
    description: 'The body did not arrive in time.',
    code: 'BODY_TIMEOUT',
  },
  409: {
    name: 'Conflict',
    description: 'It contradicts what is stored, or another request.',
    code: 'UNIQUE_TAKEN',
  },
  412: {
    name: 'PreconditionFailed',
    description: 'The record has another version than `If-Match` says.',
    code: 'VERSION_STALE',
  },
  413: { name: 'ContentTooLarge', description: 'The body is too large.', code: 'BODY_TOO_LARGE' },
  415: {
    name: 'UnsupportedMediaType',
    description: 'The body has another content type than expected.',
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  422: {
    name: 'UnprocessableContent',
    description: 'The input is readable, but not valid; `errors` names each fault.',
    code: 'VALIDATION_FAILED',
  },
  429: {
    name: 'TooManyRequests',
    description: 'Too many requests; wait `Retry-After` seconds.',
    code: 'RATE_LIMITED',
  },
  500: {
    name: 'InternalServerError',
    description: 'A defect on our side, logged under the request id.',
    code: 'INTERNAL',
  },
  503: {
    name: 'ServiceUnavailable',
    description: 'Overloaded or restarting; wait `Retry-After` seconds.',
    code: 'OVERLOADED',
  },
}

/** Under `components/responses`. */
export const problemResponses: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(KINDS).map(([status, kind]) => [kind.name, responseOf(Number(status), kind)]),
)

/** References to the refusals this route may answer with, by status. */
export function refusalsOf(route: Route): Record<number, { $ref: string }> {
  const statuses = [
    400,
    429,
    500,
    503,
    ...(route.access === 'public' ? [] : [401, 403, 422]),
    ...(route.path.includes('/:') ? [404] : []),
    ...(route.method === 'GET' ? [] : [409, 412]),
    ...(route.body ? [408, 413, 415, 422] : []),
  ]
  return Object.fromEntries(
    [...new Set(statuses)].map((status) => [
      status,
      { $ref: `#/components/responses/${KINDS[status]?.name ?? ''}` },
    ]),
  )
}

function responseOf(status: number, { description, code }: ProblemKind): object {
  const example = {
    type: `https://crmkit.dev/errors/${code}`,
    title: code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' '),
    status,
    code,
    detail: description,
    requestId: '0199f6d2-5b1e-7c3a-9a44-3f1f0d6f1c2b',
    errors:
      status === 422
        ? [{ path: '/email', code: 'format', message: 'must match format "email"' }]
        : [],
  }
  const retry = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } }
  return {
    description,
    ...(status === 429 || status === 503 ? { headers: retry } : {}),
    content: {
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example },
    },
  }
}

function asComponent(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => key !== '$schema' && key !== 'title'),
  )
}

function members(schema: JsonSchema, keys: readonly string[]): Record<string, unknown> {
  const properties = schema['properties'] as Readonly<Record<string, unknown>>
  return Object.fromEntries(keys.map((key) => [key, properties[key]]))
}
