import { isAbort } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import { countQuery, type SourceQuery } from './source-query.ts'

export interface RowCount {
  readonly count: number
  /** The planner's guess, where counting took too long. */
  readonly isEstimate: boolean
}

/** How many records a query finds; throws where not even a guess is to be had. */
export async function countRows(
  crm: CrmClient,
  query: SourceQuery,
  signal: AbortSignal,
): Promise<RowCount> {
  try {
    return { count: await ask(crm, query, 'exact', signal), isEstimate: false }
  } catch (error) {
    if (isAbort(error)) throw error
    return { count: await ask(crm, query, 'estimate', signal), isEstimate: true }
  }
}

async function ask(
  crm: CrmClient,
  query: SourceQuery,
  how: 'exact' | 'estimate',
  signal: AbortSignal,
): Promise<number> {
  const { page } = await crm.list(query.entity, countQuery(query, how), { signal })
  return page.total as number
}
