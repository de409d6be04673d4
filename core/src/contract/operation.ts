import type { JsonSchema } from '../base/validator.ts'
import type { Route, RouteResponse } from '../http/route.ts'
import { refusalsOf } from './problem-responses.ts'

/** A part of a path without a schema of its own: what the router checks (http/input-check.ts). */
const PART: JsonSchema = { type: 'string', minLength: 1, maxLength: 200 }

/** One route as an OpenAPI 3.1 operation. */
export function operationOf(route: Route): object {
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(typeof route.access === 'object'
      ? {
          description: `Needs the permission \`${route.access.permission}\`.`,
          'x-permission': route.access.permission,
        }
      : {}),
    tags: [route.tag],
    ...(route.access === 'public' ? { security: [] } : {}),
    ...listOf('parameters', parametersOf(route)),
    ...(route.body ? { requestBody: requestBodyOf(route.body, route.method) } : {}),
    responses: responsesOf(route),
  }
}

/** `/contacts/:id` → `/contacts/{id}`. */
export function openApiPath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}')
}

function parametersOf(route: Route): object[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) =>
    parameter('path', name, route.params?.[name] ?? PART, true),
  )
  const inQuery = Object.entries(route.query ?? {}).map(([name, schema]) =>
    parameter('query', name, schema, false),
  )
  const inHeader = Object.entries(route.headers ?? {}).map(([name, schema]) =>
    parameter('header', headerCase(name), schema, false),
  )
  const idempotent = isIdempotent(route) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []
  return [...inPath, ...inQuery, ...inHeader, ...idempotent]
}

export const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Makes a repetition safe: the same key with the same body answers the same for 24 hours; with another body 422.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

function isIdempotent({ method, idempotency, access }: Route): boolean {
  return access !== 'public' && method !== 'GET' && method !== 'DELETE' && idempotency !== 'off'
}

function parameter(
  place: 'path' | 'query' | 'header',
  name: string,
  schema: JsonSchema,
  required: boolean,
): object {
  const { description, examples, ...rest } = schema
  const example = (examples as readonly unknown[] | undefined)?.[0]
  return {
    name,
    in: place,
    ...(required ? { required } : {}),
    ...(description === undefined ? {} : { description }),
    schema: rest,
    ...(example === undefined ? {} : { example }),
  }
}

/** `if-match` → `If-Match`. */
function headerCase(name: string): string {
  if (name === 'etag') return 'ETag'
  return name.replace(
    /(^|-)([a-z])/g,
    (_, dash: string, letter: string) => dash + letter.toUpperCase(),
  )
}

function requestBodyOf(body: NonNullable<Route['body']>, method: Route['method']): object {
  if (body.kind === 'stream') {
    const media = { schema: { type: 'string', contentMediaType: 'application/octet-stream' } }
    return {
      description: body.description,
      required: true,
      content: Object.fromEntries(body.contentTypes.map((type) => [type, media])),
    }
  }
  const standard =
    method === 'PATCH' ? ['application/json', 'application/merge-patch+json'] : ['application/json']
  return {
    required: body.optional !== true,
    content: Object.fromEntries(
      (body.contentTypes ?? standard).map((type) => [type, { schema: body.schema }]),
    ),
  }
}

function responsesOf(route: Route): object {
  const own = Object.entries(route.responses).map(([status, response]) => [
    status,
    responseOf(response),
  ])
  return { ...refusalsOf(route), ...Object.fromEntries(own) } as object
}

function responseOf(response: RouteResponse): object {
  const headers = Object.entries(response.headers ?? {}).map(
    ([name, { description, ...schema }]) => [
      headerCase(name),
      { ...(description === undefined ? {} : { description }), schema },
    ],
  )
  return {
    description: response.description,
    headers: {
      ...Object.fromEntries(headers),
      'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    } as object,
    ...contentOf(response),
  }
}

export const requestIdHeader = {
  description: 'The same id is in the server log.',
  schema: { type: 'string' },
}

/** What is not JSON has no schema: its content type says all there is to say. */
function contentOf(response: RouteResponse): object {
  if (!response.schema && response.contentType === undefined) return {}
  const types = [response.contentType ?? 'application/json', ...(response.otherContentTypes ?? [])]
  const media = { schema: response.schema ?? { type: 'string' } }
  return { content: Object.fromEntries(types.map((type) => [baseType(type), media])) }
}

/** Without parameters: the charset is not part of what OpenAPI names. */
function baseType(type: string): string {
  return type.split(';')[0]?.trim() ?? type
}

function listOf(key: string, list: readonly object[]): object {
  return list.length > 0 ? { [key]: list } : {}
}
