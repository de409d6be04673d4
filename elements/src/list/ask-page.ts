import { CrmProblem } from '@crmkit/schemas/client'

import type { CrmClient } from '../client/crm-client.ts'
import type { ListQuery, RecordPage } from '../client/record.ts'
import { pageQuery, type SourceQuery } from './source-query.ts'
import type { Anchor } from './sparse-rows.ts'

/** A first page that was asked for before all was known that the question is made of. */
export interface EarlyPage {
  readonly query: ListQuery
  readonly answer: Promise<RecordPage>
}

export interface PageAt extends Anchor {
  readonly limit: number
  /** Taken when it answers this very question. */
  readonly early: EarlyPage | undefined
}

export function askPage(
  crm: CrmClient,
  query: SourceQuery,
  { cursor, skip, limit, early }: PageAt,
  signal: AbortSignal,
): Promise<RecordPage> {
  const whole = {
    ...pageQuery(query, limit),
    ...(cursor === undefined ? {} : { cursor }),
    ...(skip === 0 ? {} : { skip }),
  }
  const ask = (): Promise<RecordPage> => crm.list(query.entity, whole, { signal })
  if (!early || JSON.stringify(early.query) !== JSON.stringify(whole)) return ask()
  return early.answer.catch((error: unknown) => {
    if (isOutdated(error)) return ask()
    throw error
  })
}

/** What was asked early named a field or an address that is no more, or is no more to be read. */
function isOutdated(error: unknown): boolean {
  return error instanceof CrmProblem && [400, 403, 404].includes(error.status)
}
