import type { ResetReason } from './event-text.ts'

/** What the live feed of this process has done, for metrics. */
export interface LiveCounts {
  events: number
  /** Readers told to load anew, and why; the slow ones were cut off too. */
  readonly resets: Record<ResetReason, number>
  /** From the beginning of the writing transaction to the streams, of the oldest change delivered last, in seconds. */
  readonly lagSeconds: number
  delivered(times: readonly string[], nowMs: number): void
}

export function createLiveCounts(): LiveCounts {
  let lagSeconds = 0
  return {
    events: 0,
    resets: { missed: 0, rights: 0, slow: 0 },
    get lagSeconds() {
      return lagSeconds
    },
    delivered(times, nowMs) {
      const oldestMs = Math.min(...times.map((at) => Date.parse(at)))
      lagSeconds = Math.max(0, nowMs - oldestMs) / 1000
    },
  }
}
