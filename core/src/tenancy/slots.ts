/** So many may work at once; the others wait their turn, in the order they came. */
export interface Slots {
  readonly free: number
  /** Resolves with the function that gives the slot back; rejects when none became free in time. */
  take(): Promise<() => void>
}

interface Waiter {
  readonly resolve: (giveBack: () => void) => void
  readonly timer: NodeJS.Timeout
}

export function createSlots(options: {
  count: number
  timeoutMs: number
  exhausted: () => Error
}): Slots {
  const waiting: Waiter[] = []
  let free = options.count

  return {
    get free() {
      return free
    },
    take,
  }

  async function take(): Promise<() => void> {
    if (free > 0) {
      free--
      return once(giveBack)
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(waiter), 1)
        reject(options.exhausted())
      }, options.timeoutMs)
      const waiter: Waiter = { resolve, timer }
      waiting.push(waiter)
    })
  }

  function giveBack(): void {
    const next = waiting.shift()
    if (!next) {
      free++
      return
    }
    clearTimeout(next.timer)
    next.resolve(once(giveBack))
  }
}

/** A slot given back twice would let two in. */
function once(work: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    work()
  }
}
