import type { HostContext } from '@crmkit/core'

/** What the tenant holds, in words: `400 contacts, 120 companies, 140 deals`. */
export async function recordCounts(context: HostContext): Promise<string> {
  const [contacts, companies, deals] = await Promise.all(
    (['contact', 'company', 'deal'] as const).map((entity) =>
      context.records(entity).list({ limit: 1, count: 'exact', fields: ['id'] }),
    ),
  )
  return `${contacts?.page.total ?? 0} contacts, ${companies?.page.total ?? 0} companies, ${deals?.page.total ?? 0} deals`
}
