import { isCrmError } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'

/** Nothing changes, but whoever may not change the deal is told so: its parts are its own. */
export async function dealToChange(id: string, context: AnyContext): Promise<AnyRecord> {
  try {
    return await context.records('deal').update(id, {})
  } catch (cause) {
    if (!isCrmError(cause) || cause.code !== 'RECORD_NOT_FOUND') throw cause
    throw unknownDeal(id, cause)
  }
}

/** The same for several: each deal, or why it may not be changed. The plugin itself may change all there are, and asks once. */
export async function dealsToChange(
  ids: ReadonlySet<string>,
  context: AnyContext,
): Promise<ReadonlyMap<string, AnyRecord | Error>> {
  const deals = new Map<string, AnyRecord | Error>()
  if (ids.size === 1 || context.request.actor.kind !== 'system') {
    for (const id of ids)
      deals.set(
        id,
        await dealToChange(id, context).catch((error: unknown) => {
          if (!isCrmError(error)) throw error
          return error
        }),
      )
    return deals
  }
  const rows = await context.sql(
    (sql) => `select d.id, d.owner_id from ${sql.table('deal')} d
      where d.tenant_id = ${sql.tenant} and d.id = any(${sql.value([...ids])}::uuid[]) and d.deleted_at is null
      order by d.id for no key update`,
  )
  for (const [id, ownerId] of rows) deals.set(id as string, { ownerId })
  for (const id of ids) if (!deals.has(id.toLowerCase())) deals.set(id, unknownDeal(id))
  return deals
}

function unknownDeal(id: string, cause?: Error): Error {
  const fault = {
    path: '/dealId',
    code: 'REFERENCE_NOT_FOUND',
    message: 'names no deal of this tenant',
  }
  return errors.DEAL_UNKNOWN({ id }, { cause, faults: [fault] })
}
