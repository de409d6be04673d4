/** How far a list goes: counted, read to its end, or only as far as is known. */
export class RowExtent {
  /** All records the query finds; undefined until it is known. */
  total: number | undefined
  /** The planner's guess, where counting took too long. */
  isEstimate = false
  /** Behind the last row, once it was read. */
  #end: number | undefined
  /** Behind the last row that was read. */
  #farthest = 0
  /** Rows to make room for while neither total nor end is known. */
  #supposed = 0
  /** What is shown belongs to the question before. */
  #isHeld = false

  /** Rows to make room for: all there are, or as far as is known and one that is being read. */
  get count(): number {
    if (this.#end !== undefined) return this.#end
    if (this.total !== undefined && !this.#isHeld) return Math.max(this.total, this.#farthest)
    return this.#supposed
  }

  get isEndKnown(): boolean {
    return this.#end !== undefined
  }

  /** Records of another entity: nothing is known of them. */
  forget(): void {
    this.#begin()
    this.total = undefined
    this.#supposed = 0
  }

  /** Another question was asked: what is shown keeps its length until the answer is there. */
  hold(): void {
    this.#supposed = this.count
    this.#isHeld = true
  }

  /** The first answer to it. As many records as before: their number stands while it is counted again. */
  answered(isAsMany: boolean): void {
    this.#begin()
    if (!isAsMany) this.total = undefined
  }

  #begin(): void {
    this.#isHeld = false
    this.#end = undefined
    this.#farthest = 0
  }

  /** A page was read. */
  took(start: number, count: number, isLast: boolean): void {
    const end = start + count
    this.#farthest = Math.max(this.#farthest, end)
    if (!isLast) {
      if (this.#end !== undefined && this.#end <= end) this.#end = undefined
      // Until it is counted there is one more at least.
      if (this.total === undefined) this.#supposed = end + 1
    } else if (count > 0 || start === 0) {
      this.#end = end
      this.counted(end)
    } else {
      // Past the end: others have deleted since it was counted.
      this.total = undefined
      this.#supposed = start
    }
  }

  counted(total: number, isEstimate = false): void {
    this.total = total
    this.isEstimate = isEstimate
    this.#supposed = total
  }

  /** Rows were taken out. */
  removed(count: number): void {
    if (this.#end !== undefined) this.#end -= count
    if (this.total !== undefined) this.counted(this.total - count, this.isEstimate)
    this.#farthest -= count
  }
}
