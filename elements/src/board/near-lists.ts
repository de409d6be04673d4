/** A board's height above and below: what a key or a flick of a wheel comes to is there already. */
const MARGIN = '100%'

/** Lists that are in view or nearly so. A board of many lanes draws and reads the cards of these alone. */
export class NearLists {
  readonly #changed: (list: Element) => void
  readonly #watched = new Set<Element>()
  readonly #near = new Set<Element>()
  #observer: IntersectionObserver | undefined

  constructor(changed: (list: Element) => void) {
    this.#changed = changed
  }

  has(list: Element): boolean {
    return this.#near.has(list)
  }

  /** These from now on, inside this element that scrolls. */
  watch(root: Element, lists: ReadonlySet<Element>): void {
    if (this.#observer?.root !== root) {
      this.stop()
      this.#observer = new IntersectionObserver((entries) => this.#seen(entries), {
        root,
        rootMargin: MARGIN,
      })
    }
    for (const list of this.#watched) if (!lists.has(list)) this.#forget(list)
    for (const list of lists) {
      if (this.#watched.has(list)) continue
      this.#watched.add(list)
      this.#observer.observe(list)
    }
  }

  stop(): void {
    this.#observer?.disconnect()
    this.#observer = undefined
    this.#watched.clear()
    this.#near.clear()
  }

  #forget(list: Element): void {
    this.#observer?.unobserve(list)
    this.#watched.delete(list)
    this.#near.delete(list)
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting === this.#near.has(target)) continue
      if (isIntersecting) this.#near.add(target)
      else this.#near.delete(target)
      this.#changed(target)
    }
  }
}
