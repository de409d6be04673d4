/** One parametrised SQL text. A name makes it a prepared statement of the connection: only for hot, bounded shapes. */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values: readonly unknown[]
}

/** A row as an array in column order: cheaper than objects, and the compiled reader knows the order. */
export type Row = readonly unknown[]
