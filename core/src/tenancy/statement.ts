/** One parametrised SQL text. A name makes it a prepared statement of the connection: only for hot, bounded shapes. */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values: readonly unknown[]
}

/** A row as an array in column order: cheaper than objects, and the compiled reader knows the order. */
export type Row = readonly unknown[]

/**
 * For whom a statement reads: a request's context. When the statement is slow and the reader has gone, it is ended. The signal is
 * looked at only then, so that a context need not make one for each request.
 */
export interface Reader {
  readonly signal?: AbortSignal
}
