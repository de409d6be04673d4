import type { Position } from './position.ts'

/** A page that takes longer to load reads again what it shows. */
export const MOST_RECALL_MS = 30_000
/** Between two places that are noted: whoever begins at one hears so much more of what they know already. */
const APART_MS = 250

export interface RecentPlace {
  readonly position: Position
  /** The feed was there so long ago, or longer. */
  readonly agoMs: number
}

/**
 * Where the feed was of late. What is not told up to a place was committed after the feed was there: a page that has read its records
 * since then misses nothing when its stream begins at that place.
 */
export interface RecentPlaces {
  /** The feed is here now. */
  note(position: Position): void
  /** Nobody follows it any more. */
  rest(): void
  /** The last place it was at so many ms ago, or before; undefined when nobody followed it then. */
  before(ms: number): RecentPlace | undefined
}

export function createRecentPlaces(now: () => number = () => performance.now()): RecentPlaces {
  let places: { readonly position: Position; readonly atMs: number }[] = []
  let restedAtMs: number | undefined

  return {
    note(position) {
      const atMs = now()
      forgetAfterRest(atMs)
      restedAtMs = undefined
      if (atMs - (places.at(-1)?.atMs ?? -Infinity) < APART_MS) return
      places.push({ position, atMs })
      const isOld = (at: number): boolean => (places[at]?.atMs ?? Infinity) <= atMs - MOST_RECALL_MS
      // The last of those that are older stands for the time since.
      while (isOld(1)) places.shift()
    },
    rest() {
      restedAtMs = now()
    },
    before(ms) {
      const atMs = now()
      forgetAfterRest(atMs)
      const place = places.findLast((one) => atMs - one.atMs >= ms)
      return place && { position: place.position, agoMs: Math.floor(atMs - place.atMs) }
    },
  }

  /** To look back over a long rest would be dearer than to read what is shown. */
  function forgetAfterRest(atMs: number): void {
    if (restedAtMs !== undefined && atMs - restedAtMs > MOST_RECALL_MS) places = []
  }
}
