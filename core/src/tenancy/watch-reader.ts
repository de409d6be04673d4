import type pg from 'pg'

import { cancelStatement } from './cancel-statement.ts'
import type { Reader } from './statement.ts'

/** The promise to a caller that has gone is a second. */
const LOOK_EVERY_MS = 250

/** Cancels what a connection of one's own is doing as soon as its reader has gone. `end` resolves when the connection is safe to give back. */
export function watchReader(
  client: pg.ClientBase,
  reader: Reader | undefined,
): { end(): Promise<void> | undefined } {
  if (!reader) return { end: () => undefined }
  let cancelling: Promise<void> | undefined
  const timer = setInterval(() => {
    if (reader.signal?.aborted) cancelling ??= cancelStatement(client)
  }, LOOK_EVERY_MS)
  return {
    end() {
      clearInterval(timer)
      return cancelling
    },
  }
}
