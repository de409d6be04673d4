import type { ExternalRef } from '../entities/writer/check-input.ts'
import type { WholeRecord } from '../entities/writer/record-lookup.ts'
import type { Candidate } from './candidate.ts'
import type { LinkWish } from './link-wish.ts'
import type { RowFault } from './stored-import.ts'

export type Outcome = 'created' | 'updated' | 'unchanged'

/** A row that goes into a record, and what it does to it. */
export interface PlannedRow {
  readonly candidate: Candidate
  readonly outcome: Outcome
}

/** A new record; later rows of the block with the same key have been merged into it. */
export interface PlannedCreate {
  readonly kind: 'create'
  readonly id: string
  values: Record<string, unknown>
  readonly refs: ExternalRef[]
  readonly ext: Record<string, Record<string, unknown>>
  readonly rows: PlannedRow[]
}

export interface PlannedUpdate {
  readonly kind: 'update'
  readonly id: string
  readonly before: WholeRecord
  /** Only the fields that change. */
  changes: Record<string, unknown>
  readonly refs: ExternalRef[]
  readonly ext: Record<string, Record<string, unknown>>
  readonly rows: PlannedRow[]
}

export type Planned = PlannedCreate | PlannedUpdate

export interface RefusedRow {
  readonly candidate: Candidate
  readonly faults: readonly RowFault[]
}

export interface Decisions {
  readonly creates: readonly PlannedCreate[]
  /** Records that are there; those without changes count, but are not written. */
  readonly updates: readonly PlannedUpdate[]
  readonly refused: readonly RefusedRow[]
  /** Rows that wait for a row of this file that may still come. */
  readonly deferred: readonly Candidate[]
  readonly newLinks: ReadonlyMap<string, LinkWish>
}
