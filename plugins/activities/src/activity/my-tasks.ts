import type { Filter, PluginRoute } from '@crmkit/core'

import type { Context } from '../context.ts'
import { errors } from '../errors.ts'
import { memberOf } from '../member-of.ts'
import { zoneOf } from '../notification/preferences.ts'
import { answerOf, objectOf } from '../route-schemas.ts'
import { dayOf, inZone, isTimeZone, text } from './zoned-time.ts'

const kinds = ['task', 'call', 'meeting'] as const
const items = { type: 'array', items: { $ref: '#/components/schemas/Activity' } }
const group = objectOf({ count: { type: 'integer' }, items })

/** What the caller has to do, as their own calendar divides it. */
export const myTasks: PluginRoute<'activities'> = {
  method: 'GET',
  path: '/activities/my-tasks',
  operationId: 'listMyTasks',
  summary: 'List what I have to do: overdue, today, upcoming, and without a date',
  tag: 'Activities',
  access: { permission: 'activity.read' },
  query: {
    timeZone: {
      type: 'string',
      maxLength: 64,
      description: 'IANA name of the zone whose days count; default that of the preferences.',
    },
    kinds: { type: 'string', maxLength: 50, description: 'Default `task,call,meeting`.' },
    limit: {
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 25,
      description: 'Items a group.',
    },
  },
  responses: {
    200: {
      description: 'The four groups, each by due time, with how many there are in all.',
      schema: answerOf(
        objectOf({
          timeZone: { type: 'string' },
          today: { type: 'string', format: 'date' },
          overdue: group,
          dueToday: group,
          upcoming: group,
          undated: group,
        }),
      ),
    },
  },
  async handler({ query }, context) {
    const memberId = memberOf(context)
    const asked = query as { timeZone?: string; kinds?: string; limit?: number }
    const zone = asked.timeZone ?? (await zoneOf(context, memberId))
    if (!isTimeZone(zone)) throw errors.ACTIVITY_ZONE_UNKNOWN({ zone })
    const wanted = asked.kinds?.split(',').filter((kind) => kind !== '') ?? kinds
    const own = { ownerId: memberId, status: 'open', kind: { in: wanted } }
    const { today, groups } = groupsOf(context.clock.now(), zone)
    const entries = await Promise.all(
      Object.entries(groups).map(async ([name, due]) => {
        const filter = { and: [own, due] } as Filter
        return [name, await groupOf(context, filter, asked.limit ?? 25)] as const
      }),
    )
    const data = { timeZone: zone, today, ...Object.fromEntries(entries) }
    return { status: 200, body: { data } }
  },
}

/** An all-day task is due on its day wherever its owner is; one with a time is overdue the moment it has passed. */
function groupsOf(nowMs: number, zone: string) {
  const now = inZone(nowMs, zone)
  const [from, tomorrow] = [text(now), text(now.startOf('day').plus({ days: 1 }))]
  const today = dayOf(nowMs, zone)
  const due = (onDay: object, atTime: object): Filter => ({
    or: [
      { allDay: true, dueOn: onDay },
      { allDay: false, dueAt: atTime },
    ],
  })
  return {
    today,
    groups: {
      overdue: due({ lt: today }, { lt: from }),
      dueToday: due({ eq: today }, { gte: from, lt: tomorrow }),
      upcoming: due({ gt: today }, { gte: tomorrow }),
      undated: { dueAt: null } as Filter,
    },
  }
}

/**
 * By a statement of its own, which goes through one index by owner, status and due time. The general list looks at every part of the filter
 * for itself first: 50 ms instead of 0.4 among 40,000 activities.
 */
async function groupOf(context: Context, filter: Filter, limit: number) {
  const rows = await context.sql(
    (sql) => `select a.id, count(*) over ()::int from ${sql.table('activity')} a
      where a.tenant_id = ${sql.tenant} and ${sql.matching('activity', 'a', filter)}
      order by a.due_at, a.created_at, a.id limit ${sql.value(limit)}::int`,
  )
  const ids = rows.map(([id]) => id as string)
  if (ids.length === 0) return { count: 0, items: [] }
  const page = await context.records('activity').list({ filter: { id: { in: ids } }, limit: 200 })
  const byId = new Map(page.data.map((activity) => [activity.id, activity]))
  return { count: rows[0]?.[1] as number, items: ids.flatMap((id) => byId.get(id) ?? []) }
}
