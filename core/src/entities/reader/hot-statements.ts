import { LRUCache } from 'lru-cache'

import { createStatementNames } from '../../database/statement-names.ts'

/** A shape used this often within the last few thousand is worth its memory on every connection. */
const USES = 2
const WATCHED = 2_000

/**
 * Names for the statements that come again. The long tail of one-off queries stays unnamed: a name is kept by every
 * connection for as long as it lives, and cannot be taken back from here, so there are at most `max` in a process.
 */
export function createHotStatements(max: number): (text: string) => string | undefined {
  const uses = new LRUCache<string, number>({ max: WATCHED })
  const nameOf = createStatementNames('r', max)
  return (text) => {
    const count = (uses.get(text) ?? 0) + 1
    if (count <= USES) uses.set(text, count)
    return count >= USES ? nameOf(text) : undefined
  }
}
