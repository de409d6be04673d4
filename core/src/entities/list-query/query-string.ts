import { MAX_SKIP } from './list-query.ts'
import type { QueryFaults } from './query-faults.ts'

/** The parameters of a list as a query string spells them, each at most once. */
export function parseQueryString(rawQuery: string, faults: QueryFaults): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, text] of new URLSearchParams(rawQuery)) {
    // Two values for one name: whoever checks the first and uses the last has a hole, so neither is taken.
    if (name in query)
      faults.add(name, 'REPEATED_PARAMETER', 'is given more than once; give it once.')
    else query[name] = valueOf(name, text, faults)
  }
  return query
}

function valueOf(name: string, text: string, faults: QueryFaults): unknown {
  switch (name) {
    case 'limit':
    case 'skip':
      return /^\d{1,9}$/.test(text) ? Number(text) : text
    case 'fields':
    case 'include':
      return text.split(',').map((item) => item.trim())
    case 'filter':
      return parseJson(name, text, faults)
    default:
      return text
  }
}

function parseJson(name: string, text: string, faults: QueryFaults): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    faults.add(
      name,
      'MALFORMED',
      'must be a JSON document such as {"status":"customer"}; what came is not JSON.',
    )
    return undefined
  }
}

export interface SplitQuery {
  /** The query string without its place: the same for all pages of one list, so a plan is found by it. */
  readonly rest: string
  readonly cursor: string | undefined
  readonly skip: number | undefined
}

/** Cuts the place in the list out of a query string. What is given twice, spelled with escapes or out of range stays in `rest` and is refused there. */
export function splitPlace(rawQuery: string): SplitQuery {
  const [rest, cursor] = cut(rawQuery, /(^|&)cursor=([\w-]*)(&|$)/)
  // Most lists have none.
  if (!rest.includes('skip=')) return { rest, cursor, skip: undefined }
  const [others, digits] = cut(rest, /(^|&)skip=(\d{1,9})(&|$)/)
  if (digits === undefined || Number(digits) > MAX_SKIP) return { rest, cursor, skip: undefined }
  return { rest: others, cursor, skip: Number(digits) }
}

function cut(rawQuery: string, parameter: RegExp): readonly [rest: string, value?: string] {
  const found = parameter.exec(rawQuery)
  if (!found) return [rawQuery]
  const before = rawQuery.slice(0, found.index)
  const after = rawQuery.slice(found.index + found[0].length)
  return [before && after ? `${before}&${after}` : before + after, found[2] ?? '']
}
