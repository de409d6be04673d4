import type { Values } from '../fields/field-path.ts'

/** A write whose answer never came: sent again with its key, it cannot be done twice. */
export interface PendingWrite {
  readonly key: string
  readonly body: Values
  /** The fields that were sent, by key: what was typed since is not among them. */
  readonly changes: Values
  /** Of an update: what it was made against. */
  readonly version?: number
}

/** What a person typed and has not saved. */
export interface Draft {
  /** The changed fields, by key. */
  readonly changes: Values
  /** The same fields as they were when the changes began, to see whether somebody else changed them since. */
  readonly base: Values
  readonly pending?: PendingWrite
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface DraftPlace {
  readonly tenant: string
  readonly user: string
  readonly entity: string
  /** Undefined for a record that does not exist yet. */
  readonly id: string | undefined
}

export interface Drafts {
  read(place: DraftPlace): Draft | undefined
  write(place: DraftPlace, draft: Draft): void
  clear(place: DraftPlace): void
}

/** A week: whoever comes back later has forgotten what they meant. */
const LIFE_MS = 7 * 24 * 60 * 60 * 1_000

/**
 * Keeps drafts over a reload, a crash and a tab opened again, but not for the next person at the machine: session storage
 * goes with the tab, and two tabs do not overwrite each other's. Storage that is full or forbidden keeps nothing.
 */
export function createDrafts(storage: () => Storage, now: () => number = Date.now): Drafts {
  const quietly = <T>(work: (storage: Storage) => T): T | undefined => {
    try {
      // Even reading `window.sessionStorage` throws where a browser forbids it.
      return work(storage())
    } catch {
      return undefined
    }
  }
  return {
    read: (place) =>
      quietly((store) => {
        const draft = JSON.parse(store.getItem(nameOf(place)) ?? 'null') as Draft | null
        if (draft && now() - draft.at < LIFE_MS) return draft
        store.removeItem(nameOf(place))
        return undefined
      }),
    write: (place, draft) =>
      quietly((store) => {
        store.setItem(nameOf(place), JSON.stringify(draft))
      }),
    clear: (place) =>
      quietly((store) => {
        store.removeItem(nameOf(place))
      }),
  }
}

function nameOf({ tenant, user, entity, id }: DraftPlace): string {
  return ['crm-draft', tenant, user, entity, id ?? 'new'].map(encodeURIComponent).join(':')
}
