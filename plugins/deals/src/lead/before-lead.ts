import type { AnyContext, AnyRecord } from '../staged/any-context.ts'
import { assignLead } from './assign-lead.ts'
import { keepStatus } from './keep-status.ts'

export async function beforeLead(event: { data: AnyRecord }, context: AnyContext): Promise<void> {
  keepStatus(event, context)
  await assignLead(event, context)
}
