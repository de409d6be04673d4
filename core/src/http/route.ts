import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'

import type { JsonSchema } from '../base/validator.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { RateLimit } from './rate-limit.ts'

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
  /**
   * Whether a page may call it with an embed session. Default: where a permission is asked for, yes, because a session holds none
   * that administrates; where any actor may call, no.
   */
  readonly embed?: boolean
  /** One schema for each path part; a part without one is a string of 1 to 200 characters. */
  readonly params?: Readonly<Record<string, JsonSchema>>
  /** One schema for each query parameter; unknown ones are refused. Values arrive as strings unless `type` says number or boolean. */
  readonly query?: Readonly<Record<string, JsonSchema>>
  /** The handler reads the query string itself; `query` then only describes it. */
  readonly rawQuery?: boolean
  readonly headers?: Readonly<Record<string, JsonSchema>>
  /** JSON body checked before the handler (`checked: false` leaves that to the handler), or a raw stream. */
  readonly body?: RouteBody
  readonly responses: Readonly<Record<number, RouteResponse>>
  /** Largest accepted JSON body, uncompressed; default 1 MiB. */
  readonly maxBodyBytes?: number
  /**
   * How a repeated `Idempotency-Key` is served. `transaction` (default of JSON routes): the handler runs in one transaction
   * together with the note of its answer, so that a crash keeps both or neither. `apart` (default of stream routes): the
   * answer is noted afterwards. `off` (always on GET and DELETE): the header is ignored.
   */
  readonly idempotency?: 'transaction' | 'apart' | 'off'
  /** Requests to this route from one client network (an address, or the /64 of IPv6); beyond, 429. For routes open to the world. */
  readonly perClient?: RateLimit
  handler(call: Call): Promise<Answer> | Answer
}

export type RouteBody =
  | {
      readonly kind: 'json'
      readonly schema: JsonSchema
      readonly checked?: boolean
      /** A request without a body is answered too; `body` is then undefined. */
      readonly optional?: boolean
      /** Default `application/json`, on PATCH also `application/merge-patch+json`. */
      readonly contentTypes?: readonly string[]
    }
  | {
      readonly kind: 'stream'
      readonly contentTypes: readonly string[]
      readonly description: string
    }

export interface RouteResponse {
  readonly description: string
  readonly schema?: JsonSchema
  /** Default `application/json`. */
  readonly contentType?: string
  /** Other forms the same answer may come in, chosen by a parameter or `Accept`. */
  readonly otherContentTypes?: readonly string[]
  readonly headers?: Readonly<Record<string, JsonSchema>>
}

/** What a handler is given; everything in it has passed the route's checks. */
export interface Call {
  /** Throws `NO_ACTOR` on a `public` route. */
  readonly context: RequestContext
  /** In the answer's `X-Request-Id`, in log lines and change rows. */
  readonly requestId: string
  /** Aborted when the client goes away before the answer is complete. */
  readonly signal: AbortSignal
  /** Aborted when the engine stops: an endless answer (server-sent events) ends itself then, and its client comes back elsewhere. */
  readonly closing: AbortSignal
  /** Where the engine is mounted as the client sees it, without a slash at the end: links begin with it. */
  readonly mountPath: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  /** The query string as it came, without `?`: a cache key for compiled reads. */
  readonly rawQuery: string
  readonly headers: IncomingHttpHeaders
  /** Adds a header to whatever is answered, a problem included. */
  setHeader(name: string, value: string): void
  readonly body: unknown
  /** The unread, inflated request body of a `stream` route. */
  readonly stream: Readable
}

/** What a handler gives back. A string body is sent as it is (JSON assembled by PostgreSQL); an object is stringified. */
export interface Answer {
  readonly status: number
  readonly body?: string | Buffer | Readable | object
  readonly headers?: Readonly<Record<string, string>>
}
