import { componentName } from '../entities/component-name.ts'
import type { Route } from '../http/route.ts'
import { type ComponentOptions, schemaComponents } from './entity-components.ts'
import { errors } from './errors.ts'
import { idempotencyKey, openApiPath, operationOf, requestIdHeader } from './operation.ts'
import { problemResponses } from './problem-responses.ts'

/** An OpenAPI 3.1 document; open on purpose, its readers are programs. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: Readonly<Record<string, unknown>>
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> } & Readonly<
    Record<string, unknown>
  >
  readonly [member: string]: unknown
}

export interface OpenApiOptions extends ComponentOptions {
  readonly routes: readonly Route[]
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  /** Where the engine is mounted, without a slash at the end: `/crm`. */
  readonly basePath: string
}

/** The contract of what is loaded, as one actor sees it: a field the actor may not read is not in it. */
export function createOpenApi(options: OpenApiOptions): OpenApiDocument {
  assertUniqueOperations(options.routes)
  return {
    openapi: '3.1.0',
    info: { description: INTRODUCTION, ...options.info },
    servers: [{ url: `${options.basePath}/api/v1` }],
    security: [{ bearer: [] }],
    tags: tagsOf(options),
    paths: pathsOf(options.routes),
    components: {
      schemas: schemaComponents(options),
      responses: problemResponses,
      parameters: { IdempotencyKey: idempotencyKey },
      headers: { RequestId: requestIdHeader },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, or the token of an embed session or a user.',
        },
      },
    },
  }
}

const INTRODUCTION = [
  'Send `Authorization: Bearer <API key>` with every call. JSON in and out; times are RFC 3339 in UTC; unknown input keys are refused.',
  'Lists answer a page of up to 200 records; `page.next` is the `cursor` of the next one. `filter` is one JSON document, the same everywhere.',
  'Errors are `application/problem+json` (RFC 9457) with a stable `code` and an entry in `errors` for each fault of the input.',
].join('\n\n')

function pathsOf(routes: readonly Route[]): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = (paths[openApiPath(route.path)] ??= {})
    path[route.method.toLowerCase()] = operationOf(route)
  }
  return paths
}

/** The entities in the order they are loaded, then what else there is. */
function tagsOf({ registry, routes }: OpenApiOptions): object[] {
  const used = new Set(routes.map((route) => route.tag))
  const entities = [...registry.entities.values()].filter((entity) => used.has(entity.label.many))
  const named = new Set(entities.map((entity) => entity.label.many))
  return [
    ...entities.map((entity) => ({
      name: entity.label.many,
      ...(entity.description === undefined ? {} : { description: entity.description }),
      // Where a viewer finds what a record of this chapter looks like.
      'x-component': componentName(entity, ''),
    })),
    ...[...used].filter((tag) => !named.has(tag)).map((name) => ({ name })),
  ]
}

/** Throws `OPERATION_ID_TAKEN` with every pair of routes of one name. */
export function assertUniqueOperations(routes: readonly Route[]): void {
  const byId = new Map<string, Route>()
  const faults = routes.flatMap((route) => {
    const twin = byId.get(route.operationId)
    byId.set(route.operationId, route)
    return twin
      ? [`"${route.operationId}": ${twin.method} ${twin.path} and ${route.method} ${route.path}`]
      : []
  })
  if (faults.length > 0) throw errors.OPERATION_ID_TAKEN({ routes: faults.join('; ') })
}
