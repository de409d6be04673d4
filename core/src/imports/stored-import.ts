import type { Actor } from '../identity/actor.ts'
import type { CsvPosition } from './csv-reader.ts'
import type { ImportOptions } from './import-options.ts'
import type { Plan } from './plan.ts'

export type ImportState =
  'uploading' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'undoing' | 'undone'

/** Where the next row begins. */
export type Cursor =
  | ({ readonly in: 'file'; readonly part: number } & CsvPosition)
  /** In the rows put aside: behind a line, in a pass that began with so many of them. */
  | {
      readonly in: 'deferred'
      readonly behind: number
      readonly waiting: number
      readonly isLast: boolean
    }

/**
 * Which rows are being placed: those of the file, which may point at rows further down; those that were put aside because they did, now
 * that all have been read; and the last of these, which wait for each other.
 */
export type Phase = 'file' | 'deferred' | 'last'

/** Rows by what became of them; each row is in one of created, updated, unchanged and refused. */
export interface Counters {
  readonly rows: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly refused: number
  /** Records made because a row pointed at them. */
  readonly linked: number
}

/** Who started an import: what the run needs to act as them. */
export type StoredActor = Pick<
  Actor,
  'id' | 'kind' | 'name' | 'email' | 'roles' | 'memberId' | 'teamIds' | 'limitedTo'
>

/** One row of `imports`. */
export interface StoredImport {
  readonly id: string
  readonly entity: string
  readonly state: ImportState
  readonly fileName: string | null
  readonly dryRun: boolean
  readonly options: ImportOptions
  readonly plan: Plan
  readonly actor: StoredActor
  readonly requestId: string
  /** Who asked for the undo. */
  readonly undo: { readonly actor: StoredActor; readonly requestId: string } | null
  readonly bytes: number
  readonly parts: number
  readonly cursor: Cursor | null
  readonly counters: Counters
  readonly undone: { readonly removed: number; readonly restored: number; readonly kept: number }
  readonly busyMs: number
  readonly failure: { readonly code: string; readonly message: string } | null
  readonly createdAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

/** One cell or row that was not taken. */
export interface RowFault {
  /** Header of the column; empty when the row as a whole is meant. */
  readonly field: string
  readonly code: string
  readonly message: string
}

export interface Refusal {
  readonly line: number
  readonly cells: readonly string[]
  readonly faults: readonly RowFault[]
}
