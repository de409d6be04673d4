import { CrmProblem, type Request } from '@crmkit/schemas/client'

import { backoff } from './connection-monitor.ts'
import { createEventParser } from './event-parser.ts'

/** One change of one record, as the server tells it while it happens. */
export interface LiveChange {
  readonly entity: string
  readonly id: string
  readonly action: 'created' | 'updated' | 'deleted' | 'restored' | 'purged' | 'gone'
  /** Null of a record that is gone out of sight. */
  readonly version: number | null
  readonly changed: readonly string[]
  /** The changed fields this actor may read. */
  readonly values: Readonly<Record<string, unknown>>
  /** Some changed values are not among them: read the record again for all. */
  readonly partial: boolean
  readonly requestId: string
  readonly actor?: unknown
  readonly at: string
  /** Of the time before the first connection: what was read since may hold it already. */
  readonly recalled?: boolean
}

/** Something a plugin tells of a record, or the reader alone: that it happened, for what to load. */
export interface LiveEvent {
  /** `comment.created`. */
  readonly name: string
  /** Of the record it is about; null for one for the reader alone. */
  readonly entity: string | null
  readonly id: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly requestId: string
  readonly at: string
}

/**
 * Why to read again: `began`: what was read before the first connection may have changed since, and is not told; `missed`: so may
 * anything since the stream broke, the rights and the schemas with it.
 */
export type LiveReset = 'began' | 'missed'

export interface LiveStream {
  /** Changes of these entities, gathered for one frame; `reset`: some are not told, read again. */
  readonly subscribe: (
    entities: readonly string[],
    listener: { changes(changes: readonly LiveChange[]): void; reset?(why: LiveReset): void },
  ) => () => void
  /** Events of plugins by these names, each as it comes; those the server does not know are never told. */
  readonly hear: (
    names: readonly string[],
    listener: { event(event: LiveEvent): void; reset?(why: LiveReset): void },
  ) => () => void
  /** False when the host turned it off or the server has none. */
  readonly available: boolean
  /** From now on changes arrive as they happen: the server has said `ready`. */
  readonly isReady: boolean
}

export interface LiveStreamOptions {
  readonly request: Request
  readonly enabled: boolean
}

export interface LiveStreamControl extends LiveStream {
  pause(): void
  resume(): void
}

interface Listener {
  changes?(changes: readonly LiveChange[]): void
  event?(event: LiveEvent): void
  reset?(why: LiveReset): void
}

interface Ready {
  /** What happened since the place that was asked for is told. */
  readonly resumed?: boolean
  /** In a first connection: what happened in so many ms is told. */
  readonly recalledMs?: number
}

/** The server says something at least every 15 s; three times that and the connection is dead. */
const SILENCE_MS = 45_000
/** Elements of one page subscribe within a moment: one connection asks for all of them. */
const GATHER_MS = 50
/** What the server remembers of where its feed was, and of that what may pass before it hears us. */
const MOST_RECALL_MS = 30_000
const WAY_MS = 2_000
/** A background page draws no frames; what it gathers still has to go somewhere. */
const HIDDEN_FLUSH_MS = 1_000

/** One stream of server-sent events for a provider, over `fetch`: EventSource can carry no token (whatwg/html#2177). */
export function createLiveStream(options: LiveStreamOptions): LiveStreamControl {
  /** Names of entities, or of events, which have a dot in theirs. */
  const subscriptions = new Map<Listener, readonly string[]>()
  /** Nothing that is shown was read before. */
  const beganMs = performance.now()
  let available = options.enabled
  let paused = false
  let connection: AbortController | undefined
  let isReady = false
  let isRecalled = false
  let asked: ReadonlySet<string> = new Set()
  let lastEventId: string | undefined
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let gathered: LiveChange[] = []
  let cancelFlush: (() => void) | undefined

  return {
    get available() {
      return available
    },
    get isReady() {
      return isReady
    },
    subscribe: listen,
    hear: listen,
    pause() {
      paused = true
      disconnect()
    },
    resume() {
      paused = false
      connectSoon(GATHER_MS)
    },
  }

  function listen(names: readonly string[], listener: Listener): () => void {
    subscriptions.set(listener, names)
    connectSoon(GATHER_MS)
    return () => {
      subscriptions.delete(listener)
      if (subscriptions.size === 0) disconnect()
    }
  }

  function connectSoon(waitMs: number): void {
    if (!available || paused || subscriptions.size === 0 || timer !== undefined) return
    if (connection && wanted().every((name) => asked.has(name))) return
    timer = setTimeout(() => {
      timer = undefined
      void connect()
    }, waitMs)
  }

  async function connect(): Promise<void> {
    connection?.abort()
    const own = new AbortController()
    connection = own
    isReady = false
    asked = new Set(wanted())
    try {
      await read(own)
    } catch (error) {
      if (own.signal.aborted && connection !== own) return
      if (isRefusal(error)) available = false
    }
    if (connection !== own) return
    connection = undefined
    isReady = false
    connectSoon(backoff(failures++))
  }

  /** Ends when the server closes, throws when it breaks. */
  async function read(own: AbortController): Promise<void> {
    const [entities, events] = [false, true].map((isEvent) =>
      [...asked].filter((name) => name.includes('.') === isEvent).join(),
    )
    const recallMs = Math.ceil(performance.now() - beganMs) + WAY_MS
    const isRecalling = lastEventId === undefined && recallMs <= MOST_RECALL_MS
    const response = await options.request({
      method: 'GET',
      path: `/live?entities=${entities ?? ''}&events=${events ?? ''}${isRecalling ? `&recallMs=${recallMs}` : ''}`,
      signal: own.signal,
      headers: {
        accept: 'text/event-stream',
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    if (!reader) return
    const parser = createEventParser(handle)
    let watchdog: ReturnType<typeof setTimeout> | undefined
    try {
      for (;;) {
        clearTimeout(watchdog)
        watchdog = setTimeout(() => own.abort(), SILENCE_MS)
        const { done, value } = await reader.read()
        if (done) return
        failures = 0
        parser.push(value)
      }
    } finally {
      clearTimeout(watchdog)
    }
  }

  function handle(event: { id: string | undefined; type: string; data: string }): void {
    const isFirst = lastEventId === undefined
    if (event.id !== undefined) lastEventId = event.id
    if (event.type === 'change') {
      gathered.push({ ...(JSON.parse(event.data) as LiveChange), recalled: isRecalled })
      flushSoon()
    } else if (event.type === 'event') {
      const told = JSON.parse(event.data) as LiveEvent
      for (const [listener, names] of [...subscriptions])
        if (names.includes(told.name)) listener.event?.(told)
    } else if (event.type === 'ready') {
      isReady = true
      const { resumed = false, recalledMs = 0 } = JSON.parse(event.data) as Ready
      // Whatever the way here took: what is told reaches back to before the page began to read, or it does not.
      const isWhole = resumed && (!isFirst || recalledMs >= performance.now() - beganMs)
      if (!isWhole) reset(isFirst ? 'began' : 'missed')
      isRecalled = isFirst && resumed
    } else if (event.type === 'reset') reset('missed')
    // A place alone: what comes now has just happened.
    else if (event.type === '') isRecalled = false
  }

  function reset(why: LiveReset): void {
    gathered = []
    for (const listener of [...subscriptions.keys()]) listener.reset?.(why)
  }

  /** 200 changes of an import are one render, not 200 (25 ms against 0.2 ms for 50 rows, measured). */
  function flushSoon(): void {
    if (cancelFlush) return
    if (document.hidden) {
      const hidden = setTimeout(flush, HIDDEN_FLUSH_MS)
      cancelFlush = () => clearTimeout(hidden)
    } else {
      const frame = requestAnimationFrame(flush)
      cancelFlush = () => cancelAnimationFrame(frame)
    }
  }

  function flush(): void {
    cancelFlush = undefined
    const changes = gathered
    gathered = []
    for (const [listener, names] of [...subscriptions]) {
      const own = changes.filter(({ entity }) => names.includes(entity))
      if (own.length > 0) listener.changes?.(own)
    }
  }

  function wanted(): string[] {
    return [...new Set([...subscriptions.values()].flat())].sort()
  }

  function disconnect(): void {
    clearTimeout(timer)
    timer = undefined
    cancelFlush?.()
    cancelFlush = undefined
    gathered = []
    isReady = false
    const own = connection
    connection = undefined
    own?.abort()
  }
}

/** The server has no such stream, or not for this actor: asking again would change nothing. */
function isRefusal(error: unknown): boolean {
  return error instanceof CrmProblem && [403, 404, 405, 501].includes(error.status)
}
