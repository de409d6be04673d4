import type { SubscriberDefinition } from '@crmkit/core'

import type { AnyContext } from './any-context.ts'

/** What is purged leaves no history. Twice is harmless: the second time there is nothing to delete. */
export const forgetHistory: SubscriberDefinition<'deals', 'contacts'> = {
  on: '*.purged',
  async run({ entity, recordId }, context) {
    const any = context as unknown as AnyContext
    await any.sql(
      (sql) => `delete from ${sql.table('stage_stays')} t
        where t.tenant_id = ${sql.tenant} and t.entity = ${sql.value(entity)} and t.record_id = ${sql.value(recordId)}::uuid`,
    )
  },
}
