import type { Fault } from '../base/crm-error.ts'
import type { Entity } from '../entities/entity.ts'
import type { Rights } from '../identity/rights.ts'
import { applyMapping } from './apply-mapping.ts'
import { checkPlan } from './check-plan.ts'
import type { CsvRecord } from './csv-reader.ts'
import { createDateReader, sniffDateFormat } from './date-format.ts'
import type { Dialect } from './dialect.ts'
import type { Encoding } from './encoding.ts'
import { errors } from './errors.ts'
import type { ImportMode, ImportOptions } from './import-options.ts'
import { mapHeaders } from './map-headers.ts'
import { matchKey } from './match-key.ts'
import { readSample, type Sample } from './sample.ts'
import { cellProperty, parseTarget, type Target, type TargetScope } from './target.ts'

/** All that a run needs to know beside the file: made once from the options and the beginning of the file, stored with the import. */
export interface Plan {
  readonly mode: ImportMode
  /** Paths of targets. */
  readonly match: readonly string[]
  readonly encoding: Encoding
  readonly dialect: Dialect
  readonly hasHeader: boolean
  readonly columns: readonly PlannedColumn[]
  readonly linkMissing: 'create' | 'refuse'
  readonly lists: 'add' | 'replace'
  readonly emptyCells: 'keep' | 'clear'
  readonly defaults: Readonly<Record<string, unknown>>
  readonly timeZone: string
  readonly decimal: '.' | ','
  readonly country: string | null
  readonly currency: string | null
}

export interface PlannedColumn {
  readonly header: string
  /** Path of the target; null: left out. */
  readonly target: string | null
  /** luxon tokens of a column of dates. */
  readonly dateFormat?: string
}

/** Decides how a file is read and where its columns go; throws `IMPORT_FILE_INVALID` or `IMPORT_OPTIONS_INVALID` with all faults. */
export function makePlan(
  scope: TargetScope,
  rights: Rights,
  options: ImportOptions,
  sample: Sample,
): Plan {
  const { dialect, hasHeader, headers, rows } = readSample(scope, options, sample)
  const faults: Fault[] = []
  const targets = applyMapping(
    scope,
    headers,
    hasHeader ? mapHeaders(scope, headers) : [],
    options,
    faults,
  )
  const formats = targets.map((target, index) =>
    dateFormat(
      target,
      { header: headers[index] ?? '', index, width: headers.length },
      rows,
      options,
      faults,
    ),
  )
  const match = matchPaths(scope.entity, targets, options, faults)
  checkPlan(scope, rights, targets, options, faults)
  if (faults.length > 0) throw errors.IMPORT_OPTIONS_INVALID({}, { faults })
  return {
    mode: options.mode ?? 'create',
    match,
    encoding: sample.encoding,
    dialect,
    hasHeader,
    columns: headers.map((header, index) => {
      const format = formats[index]
      return {
        header,
        target: targets[index]?.path ?? null,
        ...(format === undefined ? {} : { dateFormat: format }),
      }
    }),
    linkMissing: options.linkMissing ?? 'create',
    lists: options.lists ?? 'add',
    emptyCells: options.emptyCells ?? 'keep',
    defaults: options.defaults ?? {},
    timeZone: options.timeZone ?? 'UTC',
    decimal: options.decimal ?? '.',
    country: options.country?.toUpperCase() ?? null,
    currency: options.currency ?? null,
  }
}

/** The targets of a stored plan, as the schema has them now. */
export function targetsOf(scope: TargetScope, plan: Plan): (Target | undefined)[] {
  return plan.columns.map(({ header, target: path }) => {
    if (path === null) return undefined
    const target = parseTarget(scope, path)
    if (typeof target === 'string')
      throw errors.IMPORT_TARGET_GONE({ header, target: path, reason: target })
    return target
  })
}

function dateFormat(
  target: Target | undefined,
  { header, index, width }: { header: string; index: number; width: number },
  rows: readonly CsvRecord[],
  options: ImportOptions,
  faults: Fault[],
): string | undefined {
  const property = target && cellProperty(target)
  if (property?.kind !== 'date' && property?.kind !== 'date-time') return undefined
  if (options.dateFormat !== undefined) return options.dateFormat
  const values = rows
    .map((row) => (row.fault || row.cells.length !== width ? '' : (row.cells[index] ?? '').trim()))
    .filter((value) => value !== '')
  const found = sniffDateFormat(values)
  if (found && 'format' in found) return found.format
  const message = found
    ? `the dates of "${header}" may be ${found.ambiguous.join(' or ')}: say which`
    : `the dates of "${header}" are not ISO (2026-03-01), such as "${values.find((value) => !createDateReader([], 'utc').dateTime(value)) ?? ''}": say how they are written`
  faults.push({ path: '/dateFormat', code: 'DATE_FORMAT_NEEDED', message })
  return undefined
}

function matchPaths(
  entity: Entity,
  targets: readonly (Target | undefined)[],
  options: ImportOptions,
  faults: Fault[],
): string[] {
  if ((options.mode ?? 'create') === 'create') return []
  const mapped = targets.filter((target) => target !== undefined)
  const given = options.match ?? mapped.filter(isNaturalKey).map((target) => target.path)
  if (given.length === 0) {
    const message =
      'is needed: no column is mapped to a unique field or an external reference that could tell which records are there'
    faults.push({ path: '/match', code: 'MATCH_NEEDED', message })
  }
  for (const [index, path] of given.entries()) {
    const target = mapped.find((one) => one.path === path)
    const found = target ? matchKey(entity, target) : 'is no target of a mapped column'
    if (typeof found === 'string')
      faults.push({ path: `/match/${index}`, code: 'MATCH_INVALID', message: found })
  }
  return [...given]
}

function isNaturalKey(target: Target): boolean {
  return (
    target.kind === 'external' ||
    target.kind === 'id' ||
    (target.kind === 'property' && target.property.unique)
  )
}
