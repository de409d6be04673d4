import { LRUCache } from 'lru-cache'

import type { TailedChange } from '../changes/change-tail.ts'
import type { PlacedChange } from './event-text.ts'

/** Records remembered: transactions that overtake each other overlap, so that seconds would do. */
const RECORDS = 50_000

/**
 * Notes which changes come after a newer one of their record. The log is handed out by transaction, and one that began earlier may
 * have written a record last: its change then comes first, and that of the other is stale when it arrives.
 */
export function createOvertaking(): (change: TailedChange) => PlacedChange {
  const newest = new LRUCache<string, { readonly seq: number; readonly version: number | null }>({
    max: RECORDS,
  })

  return ({ xid, ...change }) => {
    const position = { xid: BigInt(xid), seq: change.seq }
    // An event has no version: it neither overtakes nor is overtaken.
    if (change.action === 'event') return { change, position, overtakenBy: undefined }
    const key = change.recordId ?? ''
    const known = newest.get(key)
    if (known && known.seq > change.seq)
      return { change, position, overtakenBy: known.version ?? undefined }
    newest.set(key, { seq: change.seq, version: change.version })
    return { change, position, overtakenBy: undefined }
  }
}
