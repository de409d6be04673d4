import type { Fault } from '../base/crm-error.ts'
import type { Entity } from '../entities/entity.ts'
import { errors as entityErrors } from '../entities/errors.ts'
import { errors } from './errors.ts'
import { type FieldDefinition, isKept, isLive, type RowsState } from './field-definition.ts'
import type { Impact } from './impact.ts'

/** A table of 200 fields is more than a person reads; an index row is written with every write of its field. */
const LIMITS = { live: 200, indexed: 25, unique: 3 }

export function assertTakesFields(entity: Entity): void {
  if (!entity.customFields) throw errors.ENTITY_TAKES_NO_CUSTOM_FIELDS({ entity: entity.name })
}

export function assertNoFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw errors.CUSTOM_FIELD_INVALID({}, { faults })
}

export function indexFaults(indexed: boolean, unique: boolean): Fault[] {
  if (indexed || !unique) return []
  return [
    {
      path: '/indexed',
      code: 'indexed',
      message: 'cannot be false for a unique field: it is found by its value',
    },
  ]
}

/** The field, unless its values are gone; of the version the caller saw. */
export function findField(
  entity: Entity,
  key: string,
  all: readonly FieldDefinition[],
  version?: number,
): FieldDefinition {
  const found = all.find((field) => field.key === key && field.status !== 'purged')
  if (!found) {
    const known =
      all
        .filter(isLive)
        .map((field) => field.key)
        .join(', ') || 'none'
    throw errors.CUSTOM_FIELD_NOT_FOUND({ entity: entity.name, key, known })
  }
  if (version !== undefined && version !== found.version) {
    throw entityErrors.VERSION_STALE({
      entity: `custom field "${key}"`,
      yours: version,
      current: found.version,
    })
  }
  return found
}

export function assertKeyIsFree(
  entity: Entity,
  key: string,
  all: readonly FieldDefinition[],
): void {
  const taken = all.find((field) => field.key === key)
  if (!taken) return
  const remedy =
    taken.status === 'archived' ? 'Restore it, or choose another key.' : 'Choose another key.'
  throw errors.CUSTOM_FIELD_KEY_TAKEN({ entity: entity.name, key, status: taken.status, remedy })
}

/** Archived fields keep their rows, so they count where rows do. */
export function assertWithinLimits(entity: Entity, all: readonly FieldDefinition[]): void {
  const stored = all.filter(({ status }) => status !== 'purged' && status !== 'purging')
  const used = {
    live: stored.filter(isLive).length,
    indexed: stored.filter(({ index }) => isKept(index)).length,
    unique: stored.filter(({ claims }) => isKept(claims)).length,
  }
  for (const what of ['live', 'indexed', 'unique'] as const) {
    if (used[what] > LIMITS[what])
      throw errors.CUSTOM_FIELD_LIMIT({
        entity: entity.name,
        max: LIMITS[what],
        what: what === 'live' ? '' : what,
      })
  }
}

/** Two changes cannot be left to new writes: what is unique is so for all, and a format decides how values are shown and linked. */
export function assertAcceptable(
  before: FieldDefinition,
  after: FieldDefinition,
  impact: Impact,
  enforce: 'new-writes' | 'after-fix',
): void {
  const fail = (count: number, faults: readonly Fault[]): never => {
    throw errors.CUSTOM_FIELD_VALUES_FAIL({ key: before.key, count }, { faults })
  }
  if (impact.duplicates > 0) {
    fail(impact.duplicates, [
      {
        path: '/unique',
        code: 'DUPLICATES',
        message: `${impact.duplicates} records share a value with another`,
      },
    ])
  }
  const failing = impact.samples.map(({ id, message }) => ({
    path: `/records/${id}`,
    code: 'VALUE_FAILS',
    message,
  }))
  const hasNewFormat =
    after.schema['format'] !== before.schema['format'] && after.schema['format'] !== undefined
  if (impact.failing > 0 && (enforce === 'after-fix' || hasNewFormat)) fail(impact.failing, failing)
  if (impact.missing > 0 && enforce === 'after-fix') {
    fail(impact.missing, [
      {
        path: '/required',
        code: 'VALUES_MISSING',
        message: `${impact.missing} records have no value`,
      },
    ])
  }
}

/** What happens to rows beside the records when an admin wants them, or does not. */
export function nextState(state: RowsState, wanted: boolean): RowsState {
  if (wanted) return isKept(state) ? state : 'building'
  return isKept(state) ? 'dropping' : state
}
