import type { JsonSchema } from '../base/validator.ts'
import type { Refusal, StoredImport } from './stored-import.ts'

/** An import as the API answers it. */
export function importResource(stored: StoredImport): Record<string, unknown> {
  const {
    id,
    entity,
    state,
    fileName,
    dryRun,
    plan,
    actor,
    bytes,
    counters,
    undone,
    busyMs,
    failure,
    createdAt,
    startedAt,
    finishedAt,
  } = stored
  return {
    id,
    entity,
    state,
    fileName,
    dryRun,
    mode: plan.mode,
    match: plan.match,
    encoding: plan.encoding,
    delimiter: plan.dialect.delimiter,
    header: plan.hasHeader,
    columns: plan.columns.map(({ header, target, dateFormat }) => ({
      header,
      target,
      dateFormat: dateFormat ?? null,
    })),
    bytes,
    progress: progressOf(stored),
    counters,
    rowsPerSecond: busyMs === 0 ? 0 : Math.round((counters.rows * 1000) / busyMs),
    undo: undone,
    failure,
    createdBy: {
      kind: actor.kind,
      id: actor.id,
      ...(actor.name === undefined ? {} : { name: actor.name }),
    },
    createdAt,
    startedAt,
    finishedAt,
  }
}

export function refusalResource({ line, cells, faults }: Refusal): Record<string, unknown> {
  return { line, cells, faults }
}

/** Share of the file that has been written, 0 to 1. */
export function progressOf({ state, cursor, parts, bytes }: StoredImport): number {
  if (state !== 'waiting' && state !== 'running') return 1
  if (!cursor) return 0
  if (cursor.in === 'deferred') return 0.99
  // Characters are no bytes, but near enough for a bar.
  const within = Math.min(1, cursor.offset / Math.max(1, bytes / Math.max(1, parts)))
  return Math.min(0.99, Math.round(((cursor.part + within) / Math.max(1, parts)) * 1000) / 1000)
}

const object = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
})
const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description })
const time: JsonSchema = { type: ['string', 'null'], format: 'date-time' }

const countersSchema = object({
  rows: count('Rows read; each is in one of the next four.'),
  created: count('Rows that made a record.'),
  updated: count('Rows that changed a record.'),
  unchanged: count('Rows that said what their record says.'),
  refused: count('Rows that were not taken; see `/imports/{id}/errors`.'),
  linked: count('Records made because a row pointed at them.'),
})

const columnsSchema: JsonSchema = {
  type: 'array',
  items: object({
    header: { type: 'string' },
    target: { type: ['string', 'null'], description: 'Where the cells go; null: left out.' },
    dateFormat: { type: ['string', 'null'], description: 'luxon tokens of a column of dates.' },
  }),
}

export const importSchema: JsonSchema = object({
  id: { type: 'string', format: 'uuid' },
  entity: { type: 'string' },
  state: { enum: ['waiting', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone'] },
  fileName: { type: ['string', 'null'] },
  dryRun: { type: 'boolean' },
  mode: { enum: ['create', 'update', 'upsert'] },
  match: { type: 'array', items: { type: 'string' } },
  encoding: { type: 'string' },
  delimiter: { type: 'string' },
  header: { type: 'boolean', description: 'The first row names the columns.' },
  columns: columnsSchema,
  bytes: count('Size of the file.'),
  progress: { type: 'number', minimum: 0, maximum: 1 },
  counters: countersSchema,
  rowsPerSecond: count('Over the time spent in runs.'),
  undo: object({
    removed: count('Records the undo removed.'),
    restored: count('Records that got their former values back.'),
    kept: count('Records it left alone; see `/imports/{id}/kept`.'),
  }),
  failure: {
    anyOf: [object({ code: { type: 'string' }, message: { type: 'string' } }), { type: 'null' }],
  },
  createdBy: {
    type: 'object',
    additionalProperties: false,
    required: ['kind', 'id'],
    properties: { kind: { type: 'string' }, id: { type: 'string' }, name: { type: 'string' } },
  },
  createdAt: { type: 'string', format: 'date-time' },
  startedAt: time,
  finishedAt: time,
})

const faultSchema = object({
  field: {
    type: 'string',
    description: 'Header of the column; empty when the row as a whole is meant.',
  },
  code: { type: 'string' },
  message: { type: 'string' },
})

export const refusalSchema: JsonSchema = object({
  line: count('Line of the file the row begins on.'),
  cells: { type: 'array', items: { type: 'string' } },
  faults: { type: 'array', items: faultSchema },
})

export const keptSchema: JsonSchema = object({
  entity: { type: 'string' },
  recordId: { type: 'string', format: 'uuid' },
  reason: {
    enum: ['CHANGED', 'GONE', 'IN_USE', 'CONFLICT'],
    description:
      'Changed or removed since, pointed at by others, or in the way of what was made since.',
  },
})

export const previewSchema: JsonSchema = object({
  encoding: { type: 'string' },
  delimiter: { type: 'string' },
  header: { type: 'boolean' },
  columns: columnsSchema,
  rows: {
    type: 'array',
    items: object({
      line: count('Line of the file.'),
      outcome: {
        enum: ['created', 'updated', 'unchanged', 'refused', 'deferred'],
        description: '`deferred`: points at a row below.',
      },
      record: {
        anyOf: [{ type: 'object' }, { type: 'null' }],
        description: 'The record as it would be stored.',
      },
      faults: { type: 'array', items: faultSchema },
    }),
  },
  counts: countersSchema,
  isWhole: {
    type: 'boolean',
    description: 'The counts are of the whole file, else of its first 2,000 rows.',
  },
})
