import { CrmProblem, type Fault } from '@crmkit/schemas/client'

import { ElementError } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { Rec } from '../client/record.ts'
import { RecordConflict } from '../client/record-conflict.ts'
import type { PendingWrite } from './drafts.ts'

/** What became of one try to save. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly record: Rec }
  /** Somebody else saved first: `current` is what they made of it. */
  | { readonly kind: 'conflict'; readonly current: Rec }
  /** The server names faults of fields. */
  | { readonly kind: 'faults'; readonly faults: readonly Fault[]; readonly error: CrmProblem }
  /** Nothing was stored, because this field is not this actor's to write. */
  | { readonly kind: 'forbidden'; readonly key: string; readonly error: CrmProblem }
  /** No answer, or half of one: done or not, nobody knows; the same key must be sent again. */
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

const TRIES = 5
const WAIT_MS = 1_000

/** Tries to save; what the server is still at, or answered by half, is asked for again with the same key, not made anew. */
export async function saveOnce(target: SaveTarget, write: PendingWrite): Promise<SaveOutcome> {
  const { crm } = target
  let outcome = await tryOnce(target, write)
  for (let left = TRIES; left > 0; left--) {
    // Without a network the form waits for the connection: it comes back sooner, or much later.
    if (!isInFlight(outcome) && !(outcome.kind === 'lost' && crm.connection === 'live')) break
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

/** Whether the server may have judged by other fields or other rights than this page knows. */
export function isOutdated(outcome: SaveOutcome): boolean {
  if (outcome.kind === 'forbidden') return true
  if (outcome.kind === 'refused')
    return outcome.error instanceof CrmProblem && outcome.error.status === 403
  // Codes in capitals are the engine's own rules; all others are keywords of a schema, by which this page has checked too.
  return (
    outcome.kind === 'faults' &&
    outcome.faults.some(({ code }) => code === 'UNKNOWN_FIELD' || !/^[A-Z_]+$/.test(code))
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
    // All else means that the answer did not come whole; `response.json()` of half an answer throws a SyntaxError.
    const isSaid = error instanceof ElementError && error.code !== 'NETWORK'
    return isSaid ? { kind: 'refused', error } : { kind: 'lost' }
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
  const { field } = error.details
  if (error.code === 'FIELD_FORBIDDEN' && typeof field === 'string') {
    return { kind: 'forbidden', key: field, error }
  }
  return error.errors.length > 0
    ? { kind: 'faults', faults: error.errors, error }
    : { kind: 'refused', error }
}
