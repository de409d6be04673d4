import { applyPatch, type Rec } from './record.ts'

/** A change that is shown already and not yet answered; undefined: a deletion. */
export interface Pending {
  readonly patch: Readonly<Record<string, unknown>> | undefined
}

interface Entry {
  /** As the server last said. */
  base: Rec
  /** Whether every field this actor may read is there. */
  complete: boolean
  pending: Pending[]
  /** Base and pending in one; what everybody sees. */
  seen: Rec | undefined
}

export interface RecordShelf {
  get(id: string): Rec | undefined
  /** As the server last said, without what is pending. */
  base(id: string): Rec | undefined
  isComplete(id: string): boolean
  /** Takes what the server says; false when it is older than what is known. */
  put(record: Rec, options: { complete: boolean }): boolean
  drop(id: string): boolean
  /** Nothing counts as complete any more. */
  doubt(): void
  addPending(id: string, pending: Pending): void
  removePending(id: string, pending: Pending): void
  trim(most: number): void
  readonly size: number
}

/** The records of one entity, in the order of their last use. */
export function createRecordShelf(): RecordShelf {
  const entries = new Map<string, Entry>()

  return {
    get(id) {
      return touch(id)?.seen
    },
    base: (id) => entries.get(id)?.base,
    isComplete: (id) => entries.get(id)?.complete ?? false,
    put(record, { complete }) {
      const entry = touch(record.id)
      if (!entry) {
        entries.set(record.id, { base: record, complete, pending: [], seen: record })
        return true
      }
      if (versionOf(record) < versionOf(entry.base)) return false
      const isNewer = versionOf(record) > versionOf(entry.base)
      // Fields this answer leaves out are kept, but nobody knows whether they are still so.
      entry.complete = complete || (entry.complete && !isNewer)
      entry.base = complete ? withIncluded(entry.base, record) : { ...entry.base, ...record }
      look(entry)
      return true
    },
    drop: (id) => entries.delete(id),
    doubt() {
      for (const entry of entries.values()) entry.complete = false
    },
    addPending(id, pending) {
      const entry = entries.get(id)
      if (!entry) return
      entry.pending.push(pending)
      look(entry)
    },
    removePending(id, pending) {
      const entry = entries.get(id)
      if (!entry) return
      entry.pending = entry.pending.filter((other) => other !== pending)
      look(entry)
    },
    trim(most) {
      for (const [id, entry] of entries) {
        if (entries.size <= most) return
        if (entry.pending.length === 0) entries.delete(id)
      }
    },
    get size() {
      return entries.size
    },
  }

  /** A map keeps the order of insertion: put back last is used last. */
  function touch(id: string): Entry | undefined {
    const entry = entries.get(id)
    if (entry) {
      entries.delete(id)
      entries.set(id, entry)
    }
    return entry
  }
}

function look(entry: Entry): void {
  entry.seen = entry.pending.reduce<Rec | undefined>(
    (record, { patch }) => (record && patch ? applyPatch(record, patch) : undefined),
    entry.base,
  )
}

/** Related records come only when asked for; an answer without them does not say that they are gone. */
function withIncluded(before: Rec, record: Rec): Rec {
  const included = Object.entries(before).filter(
    ([key, value]) => !(key in record) && typeof value === 'object' && value !== null,
  )
  return included.length === 0 ? record : { ...Object.fromEntries(included), ...record }
}

/** A record cut to some fields may come without its version; it is then as new as what is known. */
function versionOf(record: Rec): number {
  return typeof record['version'] === 'number' ? record['version'] : Infinity
}
