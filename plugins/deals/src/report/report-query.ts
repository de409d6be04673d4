import { CrmError, type Filter, type JsonSchema, type RecordSql } from '@crmkit/core'

import type { AnyContext } from '../staged/any-context.ts'

/** What all reports are asked with. */
export interface ReportQuery {
  readonly filter: Filter
  /** Adds sums converted to this currency. */
  readonly currency: string | undefined
  /** Day of the rates and of "now", `2026-11-20`. */
  readonly on: string
  readonly by: string | undefined
}

export const reportParameters: Readonly<Record<string, JsonSchema>> = {
  filter: {
    type: 'string',
    maxLength: 10_000,
    description: 'The filter document of the list, as JSON.',
  },
  currency: {
    type: 'string',
    pattern: '^[A-Z]{3}$',
    description: 'Adds sums converted to this currency by the stored rates.',
  },
  on: {
    type: 'string',
    format: 'date',
    description: 'Day whose rates are used, and up to which time runs; default today (UTC).',
  },
}

export function reportQuery(query: Readonly<Record<string, unknown>>): ReportQuery {
  const { filter, currency, on, by } = query as Readonly<Record<string, string | undefined>>
  return {
    filter: filter === undefined ? {} : parsed(filter),
    currency,
    on: on ?? new Date().toISOString().slice(0, 10),
    by,
  }
}

function parsed(text: string): Filter {
  try {
    const filter: unknown = JSON.parse(text)
    if (typeof filter === 'object' && filter !== null && !Array.isArray(filter))
      return filter as Filter
  } catch {
    // Told below, as for any other text that is no filter.
  }
  const message = 'must be a filter document in JSON, such as {"outcome":"open"}'
  throw new CrmError({
    code: 'INVALID_QUERY',
    status: 400,
    message: 'The query cannot be answered: filter is no JSON object.',
    faults: [{ path: 'filter', code: 'WRONG_TYPE', message }],
  })
}

/** Rows of the deals a list of the same filter shows, under `a`. */
export function matchingDeals(sql: RecordSql, { filter }: ReportQuery): string {
  return `${sql.table('deal')} a where ${sql.matching('deal', 'a', filter)}`
}

/** Runs a report's statement; each row becomes an object by the names given. */
export async function rowsOf<K extends string>(
  context: AnyContext,
  names: readonly K[],
  write: (sql: RecordSql) => string,
): Promise<Record<K, unknown>[]> {
  const rows = await context.sql(write)
  return rows.map(
    (row) =>
      Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])) as Record<
        K,
        unknown
      >,
  )
}
