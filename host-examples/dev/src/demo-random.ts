/** Random choices that come out the same on every machine: two people who talk about the demo see the same records. */
export interface DemoRandom {
  /** Whole number from 0 to below `end`. */
  below(end: number): number
  /** True in so many of a hundred cases. */
  percent(share: number): boolean
  pick<T>(list: readonly T[]): T
  /** Picks with a weight for each; `[['lead', 3], ['customer', 1]]`. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T
  shuffle<T>(list: readonly T[]): T[]
}

/** Mulberry32 by Tommy Ettinger (public domain): 32 bits of state are plenty for some thousand choices. */
export function createDemoRandom(seed: number): DemoRandom {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  const pick = <T>(list: readonly T[]): T => {
    const picked = list[below(list.length)]
    if (picked === undefined) throw new Error('cannot pick from an empty list')
    return picked
  }
  return {
    below,
    pick,
    percent: (share) => next() * 100 < share,
    weighted: (choices) => {
      let left = next() * choices.reduce((sum, [, weight]) => sum + weight, 0)
      const found = choices.find(([, weight]) => (left -= weight) < 0) ?? choices.at(-1)
      if (found === undefined) throw new Error('cannot pick from an empty list')
      return found[0]
    },
    shuffle: (list) => {
      const copy = [...list]
      for (let at = copy.length - 1; at > 0; at--) {
        const other = below(at + 1)
        ;[copy[at], copy[other]] = [
          copy[other] as (typeof copy)[number],
          copy[at] as (typeof copy)[number],
        ]
      }
      return copy
    },
  }
}
