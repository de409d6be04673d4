import type { TimelineEntry, TimelinePosition, TimelineSource } from '@crmkit/core'

import type { Context } from '../context.ts'
import type { Activity } from '../types.generated.ts'

interface Place {
  readonly id: string
  readonly at: string
  readonly kind: string
}

/** Activities in the timelines of the records they are about, each where it took place. */
export const activityEntries: TimelineSource<Context> = {
  kinds: ['task', 'call', 'meeting', 'note', 'email'],
  permission: 'activity.read',
  async read(record, { limit, before, kinds }, context) {
    const entries: TimelineEntry[] = []
    let from = before
    for (;;) {
      const places = await placesOf(record, { limit, before: from, kinds }, context)
      entries.push(...(await entriesAt(places, context)))
      const last = places.at(-1)
      // One that was deleted between the two looks is missing: the page goes on behind it.
      if (!last || places.length < limit || entries.length >= limit) return entries.slice(0, limit)
      from = last
    }
  },
}

/** By the index of the links, so that the thousandth page costs what the first does. */
async function placesOf(
  { entity, recordId }: { entity: string; recordId: string },
  page: { limit: number; before: TimelinePosition | undefined; kinds: readonly string[] },
  context: Context,
): Promise<Place[]> {
  const { before, kinds, limit } = page
  const rows = await context.sql(
    (sql) => `select l.activity_id, l.at, l.kind from ${sql.table('activity_links')} l
      join ${sql.table('activity')} a on a.tenant_id = l.tenant_id and a.id = l.activity_id
      where l.tenant_id = ${sql.tenant} and l.entity = ${sql.value(entity)} and l.record_id = ${sql.value(recordId)}::uuid
        and l.kind = any (${sql.value(kinds)}::text[]) and ${sql.matching('activity', 'a')}
        ${before ? `and (l.at, l.activity_id) < (${sql.value(before.at)}::timestamptz, ${sql.value(before.id)}::uuid)` : ''}
      order by l.at desc, l.activity_id desc limit ${sql.value(limit)}::int`,
  )
  return rows.map(([id, at, kind]) => ({
    id: id as string,
    at: at as string,
    kind: kind as string,
  }))
}

/** Through the records, so that a field the actor may not read is not there. */
async function entriesAt(places: readonly Place[], context: Context): Promise<TimelineEntry[]> {
  if (places.length === 0) return []
  const filter = { id: { in: places.map(({ id }) => id) } }
  const page = await context.records('activity').list({ filter, limit: 200 })
  const byId = new Map(page.data.map((activity) => [activity.id, activity]))
  return places.flatMap(({ id, at, kind }) => {
    const activity = byId.get(id)
    return activity ? [entryOf(activity, at, kind)] : []
  })
}

function entryOf(activity: Activity, at: string, kind: string): TimelineEntry {
  const { id, subject, body, createdBy, ...data } = activity
  return {
    id,
    kind,
    at,
    title: subject ?? '',
    body: body ?? null,
    actor: createdBy ?? null,
    entity: 'activity',
    recordId: id,
    data,
  }
}
