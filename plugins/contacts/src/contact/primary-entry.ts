import type { Fault } from '@crmkit/core'

import { errors } from '../errors.ts'

/** One e-mail address or phone number of a list. */
export interface Entry {
  readonly value: string
  readonly type: string
  readonly primary: boolean
}

/** A list and the single field that repeats its primary entry: `emails` and `email`, `phones` and `phone`. */
export interface PrimaryPair {
  readonly single: string | null
  readonly list: readonly Entry[]
}

export interface GivenPair {
  /** Undefined when the input does not name the field. */
  readonly single: string | null | undefined
  readonly list: readonly (Pick<Entry, 'value'> & Partial<Entry>)[] | null | undefined
}

export interface PairNames {
  readonly single: string
  readonly list: string
}

/** Type of an entry that came without one: the first address a CRM learns of a person is nearly always the business one. */
const DEFAULT_TYPE = 'work'

/**
 * Brings a list and its single field together, so that the single field always is the one primary entry, whichever of the two
 * the caller wrote. A field given back as it was counts as not given: a form that sends the whole record has changed one of them.
 *
 * Throws `CONTACT_SEVERAL_PRIMARY` and `CONTACT_PRIMARY_DIFFERS`.
 */
export function settlePrimary(
  given: GivenPair,
  before: PrimaryPair | undefined,
  names: PairNames,
): PrimaryPair {
  const was = before ?? { single: null, list: [] }
  const list = given.list === undefined ? was.list : withoutDoubles(given.list ?? [])
  const singleChanged = given.single !== undefined && given.single !== was.single

  if (sameList(list, was.list)) {
    return singleChanged ? withSingle(was, given.single ?? null) : was
  }
  const primary = onlyPrimary(list, names)
  if (given.single && (singleChanged || list.length === 0)) {
    assertAgree(given.single, primary, names)
    return withPrimary(list, given.single)
  }
  return withPrimary(list, primary ?? valueIn(list, was.single) ?? list[0]?.value ?? null)
}

/** The former primary entry stays as a secondary one; `null` takes it away and the next one moves up. */
function withSingle(was: PrimaryPair, single: string | null): PrimaryPair {
  if (single !== null) return withPrimary(was.list, single)
  const rest = was.list.filter((entry) => entry.value !== was.single)
  return withPrimary(rest, rest[0]?.value ?? null)
}

function withPrimary(list: readonly Entry[], single: string | null): PrimaryPair {
  if (single === null) return { single, list: [] }
  const known = list.some((entry) => entry.value === single)
  const all = known ? list : [{ value: single, type: DEFAULT_TYPE, primary: true }, ...list]
  return { single, list: all.map((entry) => ({ ...entry, primary: entry.value === single })) }
}

/** The first mention of a value wins; a later one can still make it primary. */
function withoutDoubles(list: NonNullable<GivenPair['list']>): readonly Entry[] {
  const byValue = new Map<string, Entry>()
  for (const entry of list) {
    const first = byValue.get(entry.value)
    byValue.set(entry.value, {
      ...(first ?? entry),
      value: entry.value,
      type: first?.type ?? entry.type ?? DEFAULT_TYPE,
      primary: first?.primary === true || entry.primary === true,
    })
  }
  return [...byValue.values()]
}

function onlyPrimary(list: readonly Entry[], names: PairNames): string | undefined {
  const primaries = list.filter((entry) => entry.primary).map((entry) => entry.value)
  if (primaries.length < 2) return primaries[0]
  const details = { list: names.list, count: primaries.length, values: primaries.join(', ') }
  const message = `marks ${primaries.length} entries as primary`
  const faults: Fault[] = [{ path: `/${names.list}`, code: 'CONTACT_SEVERAL_PRIMARY', message }]
  throw errors.CONTACT_SEVERAL_PRIMARY(details, { faults })
}

function assertAgree(single: string, primary: string | undefined, names: PairNames): void {
  if (primary === undefined || primary === single) return
  const details = { field: names.single, list: names.list, value: single, primary }
  const message = `is ${single}, but the primary entry of ${names.list} is ${primary}`
  const faults: Fault[] = [{ path: `/${names.single}`, code: 'CONTACT_PRIMARY_DIFFERS', message }]
  throw errors.CONTACT_PRIMARY_DIFFERS(details, { faults })
}

function valueIn(list: readonly Entry[], value: string | null): string | undefined {
  return list.find((entry) => entry.value === value)?.value
}

function sameList(list: readonly Entry[], was: readonly Entry[]): boolean {
  if (list === was) return true
  return (
    list.length === was.length &&
    list.every(({ value, type, primary }, index) => {
      const other = was[index]
      return value === other?.value && type === other.type && primary === other.primary
    })
  )
}
