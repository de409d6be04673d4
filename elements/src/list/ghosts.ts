import type { Rec } from '../client/record.ts'

/** A few screens of rows. */
const MOST_SEEN = 300

/**
 * Records that others have deleted while they were in view. They stay where they stand, as they were seen last, until the list is
 * read again: the store has forgotten them.
 */
export class Ghosts {
  readonly #ghosts = new Map<string, Rec>()
  /** Rows as they were drawn last. */
  readonly #seen = new Map<string, Rec>()

  saw(record: Rec): void {
    if (this.#seen.size > MOST_SEEN) this.#seen.clear()
    this.#seen.set(record.id, record)
  }

  has(id: string): boolean {
    return this.#ghosts.has(id)
  }

  get(id: string): Rec | undefined {
    return this.#ghosts.get(id)
  }

  add(id: string): void {
    this.#ghosts.set(id, this.#seen.get(id) ?? { id })
  }

  /** They are back. */
  delete(ids: readonly string[]): void {
    for (const id of ids) this.#ghosts.delete(id)
  }

  clear(): void {
    this.#ghosts.clear()
  }
}
