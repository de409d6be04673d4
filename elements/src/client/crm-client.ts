import {
  createConnection,
  createRequest,
  CrmProblem,
  listRecords,
  type Request,
  type Send,
} from '@crmkit/schemas/client'

import { type ConnectionStatus, createConnectionMonitor } from './connection-monitor.ts'
import { createEntitySchemas, type EntityInfo } from './entity-schemas.ts'
import { createLiveStream, type LiveStream } from './live-stream.ts'
import type { ListQuery, Rec, RecordPage } from './record.ts'
import { createRecordStore, type RecordStore } from './record-store.ts'
import { createRights, type CrmUser } from './rights.ts'
import { createSession, type FetchSession } from './session.ts'

export interface CrmClientOptions {
  /** Where the engine is mounted: `/crm`. */
  readonly apiUrl: string
  readonly fetchSession?: FetchSession
  readonly fetch?: typeof fetch
  /** Default `sse`. */
  readonly live?: 'sse' | 'off'
}

export interface ClientSession {
  readonly user: CrmUser | undefined
  /** Id of the tenant, once known: what a page keeps for one is not for another. */
  readonly tenant: string | undefined
  /** Tags of the elements it is for; undefined: all. */
  readonly components: readonly string[] | undefined
  /** True once the rights are known and hold this one: `contact.create`. */
  readonly can: (permission: string) => boolean
  readonly expiresAt: number | undefined
  /** Who is asking and what they may do; asked once. */
  readonly ready: () => Promise<void>
  /** Asks the host for a new session at once. */
  readonly renew: () => Promise<void>
}

/** What every element below a provider shares. */
export interface CrmClient {
  readonly apiUrl: string
  readonly send: Send
  /** The answer as it came: a file, a stream. */
  readonly request: Request
  readonly session: ClientSession
  /** The effective schema for this actor; asked once. */
  readonly entity: (name: string) => Promise<EntityInfo>
  /** What is known already. */
  readonly peekEntity: (name: string) => EntityInfo | undefined
  /** Asks again for the schemas that are known. */
  readonly refreshSchemas: () => Promise<void>
  readonly onSchemaChange: (listener: (entities: readonly string[]) => void) => () => void
  readonly records: RecordStore
  /** Equal calls under way are one; the records go to the store. With `plural`, its name in addresses, it waits for no schema. */
  readonly list: (
    entity: string,
    query?: ListQuery,
    options?: { signal?: AbortSignal; plural?: string },
  ) => Promise<RecordPage>
  readonly live: LiveStream
  readonly connection: ConnectionStatus
  readonly onConnection: (listener: (status: ConnectionStatus) => void) => () => void
}

export interface ClientEvents {
  readonly onSession?: (session: { expiresAt: number | undefined }) => void
  /** Another user or tenant: this client is of no use any more. */
  readonly onOtherActor?: () => void
  /** A call stayed refused after a new session was asked for, or the host gave none. */
  readonly onSessionExpired?: (reason: unknown) => void
}

export interface CrmClientControl extends CrmClient {
  /** Timers and streams stop; the next call wakes them. */
  pause(): void
  resume(): void
}

/** A client for use without a provider, or for several elements that share one: `element.client = createCrmClient({…})`. */
export function createCrmClient(
  options: CrmClientOptions,
  events: ClientEvents = {},
): CrmClientControl {
  const base = options.apiUrl.replace(/\/$/, '')
  const monitor = createConnectionMonitor({
    fetch: () => options.fetch,
    probeUrl: `${base}/livez`,
  })
  const keeper = createSession({
    fetchSession: () => options.fetchSession,
    onSession: (session) => events.onSession?.(session),
    onOtherActor: () => events.onOtherActor?.(),
    onOtherRights: () => readAgain(),
  })
  const connection = { baseUrl: base, getToken: keeper.token, fetch: monitor.fetch }
  const send = telling(createConnection(connection))
  const request = telling(createRequest(connection))
  const rights = createRights(send)
  const schemas = createEntitySchemas({ request })
  const pluralOf = async (entity: string): Promise<string> => (await schemas.entity(entity)).plural
  const lists = new Map<string, Promise<RecordPage>>()
  // Who asks now must not share an answer from before the change.
  const records = createRecordStore({ send, pluralOf, onChange: () => lists.clear() })
  const live = createLiveStream({ request, enabled: options.live !== 'off' })
  let readingAgain: Promise<void> | undefined

  return {
    apiUrl: base,
    send,
    request,
    session: {
      get user() {
        return rights.user()
      },
      get tenant() {
        return rights.tenant()
      },
      get components() {
        return rights.components()
      },
      can: rights.can,
      get expiresAt() {
        return keeper.expiresAt
      },
      ready: rights.ready,
      renew: keeper.renew,
    },
    entity: schemas.entity,
    peekEntity: schemas.peek,
    refreshSchemas: schemas.refresh,
    onSchemaChange: schemas.onSchemaChange,
    records: withLive(),
    list,
    live,
    get connection() {
      return monitor.status
    },
    onConnection: monitor.onChange,
    pause() {
      keeper.pause()
      monitor.pause()
      live.pause()
    },
    resume() {
      monitor.resume()
      live.resume()
    },
  }

  /** A store that listens to the stream while somebody listens to it. */
  function withLive(): RecordStore {
    const watched = new Map<string, { listeners: number; stop: () => void }>()
    return {
      ...records,
      subscribe(entity, listener) {
        const own = watched.get(entity) ?? { listeners: 0, stop: watch(entity) }
        watched.set(entity, own)
        own.listeners++
        const stop = records.subscribe(entity, listener)
        return () => {
          stop()
          if (--own.listeners > 0) return
          own.stop()
          watched.delete(entity)
        }
      },
    }
  }

  function watch(entity: string): () => void {
    return live.subscribe([entity], {
      changes: records.applyLive,
      reset(why) {
        lists.clear()
        if (why === 'missed') readAgain()
        else records.doubt()
      },
    })
  }

  /** Rights and fields may be others now too. Once, however many entities are watched. */
  function readAgain(): void {
    records.doubt()
    readingAgain ??= Promise.resolve().then(() => {
      readingAgain = undefined
      void rights.refresh()
      schemas.refresh().catch(() => undefined)
    })
  }

  async function list(
    entity: string,
    query: ListQuery = {},
    { signal, plural }: { signal?: AbortSignal; plural?: string } = {},
  ): Promise<RecordPage> {
    const key = `${entity} ${JSON.stringify(query)}`
    let load = lists.get(key)
    if (!load) {
      const own = ask(entity, query, plural).finally(() => {
        if (lists.get(key) === own) lists.delete(key)
      })
      load = own
      lists.set(key, load)
      // Whoever waits hears of a failure; without anybody it is nobody's.
      load.catch(() => undefined)
    }
    return signal ? untilAborted(load, signal) : load
  }

  async function ask(entity: string, query: ListQuery, plural?: string): Promise<RecordPage> {
    const fields = query.fields && [...new Set([...query.fields, 'version'])]
    const asked = { ...query, ...(fields ? { fields } : {}) }
    const page = await listRecords<Rec>(send, plural ?? (await pluralOf(entity)), asked)
    records.put(entity, page.data, { complete: query.fields === undefined })
    return page
  }

  /** Whoever calls: that the session ended is told once, to the provider. */
  function telling<Call extends Send | Request>(call: Call): Call {
    return (async (input: Parameters<Request>[0]) => {
      try {
        return await call(input)
      } catch (error) {
        if (isSessionEnd(error)) events.onSessionExpired?.(error)
        throw error
      }
    }) as Call
  }
}

function isSessionEnd(error: unknown): boolean {
  if (error instanceof CrmProblem) return error.status === 401
  return (error as { code?: unknown } | undefined)?.code === 'SESSION_FAILED'
}

/** One of several waiting for the same answer may stop waiting; the others still get it. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
