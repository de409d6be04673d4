/** What is selected: some ids, or everything the query finds but some. */
export interface SelectionState {
  readonly ids: readonly string[]
  readonly all: boolean
  readonly excluded: readonly string[]
}

/** A selection that reaches over pages nobody has read. */
export class Selection {
  /** With `all`: the excluded ones. */
  #marked = new Set<string>()
  #all = false

  get all(): boolean {
    return this.#all
  }

  get isEmpty(): boolean {
    return !this.#all && this.#marked.size === 0
  }

  has(id: string): boolean {
    return this.#all !== this.#marked.has(id)
  }

  /** `total` is that of the list; undefined while it is not known. */
  count(total: number | undefined): number {
    return this.#all ? Math.max(0, (total ?? 0) - this.#marked.size) : this.#marked.size
  }

  set(ids: Iterable<string>, on: boolean): void {
    for (const id of ids) {
      if (this.#all === on) this.#marked.delete(id)
      else this.#marked.add(id)
    }
  }

  /** One at most where only one may be selected. */
  toggle(id: string, how: 'single' | 'multi'): void {
    const isOn = !this.has(id)
    if (how === 'multi') this.set([id], isOn)
    else this.only(isOn ? [id] : [])
  }

  only(ids: Iterable<string>): void {
    this.#all = false
    this.#marked = new Set(ids)
  }

  selectAll(): void {
    this.#all = true
    this.#marked.clear()
  }

  clear(): void {
    this.only([])
  }

  /** Records that are gone are not selected; true when that changes anything. */
  forget(ids: Iterable<string>): boolean {
    const before = this.#marked.size
    for (const id of ids) this.#marked.delete(id)
    return this.#marked.size !== before
  }

  get state(): SelectionState {
    const marked = [...this.#marked]
    return this.#all
      ? { ids: [], all: true, excluded: marked }
      : { ids: marked, all: false, excluded: [] }
  }

  /** As the header's checkbox shows it. */
  mark(total: number | undefined): 'none' | 'some' | 'all' {
    if (this.isEmpty) return 'none'
    const count = this.count(total)
    if (this.#all) return this.#marked.size === 0 ? 'all' : count > 0 ? 'some' : 'none'
    return total !== undefined && count >= total ? 'all' : 'some'
  }
}
