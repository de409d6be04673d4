/** From 10 s on: what an element does every so often by itself. */
const LONG_MS = 10_000
const QUIET_MS = 300

let restore: (() => void) | undefined

// Registered once for each test file: the next test has the real clock again.
teardown(() => restore?.())

/** The number once it has stopped growing for 300 ms: more than elements wait to gather what is told at once. */
export async function settled(count: () => number): Promise<number> {
  for (let before = -1; before !== count();) {
    before = count()
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
  }
  return count()
}

/** Catches what would be done at intervals of ten seconds and more; the test lets them pass by calling it. */
export function catchBeats(): readonly (() => void)[] {
  const beats: (() => void)[] = []
  const real = window.setInterval
  restore = () => {
    window.setInterval = real
  }
  window.setInterval = ((work: () => void, ms: number) => {
    if (ms >= LONG_MS) beats.push(work)
    return real(work, ms)
  }) as typeof window.setInterval
  return beats
}
