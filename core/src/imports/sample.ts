import { createCsvReader, type CsvRecord } from './csv-reader.ts'
import { type Dialect, headerNames, looksLikeHeader, sniffDialect } from './dialect.ts'
import type { Encoding } from './encoding.ts'
import { errors } from './errors.ts'
import type { ImportOptions } from './import-options.ts'
import { isIgnoredHeader, mapHeaders } from './map-headers.ts'
import type { TargetScope } from './target.ts'

/** The beginning of a file, decoded. */
export interface Sample {
  readonly text: string
  /** The sample is the whole file. */
  readonly isWhole: boolean
  readonly encoding: Encoding
}

/** What the beginning of a file shows. */
export interface SampledFile {
  readonly dialect: Dialect
  readonly hasHeader: boolean
  /** A name for each column, each once. */
  readonly headers: readonly string[]
  /** The first rows of data. */
  readonly rows: readonly CsvRecord[]
}

/** More are no table but a mistake, such as a file without line ends. */
export const MAX_COLUMNS = 2_000
const SAMPLE_ROWS = 1_000

/** Reads the first rows; throws `IMPORT_FILE_EMPTY` and `IMPORT_FILE_INVALID`. */
export function readSample(
  scope: TargetScope,
  options: ImportOptions,
  sample: Sample,
): SampledFile {
  const dialect = sniffDialect(sample.text, sample.isWhole, options.delimiter)
  const all = firstRows(sample, dialect)
  const first = assertReadable(all[0])
  const isKnown = (header: string): boolean =>
    Object.hasOwn(options.mapping ?? {}, header.trim()) ||
    isIgnoredHeader(header) ||
    mapHeaders(scope, [header])[0] !== undefined
  const hasHeader = options.header ?? looksLikeHeader(first.cells, isKnown)
  const names = hasHeader ? first.cells : first.cells.map((_, index) => `column ${index + 1}`)
  const rows = hasHeader ? all.slice(1) : all
  if (sample.isWhole && rows.length === 0) throw errors.IMPORT_FILE_EMPTY()
  return { dialect, hasHeader, headers: headerNames(names), rows }
}

function firstRows(sample: Sample, { delimiter, newline, skip }: Dialect): CsvRecord[] {
  const reader = createCsvReader({ delimiter, newline })
  reader.push(sample.text.slice(skip))
  if (sample.isWhole) reader.end()
  return reader.read(SAMPLE_ROWS + 1)
}

function assertReadable(first: CsvRecord | undefined): CsvRecord {
  if (!first) throw errors.IMPORT_FILE_EMPTY()
  const { line, fault, cells } = first
  if (fault) throw errors.IMPORT_FILE_INVALID({ line, reason: fault.message })
  if (cells.length > MAX_COLUMNS) {
    throw errors.IMPORT_FILE_INVALID({
      line,
      reason: `it has ${cells.length} columns, at most ${MAX_COLUMNS} are read`,
    })
  }
  return first
}
