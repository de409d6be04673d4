/**
 * A place in the change log, in the order the log is handed out: by transaction, then by statement. Whoever stands there has
 * everything up to it behind them, itself included.
 */
export interface Position {
  /** Id of the writing transaction (xid8). */
  readonly xid: bigint
  readonly seq: number
}

export function isAfter(one: Position, other: Position): boolean {
  return one.xid === other.xid ? one.seq > other.seq : one.xid > other.xid
}
