import { frame } from './until.ts'

interface Counts {
  readonly listeners: number
  readonly timers: number
  readonly streams: number
}

/**
 * Connects and disconnects an element 50 times and tells what stayed behind on the things that outlive it: the window, the
 * document, media queries, observers, timers.
 */
export async function cyclesLeave(
  element: HTMLElement,
  place: HTMLElement,
  cycles = 50,
): Promise<Counts> {
  // The first time loads modules, schemas and whatever else is kept on purpose.
  await cycle(element, place)
  const watch = watchGlobals()
  try {
    for (let i = 0; i < cycles; i++) await cycle(element, place)
    await new Promise((resolve) => setTimeout(resolve, 100))
    return watch.left()
  } finally {
    watch.stop()
  }
}

async function cycle(
  element: HTMLElement & { updateComplete?: Promise<unknown> },
  place: HTMLElement,
): Promise<void> {
  place.append(element)
  await element.updateComplete
  await frame()
  element.remove()
}

function watchGlobals(): { left(): Counts; stop(): void } {
  const restore: (() => void)[] = []
  const listeners = new Set<string>()
  const targets = [window, document, document.documentElement, document.body]
  for (const [index, target] of targets.entries()) {
    const { addEventListener: add, removeEventListener: remove } = target
    let ids = new WeakMap<object, number>()
    let next = 0
    const keyOf = (type: string, listener: unknown, options: unknown): string => {
      const object = listener as object
      if (!ids.has(object)) ids.set(object, next++)
      const capture =
        typeof options === 'object' ? (options as { capture?: boolean })?.capture : options
      return `${String(index)} ${type} ${String(ids.get(object))} ${String(Boolean(capture))}`
    }
    target.addEventListener = function (type: string, listener: unknown, options?: unknown) {
      const once = typeof options === 'object' && (options as { once?: boolean })?.once === true
      const { signal } = (typeof options === 'object' ? options : {}) as { signal?: AbortSignal }
      if (listener && !once) {
        const key = keyOf(type, listener, options)
        listeners.add(key)
        signal?.addEventListener('abort', () => listeners.delete(key), { once: true })
      }
      add.call(target, type, listener as EventListener, options as boolean)
    } as typeof target.addEventListener
    target.removeEventListener = function (type: string, listener: unknown, options?: unknown) {
      if (listener) listeners.delete(keyOf(type, listener, options))
      remove.call(target, type, listener as EventListener, options as boolean)
    } as typeof target.removeEventListener
    restore.push(() => {
      ids = new WeakMap()
      target.addEventListener = add
      target.removeEventListener = remove
    })
  }
  const timers = watchTimers(restore)
  const observers = watchObservers(restore)
  return {
    left: () => ({ listeners: listeners.size, timers: timers(), streams: observers() }),
    stop: () => {
      for (const undo of restore) undo()
    },
  }
}

function watchTimers(restore: (() => void)[]): () => number {
  const intervals = new Set<number>()
  const { setInterval: start, clearInterval: stop } = window
  window.setInterval = ((handler: TimerHandler, ms?: number, ...rest: unknown[]) => {
    const id = start(handler, ms, ...rest)
    intervals.add(id)
    return id
  }) as typeof window.setInterval
  window.clearInterval = (id) => {
    intervals.delete(id as number)
    stop(id)
  }
  restore.push(() => {
    window.setInterval = start
    window.clearInterval = stop
  })
  return () => intervals.size
}

/** Observers that were made and still observe: they keep their element alive. */
function watchObservers(restore: (() => void)[]): () => number {
  const live = new Set<object>()
  for (const name of ['ResizeObserver', 'IntersectionObserver', 'MutationObserver'] as const) {
    const { observe, disconnect } = window[name].prototype as ResizeObserver
    const proto = window[name].prototype as { observe: unknown; disconnect: unknown }
    proto.observe = function (this: ResizeObserver, ...args: [Element]) {
      live.add(this)
      observe.apply(this, args)
    }
    proto.disconnect = function (this: ResizeObserver) {
      live.delete(this)
      disconnect.call(this)
    }
    restore.push(() => Object.assign(proto, { observe, disconnect }))
  }
  return () => live.size
}
