import type { SubscriberDefinition } from '@crmkit/core'

import { type Context, linkOf } from '../context.ts'

/**
 * What was about a lead is about what it became as well. Of any event `<entity>.converted` whose payload names records as `<entity>Id`, so
 * that no plugin need know of this one. Twice is harmless: a link that is there is not added.
 */
export const keepConverted: SubscriberDefinition<'activities'> = {
  on: '*.converted',
  async run({ entity, recordId, after }, context) {
    if (entity === null || recordId === null) return
    const became = Object.entries(after ?? {}).flatMap(([key, value]) => {
      const name = key.endsWith('Id') ? key.slice(0, -2) : ''
      const isRecord = typeof value === 'string' && context.entity(name) !== undefined
      return isRecord ? [linkOf({ entity: name, recordId: value })] : []
    })
    await linkAlso(context, linkOf({ entity, recordId }), became)
  },
}

async function linkAlso(context: Context, link: string, added: readonly string[]): Promise<void> {
  const activities = context.records('activity')
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { data, page } = await activities.list({
      filter: { links: { has: link } },
      fields: ['id', 'links'],
      limit: 200,
      ...(cursor !== undefined && { cursor }),
    })
    for (const { id, links } of data) {
      const missing = added.filter((one) => !links.includes(one))
      if (missing.length > 0) await activities.update(id, { links: [...links, ...missing] })
    }
    cursor = page.next
  }
}
