import type { JsonSchema, RecordSql } from '@crmkit/core'

/** What deals of a report may be told apart by. */
const COLUMNS = {
  owner: 'ownerId',
  pipeline: 'pipelineId',
  product: 'productId',
  company: 'companyId',
  source: 'source',
  lostReason: 'lostReason',
} as const
const MONTHS = { closedMonth: 'closedOn', startedMonth: 'startedOn' } as const

export const byParameter: JsonSchema = {
  enum: [...Object.keys(COLUMNS), ...Object.keys(MONTHS)],
  description: 'One row for each; left out: one row for all.',
}

/** SQL text of the group's key for a row `a`: an id, a word, or a month such as `2026-11`. */
export function groupKey(sql: RecordSql, by: string | undefined): string {
  if (by === undefined) return 'null::text'
  if (by in MONTHS)
    return `to_char(${sql.column('deal', MONTHS[by as keyof typeof MONTHS], 'a')}, 'YYYY-MM')`
  return `${sql.column('deal', COLUMNS[by as keyof typeof COLUMNS], 'a')}::text`
}
