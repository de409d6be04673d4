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
 * Rights do not matter for the shape of the tree, so this asks the model. `for update` makes two moves at once see each other: A below B
 * and B below A wait for one another, PostgreSQL ends one with a deadlock, and its second try finds the cycle.
 */
async function parentOf(id: string, context: PluginContext<'contacts'>): Promise<string | null> {
  const row = await context
    .model('company')
    .query()
    .findOne({ tenantId: context.request.tenantId, id })
    .select('parentId')
    .forUpdate()
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
