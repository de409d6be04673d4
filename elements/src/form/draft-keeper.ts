import { createDrafts, type Draft, type DraftPlace } from './drafts.ts'

/** Fast typists write a draft three times a second at most. */
const DELAY_MS = 300

/** Keeps the draft of one form where it belongs, until it is saved or discarded. */
export interface DraftKeeper {
  /** What is shown now belongs here; gives the draft that waits there. */
  open(place: DraftPlace): Draft | undefined
  /** The record has an id now: what was kept under none is gone. */
  move(place: DraftPlace): void
  readonly soon: () => void
  readonly now: () => void
}

/** `content` is what there is to keep; undefined: nothing. */
export function createDraftKeeper(content: () => Draft | undefined): DraftKeeper {
  const drafts = createDrafts(() => sessionStorage)
  let at: DraftPlace | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  return {
    open(place) {
      at = place
      return drafts.read(place)
    },
    move(place) {
      if (at) drafts.clear(at)
      at = place
      now()
    },
    soon() {
      clearTimeout(timer)
      timer = setTimeout(now, DELAY_MS)
    },
    now,
  }

  function now(): void {
    clearTimeout(timer)
    // `record-id` may name another record already: the draft belongs to the one that was shown.
    if (!at) return
    const draft = content()
    if (draft) drafts.write(at, draft)
    else drafts.clear(at)
  }
}
