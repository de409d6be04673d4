import { type Components, createInputCheck, type InputCheck } from './input-check.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Answer, Call, Method, Route, RouteBody } from './route.ts'
import { RouteMeter } from './route-meter.ts'

/** Largest JSON body a route takes unless it says otherwise: 1 MiB. */
export const MAX_BODY_BYTES = 1_048_576

const JSON_TYPES = ['application/json'] as const
const PATCH_TYPES = ['application/json', 'application/merge-patch+json'] as const

/** A route with everything worked out that does not depend on the request. */
export interface PreparedRoute {
  readonly method: Method
  readonly path: string
  readonly operationId: string
  readonly public: boolean
  /** Undefined: any actor. */
  readonly permission: string | undefined
  readonly embed: boolean
  readonly body: RouteBody | undefined
  readonly contentTypes: readonly string[]
  readonly maxBodyBytes: number
  readonly rawQuery: boolean
  readonly hasQueryDefaults: boolean
  readonly checksHeaders: boolean
  readonly idempotency: 'transaction' | 'apart' | 'off'
  readonly perClient: RateLimit | undefined
  readonly paramNames: readonly string[]
  readonly check: InputCheck
  readonly meter: RouteMeter
  /** Content type of an answer that does not name one itself. */
  answerType(status: number): string
  handler(call: Call): Promise<Answer> | Answer
}

export function prepareRoute(route: Route, components: Components): PreparedRoute {
  const { method, path, operationId, access, body } = route
  const paramNames = path
    .split('/')
    .flatMap((part) => (part.startsWith(':') ? [part.slice(1)] : []))
  const types = new Map(
    Object.entries(route.responses).map(([status, response]) => [
      Number(status),
      response.contentType,
    ]),
  )
  return {
    method,
    path,
    operationId,
    public: access === 'public',
    permission: typeof access === 'object' ? access.permission : undefined,
    embed: route.embed ?? typeof access === 'object',
    body,
    contentTypes: body?.contentTypes ?? (method === 'PATCH' ? PATCH_TYPES : JSON_TYPES),
    maxBodyBytes: route.maxBodyBytes ?? MAX_BODY_BYTES,
    rawQuery: route.rawQuery ?? false,
    hasQueryDefaults: Object.values(route.query ?? {}).some((schema) => 'default' in schema),
    checksHeaders: route.headers !== undefined,
    idempotency: idempotencyOf(route),
    perClient: route.perClient,
    paramNames,
    check: createInputCheck(route, paramNames, components),
    meter: new RouteMeter(method, path),
    answerType: (status) => types.get(status) ?? 'application/json; charset=utf-8',
    handler: (call) => route.handler(call),
  }
}

function idempotencyOf({ method, body, idempotency }: Route): PreparedRoute['idempotency'] {
  if (method === 'GET' || method === 'DELETE') return 'off'
  return idempotency ?? (body?.kind === 'stream' ? 'apart' : 'transaction')
}
