import type { JsonSchema } from '../base/validator.ts'

export type ImportMode = 'create' | 'update' | 'upsert'

/** What a caller asks for: query parameters of the upload, the `options` part of a form, or flags of the command. */
export interface ImportOptions {
  /** Name or plural: `contact`, `contacts`. */
  readonly entity: string
  /** `create` (default): every row a new record; `update`: only records there are; `upsert`: both, by the match keys. */
  readonly mode?: ImportMode
  /** Targets that tell whether a record is there, tried in this order; default: the mapped unique fields and external references. */
  readonly match?: readonly string[]
  /** Header → target, over what the headers themselves say; null leaves a column out. */
  readonly mapping?: Readonly<Record<string, string | null>>
  /** What becomes of columns nobody mapped: refuse the file (default), leave them out, or keep them as custom text fields. */
  readonly unknownColumns?: 'refuse' | 'ignore' | 'keep'
  /** What becomes of a linked record that is not there: made, once (default), or the row is refused. */
  readonly linkMissing?: 'create' | 'refuse'
  /** Lists of a record that is there: entries are added (default), or the list is replaced. */
  readonly lists?: 'add' | 'replace'
  /** An empty cell of an update leaves the field alone (default) or clears it. */
  readonly emptyCells?: 'keep' | 'clear'
  /** Values of new records for fields a row leaves out. */
  readonly defaults?: Readonly<Record<string, unknown>>
  /** luxon tokens, `M/d/yyyy`; default: what the values of each column show beyond doubt. */
  readonly dateFormat?: string
  /** IANA zone of times that name none; default UTC. */
  readonly timeZone?: string
  /** Decimal sign of numbers; default `.`. */
  readonly decimal?: '.' | ','
  /** ISO 3166-1 alpha-2: country of phone numbers that name none. */
  readonly country?: string
  /** ISO 4217: currency of amounts whose row names none. */
  readonly currency?: string
  readonly delimiter?: string
  readonly encoding?: string
  /** Whether the first row names the columns; default: found out. */
  readonly header?: boolean
  /** Counts and checks everything, writes nothing. */
  readonly dryRun?: boolean
  readonly fileName?: string
}

export const importOptionsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['entity'],
  properties: {
    entity: {
      type: 'string',
      minLength: 1,
      maxLength: 100,
      description: 'Name or plural of what the rows are: `contacts`.',
    },
    mode: {
      enum: ['create', 'update', 'upsert'],
      default: 'create',
      description: 'Make records, change records there are, or both by the match keys.',
    },
    match: {
      type: 'array',
      maxItems: 10,
      uniqueItems: true,
      items: { type: 'string', minLength: 1, maxLength: 250 },
      description:
        'Targets that tell whether a record is there, in order; default: the mapped unique fields and external references.',
    },
    mapping: {
      type: 'object',
      maxProperties: 2000,
      additionalProperties: { type: ['string', 'null'], maxLength: 250 },
      description:
        'Header → target (`emails[work]`, `company.name`), over what the headers say; null leaves a column out.',
    },
    unknownColumns: {
      enum: ['refuse', 'ignore', 'keep'],
      default: 'refuse',
      description:
        'What becomes of columns without a target; `keep` makes custom text fields of them.',
    },
    linkMissing: {
      enum: ['create', 'refuse'],
      default: 'create',
      description: 'What becomes of a linked record that is not there.',
    },
    lists: {
      enum: ['add', 'replace'],
      default: 'add',
      description: 'Whether entries are added to the lists of a record, or replace them.',
    },
    emptyCells: {
      enum: ['keep', 'clear'],
      default: 'keep',
      description: 'Whether an empty cell of an update leaves the field or clears it.',
    },
    defaults: {
      type: 'object',
      maxProperties: 200,
      description: 'Values of new records for fields a row leaves out.',
    },
    dateFormat: {
      type: 'string',
      minLength: 1,
      maxLength: 50,
      description: 'luxon tokens: `M/d/yyyy`, `dd.MM.yyyy HH:mm`.',
    },
    timeZone: {
      type: 'string',
      minLength: 1,
      maxLength: 50,
      default: 'UTC',
      description: 'IANA zone of times that name none.',
    },
    decimal: { enum: ['.', ','], default: '.', description: 'Decimal sign of numbers.' },
    country: {
      type: 'string',
      pattern: '^[A-Za-z]{2}$',
      description: 'ISO 3166-1 alpha-2: country of phone numbers that name none.',
    },
    currency: {
      type: 'string',
      pattern: '^[A-Z]{3}$',
      description: 'ISO 4217: currency of amounts whose row names none.',
    },
    delimiter: {
      type: 'string',
      minLength: 1,
      maxLength: 1,
      pattern: '^[^"\\r\\n]$',
      description: 'Default: found out.',
    },
    encoding: {
      type: 'string',
      minLength: 1,
      maxLength: 40,
      description: '`utf-8`, `utf-16le`, `windows-1252`, …; default: found out.',
    },
    header: {
      type: 'boolean',
      description: 'Whether the first row names the columns; default: found out.',
    },
    dryRun: {
      type: 'boolean',
      default: false,
      description: 'Count and check everything, write nothing.',
    },
    fileName: { type: 'string', maxLength: 250 },
  },
}
