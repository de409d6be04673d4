/** Ten times what the slowest machine was seen to need: a failing test may wait, a passing one does not. */
const DEADLINE_MS = 10_000

/** Waits until the function gives something true, and gives that. */
export async function until<T>(
  what: () => T | Promise<T>,
  description = String(what),
): Promise<NonNullable<T>> {
  const end = performance.now() + DEADLINE_MS
  for (;;) {
    const value = await what()
    if (value) return value
    if (performance.now() > end) throw new Error(`Not within ${DEADLINE_MS} ms: ${description}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Waits for an event and gives its detail. */
export function once<D>(target: EventTarget, type: string): Promise<D> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`No ${type} within ${DEADLINE_MS} ms`)),
      DEADLINE_MS,
    )
    target.addEventListener(
      type,
      (event) => {
        clearTimeout(timer)
        resolve((event as CustomEvent<D>).detail)
      },
      { once: true },
    )
  })
}

/** The next drawn frame. */
export function frame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))
}
