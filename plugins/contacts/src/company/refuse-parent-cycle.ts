import type { Hook, PluginContext } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { Company } from '../types.generated.ts'

/** A group of companies is a tree: whoever follows `parentId` upwards must arrive at the top. */
export const refuseParentCycle: Hook<
  { readonly before: Company; data: Partial<Company> },
  PluginContext<'contacts'>
> = async ({ before, data }, context) => {
  const parentId = data.parentId
  if (!parentId || parentId === before.parentId) return
  await waitForOtherMoves(before.id, context)
  const chain: string[] = []
  let next: string | null = parentId
  while (next !== null) {
    chain.push(next)
    if (next === before.id) throw cycle(before.id, parentId, chain)
    // Seen before without being ours: an old loop higher up, none of this write's making.
    if (chain.indexOf(next) < chain.length - 1) return
    next = await parentOf(next, context)
  }
}

/**
 * One move of a company at a time in a tenant. Without it, A put below B while B is put below A would both look right. Locking the
 * rows on the way up instead finds the same, but by a deadlock, which PostgreSQL only notices after a second.
 */
async function waitForOtherMoves(id: string, context: PluginContext<'contacts'>): Promise<void> {
  const { tenantId } = context.request
  const Company = context.model('company')
  const lock = Company.raw('pg_advisory_xact_lock(hashtextextended(?, 0))', [
    `company.parentId ${tenantId}`,
  ])
  await Company.query().findOne({ tenantId, id }).select(lock)
}

/** The shape of the tree does not depend on what the actor may see, so this asks the model. */
async function parentOf(id: string, context: PluginContext<'contacts'>): Promise<string | null> {
  const { tenantId } = context.request
  const row = await context.model('company').query().findOne({ tenantId, id }).select('parentId')
  return (row as { parentId?: string | null } | undefined)?.parentId ?? null
}

function cycle(id: string, parentId: string, chain: readonly string[]) {
  const details = { id, parentId, chain: [id, ...chain].join(' → ') }
  const fault = {
    path: '/parentId',
    code: 'COMPANY_PARENT_CYCLE',
    message: 'is the company itself or one of its subsidiaries',
  }
  return errors.COMPANY_PARENT_CYCLE(details, { faults: [fault] })
}
