/** Collects bind values while SQL text is put together: `add` gives the place to write. */
export class SqlParams {
  readonly values: unknown[]

  constructor(values: readonly unknown[] = []) {
    this.values = [...values]
  }

  add(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}
