import { isCrmError } from '@crmkit/core'

import { aboutOf, type Context, recordsOf } from '../context.ts'
import { errors } from '../errors.ts'

/** Links lead to records the actor may read: a link to any other would tell that it is there. */
export async function assertLinks(links: readonly string[], context: Context): Promise<void> {
  const byEntity = Map.groupBy(links, (link) => aboutOf(link).entity)
  const unknown: string[] = []
  for (const [entity, some] of byEntity) {
    const found = await readable(entity, some, context)
    unknown.push(...some.filter((link) => !found.has(aboutOf(link).recordId)))
  }
  if (unknown.length === 0) return
  const faults = unknown.map((link) => ({
    path: `/links/${links.indexOf(link)}`,
    code: 'ACTIVITY_LINK_UNKNOWN',
    message: `${link} is no record you may read`,
  }))
  throw errors.ACTIVITY_LINK_UNKNOWN({ links: unknown.join(', ') }, { faults })
}

async function readable(
  entity: string,
  links: readonly string[],
  context: Context,
): Promise<ReadonlySet<string>> {
  if (!context.entity(entity)) return new Set()
  const ids = links.map((link) => aboutOf(link).recordId)
  try {
    const page = await recordsOf(context, entity).list({
      filter: { id: { in: ids } },
      fields: ['id'],
      limit: 200,
    })
    return new Set(page.data.map(({ id }) => id))
  } catch (error) {
    if (isCrmError(error) && error.code === 'FORBIDDEN') return new Set()
    throw error
  }
}
