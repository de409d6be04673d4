import { createDrafts, type Draft, type DraftPlace } from './drafts.ts'
import type { FormHost, FormState } from './form-state.ts'

/** Fast typists write a draft three times a second at most. */
const DELAY_MS = 300

/** Keeps the draft of one form where it belongs, until it is saved or discarded. */
export interface DraftKeeper {
  /** What is shown now is kept under its own name; the draft that waits there is shown. */
  open(): void
  /** The record has an id now: what was kept under none is gone. */
  move(): void
  readonly soon: () => void
  readonly now: () => void
}

export function createDraftKeeper(state: FormState, host: FormHost): DraftKeeper {
  const drafts = createDrafts(() => sessionStorage)
  let at: DraftPlace | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  return {
    open() {
      at = placeOf(host)
      const draft = drafts.read(at)
      if (!draft || host.readonly()) return
      const { model } = state
      model.restore(draft)
      state.pending = draft.pending
      if (model.changed.length > 0 || model.withheld.size > 0) state.restoredAt = draft.at
    },
    move() {
      if (at) drafts.clear(at)
      at = placeOf(host)
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
    const draft = draftOf(state)
    if (draft) drafts.write(at, draft)
    else drafts.clear(at)
  }
}

/** What there is to lose. */
function draftOf({ model, pending }: FormState): Draft | undefined {
  if (model.changed.length === 0 && model.withheld.size === 0 && !pending) return undefined
  return { ...model.draft(), ...(pending ? { pending } : {}), at: Date.now() }
}

function placeOf(host: FormHost): DraftPlace {
  const { tenant = '', user } = host.crm()?.session ?? {}
  return { tenant, user: user?.id ?? '', entity: host.entity(), id: host.id() }
}
