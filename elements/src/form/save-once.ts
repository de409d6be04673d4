import { CrmProblem, type Fault } from '@crmkit/schemas/client'

import { isAbort } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { Rec } from '../client/record.ts'
import { RecordConflict } from '../client/record-conflict.ts'
import { pointerOf } from '../fields/field-path.ts'
import type { PendingWrite } from './drafts.ts'

/** What became of one try to save. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly record: Rec }
  /** Somebody else saved first: `current` is what they made of it. */
  | { readonly kind: 'conflict'; readonly current: Rec }
  /** The server names faults of fields. */
  | { readonly kind: 'faults'; readonly faults: readonly Fault[]; readonly error: CrmProblem }
  /** No answer: done or not, nobody knows; the same key must be sent again. */
  | { readonly kind: 'lost' }
  /** Deleted meanwhile. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly error: unknown }

export interface SaveTarget {
  readonly crm: CrmClient
  readonly entity: string
  /** Undefined: a new record. */
  readonly id: string | undefined
}

/** The first request still runs: its answer is worth waiting for. */
const TRIES = 5
const WAIT_MS = 1_000

/** Tries to save; a write that the server is still at is asked for again, not made anew. */
export async function saveOnce(target: SaveTarget, write: PendingWrite): Promise<SaveOutcome> {
  let outcome = await tryOnce(target, write)
  for (let left = TRIES; left > 0 && isInFlight(outcome); left--) {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
    outcome = await tryOnce(target, write)
  }
  return isInFlight(outcome) ? { kind: 'lost' } : outcome
}

/** Whether the write may have been done although nobody said so: then only its own key may repeat it. */
export function isUndecided(outcome: SaveOutcome): boolean {
  if (outcome.kind === 'lost') return true
  return (
    outcome.kind === 'refused' && outcome.error instanceof CrmProblem && outcome.error.status >= 500
  )
}

function isInFlight(outcome: SaveOutcome): boolean {
  return (
    outcome.kind === 'refused' &&
    outcome.error instanceof CrmProblem &&
    outcome.error.code === 'IDEMPOTENCY_IN_FLIGHT'
  )
}

async function tryOnce({ crm, entity, id }: SaveTarget, write: PendingWrite): Promise<SaveOutcome> {
  const { body, key, version } = write
  try {
    const record =
      id === undefined
        ? await crm.records.create(entity, body, { idempotencyKey: key })
        : await crm.records.update(entity, id, body, {
            idempotencyKey: key,
            ...(version === undefined ? {} : { version }),
          })
    return { kind: 'saved', record }
  } catch (error) {
    if (error instanceof RecordConflict) return { kind: 'conflict', current: error.current }
    if (error instanceof CrmProblem) return refusal(error, { crm, entity, id })
    const isLost = isAbort(error) || (error as { code?: unknown }).code === 'NETWORK'
    return isLost ? { kind: 'lost' } : { kind: 'refused', error }
  }
}

async function refusal(error: CrmProblem, { crm, entity, id }: SaveTarget): Promise<SaveOutcome> {
  if (error.status === 412 && id !== undefined) {
    try {
      return { kind: 'conflict', current: await crm.records.load(entity, id, { fresh: true }) }
    } catch (cause) {
      return { kind: 'refused', error: cause }
    }
  }
  if (error.status === 404 && id !== undefined) return { kind: 'gone' }
  const forbidden = error.code === 'FIELD_FORBIDDEN' ? error.details['field'] : undefined
  if (typeof forbidden === 'string') {
    const fault = { path: pointerOf(forbidden), code: error.code, message: error.message }
    return { kind: 'faults', faults: [fault], error }
  }
  return error.errors.length > 0
    ? { kind: 'faults', faults: error.errors, error }
    : { kind: 'refused', error }
}
