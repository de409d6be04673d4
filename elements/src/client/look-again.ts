import type { CrmClient } from './crm-client.ts'
import type { LiveEvent } from './live-stream.ts'

export interface Followed {
  readonly crm: CrmClient
  /** Of plugins: those that may concern what is shown. */
  readonly events: readonly string[]
  readonly concerns: (event: LiveEvent) => boolean
  /** How often to look while the page is seen, where no stream gets through. */
  readonly pollMs: number
}

/** What is told in a burst is one look. */
const GATHER_MS = 120

/** When to look again for what is no record: as the stream tells of it, or every so often where none gets through. */
export class LookAgain {
  readonly #look: () => Promise<void>
  #stops: (() => void)[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #life = new AbortController()
  #begun = 0
  #answered = 0

  constructor(look: () => Promise<void>) {
    this.#look = look
  }

  /** For the calls: aborted when nobody wants the answer any more. */
  get signal(): AbortSignal {
    return this.#life.signal
  }

  follow({ crm, events, concerns, pollMs }: Followed): void {
    const beat = (): void => {
      if (!document.hidden && !crm.live.isReady) void this.#look()
    }
    const timer = setInterval(beat, pollMs)
    document.addEventListener('visibilitychange', beat, { signal: this.signal })
    this.onStop(() => clearInterval(timer))
    this.onStop(
      crm.live.hear(events, {
        event: (event) => {
          if (concerns(event)) this.soon()
        },
        reset: this.soon,
      }),
    )
  }

  /** Not put off by what comes meanwhile: an import tells of something all the time. */
  readonly soon = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.#look()
    }, GATHER_MS)
  }

  /** The answer, unless a look that began later has been answered before. */
  async newest<T>(asked: Promise<T | undefined>): Promise<T | undefined> {
    const turn = ++this.#begun
    const answer = await asked
    if (answer === undefined || turn < this.#answered) return undefined
    this.#answered = turn
    return answer
  }

  onStop(stop: () => void): void {
    this.#stops.push(stop)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const stop of this.#stops.splice(0)) stop()
    this.#life.abort()
    this.#life = new AbortController()
  }
}
