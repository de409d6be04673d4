import type { BoardHost } from './board-host.ts'

/** The cards that go along when one of them is moved. */
export class CardSelection {
  readonly #host: BoardHost
  readonly #changed: () => void
  readonly #ids = new Set<string>()
  /** The last one chosen: a range begins there. */
  #anchor: string | undefined

  constructor(host: BoardHost, changed: () => void) {
    this.#host = host
    this.#changed = changed
  }

  get ids(): ReadonlySet<string> {
    return this.#ids
  }

  toggle(id: string): void {
    if (!this.#ids.delete(id)) this.#ids.add(id)
    this.#anchor = id
    this.#tell()
  }

  /** From the last one chosen, in the same column. */
  extendTo(id: string): void {
    const { places } = this.#host
    const to = places.find(id)
    const from = places.find(this.#anchor ?? id)
    if (!to || !from || from.rows !== to.rows) return this.toggle(id)
    const [first, last] = [Math.min(from.index, to.index), Math.max(from.index, to.index)]
    for (let index = first; index <= last; index++) {
      const one = to.rows.at(index)
      if (one !== undefined) this.#ids.add(one)
    }
    this.#tell()
  }

  /** False when nothing was selected. */
  clear(): boolean {
    if (this.#ids.size === 0) return false
    this.#ids.clear()
    this.#tell()
    return true
  }

  /** Cards that are gone; nobody has to hear how many are left. */
  forget(ids: readonly string[]): void {
    const before = this.#ids.size
    for (const id of ids) this.#ids.delete(id)
    if (this.#ids.size !== before) this.#emit()
  }

  /** The selected ones when it is one of them, in the order they lie. */
  together(id: string): readonly string[] {
    if (!this.#ids.has(id)) return [id]
    return this.#host.places.columns.flatMap(({ rows }) =>
      rows.loaded.filter((one) => this.#ids.has(one)),
    )
  }

  #tell(): void {
    this.#host.announce(this.#host.t('board.selected', { count: this.#ids.size }))
    this.#emit()
    this.#changed()
  }

  #emit(): void {
    this.#host.emit('crm-selection-change', { ids: [...this.#ids] })
  }
}
