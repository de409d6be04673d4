import type { ListQuery } from '../records.ts'
import { type FaultCode, type QueryFaults, shown } from './query-faults.ts'

/** A list query whose parameters have the right form; fields and relations are not looked up yet. */
export interface ParsedQuery {
  readonly limit: number
  readonly cursor: string | undefined
  /** Records to pass over, from the beginning or the cursor. */
  readonly skip: number
  readonly sort: readonly SortWord[]
  readonly filter: unknown
  readonly words: readonly string[]
  readonly fields: readonly string[] | undefined
  readonly include: readonly string[]
  readonly count: NonNullable<ListQuery['count']>
  readonly deleted: NonNullable<ListQuery['deleted']>
}

export interface SortWord {
  readonly path: string
  readonly descending: boolean
}

const DEFAULT_LIMIT = 25
const MAX_LIMIT = 200
/** Records passed over are read, if only in an index: 1,000,000 take some 100 ms. Farther on, a cursor takes nothing. */
export const MAX_SKIP = 1_000_000
/** More sort keys than a person can tell apart only cost. */
const MAX_SORT_KEYS = 3
const MAX_Q_LENGTH = 200
/** Each word is one more comparison for every record looked at. */
const MAX_WORDS = 8
const MAX_NAMES = 200

const PARAMETERS = [
  'limit',
  'cursor',
  'skip',
  'sort',
  'filter',
  'q',
  'fields',
  'include',
  'count',
  'deleted',
]

/** Checks the form of a list query that came as an object: a request body, a call in process, a parsed query string. */
export function parseListQuery(
  query: unknown,
  faults: QueryFaults,
  known: readonly string[] = PARAMETERS,
): ParsedQuery {
  const given = asObject(query, faults)
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    faults.add(
      name,
      'UNKNOWN_PARAMETER',
      `is not a parameter of this call. Known are: ${known.join(', ')}.`,
    )
  }
  return {
    limit: wholeOf('limit', given['limit'], [1, MAX_LIMIT], DEFAULT_LIMIT, faults),
    skip: wholeOf('skip', given['skip'], [0, MAX_SKIP], 0, faults),
    cursor: textOf('cursor', given['cursor'], faults),
    sort: sortOf(given['sort'], faults),
    filter: given['filter'],
    words: searchWords(given['q'], faults),
    fields: given['fields'] === undefined ? undefined : namesOf('fields', given['fields'], faults),
    include: given['include'] === undefined ? [] : namesOf('include', given['include'], faults),
    count: oneOf('count', given['count'], ['none', 'estimate', 'exact'], faults),
    deleted: oneOf('deleted', given['deleted'], ['living', 'deleted', 'all'], faults),
  }
}

function asObject(query: unknown, faults: QueryFaults): Readonly<Record<string, unknown>> {
  if (typeof query === 'object' && query !== null && !Array.isArray(query)) {
    return query as Readonly<Record<string, unknown>>
  }
  faults.add(
    '',
    'WRONG_TYPE',
    `must be an object with the parameters of a list, came ${shown(query)}.`,
  )
  return {}
}

function wholeOf(
  name: string,
  value: unknown,
  [least, most]: readonly [number, number],
  byDefault: number,
  faults: QueryFaults,
): number {
  if (value === undefined) return byDefault
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) {
    return value as number
  }
  const code: FaultCode = typeof value === 'number' ? 'OUT_OF_RANGE' : 'WRONG_TYPE'
  faults.add(name, code, `must be a whole number from ${least} to ${most}, came ${shown(value)}.`)
  return byDefault
}

function sortOf(value: unknown, faults: QueryFaults): SortWord[] {
  const text = textOf('sort', value, faults)
  if (text === undefined) return []
  const words = text.split(',').map((word) => word.trim())
  if (words.length > MAX_SORT_KEYS) {
    faults.add('sort', 'TOO_MANY', `takes at most ${MAX_SORT_KEYS} fields, came ${words.length}.`)
  }
  return words.map((word) =>
    word.startsWith('-')
      ? { path: word.slice(1), descending: true }
      : { path: word, descending: false },
  )
}

/** The words of `q`, each of which has to occur. */
export function searchWords(value: unknown, faults: QueryFaults): string[] {
  const text = textOf('q', value, faults)
  if (text === undefined) return []
  if (text.length > MAX_Q_LENGTH) {
    faults.add(
      'q',
      'OUT_OF_RANGE',
      `must be at most ${MAX_Q_LENGTH} characters, came ${text.length}.`,
    )
    return []
  }
  const words = [...new Set(text.split(/\s+/).filter(Boolean))]
  if (words.length > MAX_WORDS) {
    faults.add('q', 'TOO_MANY', `takes at most ${MAX_WORDS} words, came ${words.length}.`)
  }
  return words.slice(0, MAX_WORDS)
}

function namesOf(name: string, value: unknown, faults: QueryFaults): string[] {
  const isList =
    Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')
  if (!isList || value.length === 0) {
    faults.add(name, 'WRONG_TYPE', `must name at least one field; none of the names may be empty.`)
    return []
  }
  if (value.length > MAX_NAMES) {
    faults.add(name, 'TOO_MANY', `takes at most ${MAX_NAMES} names, came ${value.length}.`)
    return []
  }
  return [...new Set(value as string[])]
}

function textOf(name: string, value: unknown, faults: QueryFaults): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string') {
    faults.add(name, 'WRONG_TYPE', `must be a text, came ${shown(value)}.`)
    return undefined
  }
  // PostgreSQL cannot hold it (SQLSTATE 22021), so nothing can match it either.
  if (value.includes('\0')) {
    faults.add(name, 'WRONG_TYPE', 'must not contain the character NUL.')
    return undefined
  }
  return value
}

function oneOf<const T extends string>(
  name: string,
  value: unknown,
  allowed: readonly [T, ...T[]],
  faults: QueryFaults,
): T {
  if (value === undefined) return allowed[0]
  const found = allowed.find((one) => one === value)
  if (found !== undefined) return found
  faults.add(name, 'WRONG_TYPE', `must be one of ${allowed.join(', ')}; came ${shown(value)}.`)
  return allowed[0]
}
