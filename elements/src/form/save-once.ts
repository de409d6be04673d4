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

export async function saveOnce(
  { crm, entity, id }: SaveTarget,
  write: PendingWrite,
): Promise<SaveOutcome> {
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
