import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'

import type { JsonSchema } from '../base/validator.ts'
import type { RequestContext } from '../identity/request-context.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * One call of the HTTP contract, as data: the router, the permission check, the input check and OpenAPI all read this.
 * Schemas may point at `#/components/schemas/<Name>`; the contract floor supplies those.
 */
export interface Route {
  readonly method: Method
  /** Below `<mount>/api/v1`, with `:name` for a part: `/contacts/:id`. */
  readonly path: `/${string}`
  /** Unique over the whole API, camelCase: `listContacts`. */
  readonly operationId: string
  readonly summary: string
  /** Heading in the docs viewer. */
  readonly tag: string
  /** `public`: no actor; `actor`: any authenticated actor; else the permission asked for before the handler runs. */
  readonly access: 'public' | 'actor' | { readonly permission: string }
  /** One schema for each path part; a part without one is a string of 1 to 200 characters. */
  readonly params?: Readonly<Record<string, JsonSchema>>
  /** One schema for each query parameter; unknown ones are refused. Values arrive as strings unless `type` says number or boolean. */
  readonly query?: Readonly<Record<string, JsonSchema>>
  readonly headers?: Readonly<Record<string, JsonSchema>>
  /** JSON body checked before the handler (`checked: false` leaves that to the handler), or a raw stream. */
  readonly body?: RouteBody
  readonly responses: Readonly<Record<number, RouteResponse>>
  /** Largest accepted JSON body; default 1 MiB. */
  readonly maxBodyBytes?: number
  handler(call: Call): Promise<Answer> | Answer
}

export type RouteBody =
  | { readonly kind: 'json'; readonly schema: JsonSchema; readonly checked?: boolean; readonly contentTypes?: readonly string[] }
  | { readonly kind: 'stream'; readonly contentTypes: readonly string[]; readonly description: string }

export interface RouteResponse {
  readonly description: string
  readonly schema?: JsonSchema
  /** Default `application/json`. */
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, JsonSchema>>
}

/** What a handler is given; everything in it has passed the route's checks. */
export interface Call {
  readonly context: RequestContext
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  /** The query string as it came, without `?`: a cache key for compiled reads. */
  readonly rawQuery: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  /** The unread request body of a `stream` route. */
  readonly stream: Readable
}

/** What a handler gives back. A string body is sent as it is (JSON assembled by PostgreSQL); an object is stringified. */
export interface Answer {
  readonly status: number
  readonly body?: string | Buffer | Readable | object
  readonly headers?: Readonly<Record<string, string>>
}
