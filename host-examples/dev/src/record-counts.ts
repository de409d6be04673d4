import type { HostContext } from '@crmkit/core'

/** What the tenant holds, in words: `400 contacts, 120 companies`. */
export async function recordCounts(context: HostContext): Promise<string> {
  const [contacts, companies] = await Promise.all(
    (['contact', 'company'] as const).map((entity) =>
      context.records(entity).list({ limit: 1, count: 'exact', fields: ['id'] }),
    ),
  )
  return `${contacts?.page.total ?? 0} contacts, ${companies?.page.total ?? 0} companies`
}
