import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'

import type { Actor, Through } from '../identity/actor.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { Rights } from '../identity/rights.ts'
import { openStream } from './body.ts'
import { clientAddress } from './client-address.ts'
import { errors } from './errors.ts'
import type { Mount } from './mounted.ts'
import type { PreparedRoute } from './prepared-route.ts'
import { requestIdOf } from './request-id.ts'
import type { Call } from './route.ts'
import type { FoundRoute } from './route-finder.ts'

/** What `authenticate` is asked: whose request is this? */
export interface Credentials {
  readonly headers: IncomingHttpHeaders
  readonly method: string
  /** As it came, with the query. */
  readonly url: string
  readonly remoteAddress: string
  readonly requestId: string
  readonly raw: IncomingMessage
}

/** What `authenticate` answers. */
export interface Authenticated {
  readonly actor: Actor
  readonly rights: Rights
  readonly through: Through
  /** Asks for the same credentials again; throws 401 when they have ended. Absent where only the host can tell. */
  readonly recheck?: () => Promise<Authenticated>
}

/** What all exchanges of one app share. */
export interface Surroundings {
  readonly trustProxyHops: number
  readonly basePath: string
  readonly closing: AbortSignal
}

const NO_VALUES: Readonly<Record<string, never>> = Object.freeze({})

/** One request and its answer on their way through the app; also what a handler gets as its `Call`, so that nothing is copied. */
export class Exchange implements Call, Credentials {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly route: PreparedRoute
  readonly params: Readonly<Record<string, string>>
  readonly rawQuery: string
  readonly requestId: string
  readonly startedAt = performance.now()
  query: Readonly<Record<string, unknown>> = NO_VALUES
  body: unknown = undefined
  /** The body's bytes, for the fingerprint of a repeated request. */
  bodyBytes: Buffer | undefined = undefined
  authenticated: HttpContext | undefined = undefined
  /** Headers a limit or CORS adds to whatever is answered. */
  extraHeaders: Record<string, string> | undefined = undefined
  readonly #mount: Mount
  readonly #around: Surroundings
  #signal: AbortSignal | undefined = undefined

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    found: FoundRoute,
    mount: Mount,
    around: Surroundings,
  ) {
    this.req = req
    this.res = res
    this.route = found.route
    this.params = found.params
    this.rawQuery = found.rawQuery
    this.requestId = requestIdOf(req)
    this.#mount = mount
    this.#around = around
  }

  get context(): RequestContext {
    if (this.authenticated === undefined)
      throw errors.NO_ACTOR({ operationId: this.route.operationId })
    return this.authenticated
  }

  get headers(): IncomingHttpHeaders {
    return this.req.headers
  }

  setHeader(name: string, value: string): void {
    this.extraHeaders = { ...this.extraHeaders, [name]: value }
  }

  get method(): string {
    return this.req.method ?? 'GET'
  }

  get url(): string {
    return this.req.url ?? '/'
  }

  get raw(): IncomingMessage {
    return this.req
  }

  get remoteAddress(): string {
    return clientAddress(this.req, this.#around.trustProxyHops)
  }

  get closing(): AbortSignal {
    return this.#around.closing
  }

  get mountPath(): string {
    const { basePath } = this.#around
    const { stripped } = this.#mount
    return stripped.endsWith(basePath) ? stripped : stripped + basePath
  }

  get parsedBody(): unknown {
    return this.#mount.parsedBody ?? (this.req as { body?: unknown }).body
  }

  get stream(): Readable {
    const { body, operationId } = this.route
    if (this.req.readableDidRead) throw errors.STREAM_CONSUMED({ operationId })
    return openStream(this.req, body?.kind === 'stream' ? body.contentTypes : [])
  }

  /** Built when first asked for: most handlers never look. */
  get signal(): AbortSignal {
    return (this.#signal ??= signalOf(this.res))
  }
}

/** The context of a request; `signal` stays lazy, so copy fields by name, never with `{ ...context }`. */
export class HttpContext implements RequestContext {
  readonly tenantId: string
  readonly actor: Actor
  readonly rights: Rights
  readonly through: Through
  readonly requestId: string
  readonly recheck?: () => Promise<RequestContext>
  readonly #exchange: Exchange

  constructor({ actor, rights, through, recheck }: Authenticated, exchange: Exchange) {
    this.tenantId = actor.tenantId
    this.actor = actor
    this.rights = rights
    this.through = through
    this.requestId = exchange.requestId
    if (recheck) this.recheck = async () => new HttpContext(await recheck(), exchange)
    this.#exchange = exchange
  }

  get signal(): AbortSignal {
    return this.#exchange.signal
  }
}

function signalOf(res: ServerResponse): AbortSignal {
  const controller = new AbortController()
  const abort = () => {
    if (!res.writableEnded) controller.abort(errors.CLIENT_GONE())
  }
  // 'close' also follows a complete answer; then there is nothing to abort.
  if (res.closed || res.destroyed) abort()
  else res.once('close', abort)
  return controller.signal
}
