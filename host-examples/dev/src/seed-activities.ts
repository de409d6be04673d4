import type { Activity } from '@crmkit/activities'
import type { HostContext } from '@crmkit/core'

import type { DemoActivity } from './demo-activities.ts'

const DAY_MS = 86_400_000
const HALF_HOUR_MS = 1_800_000
/** Meetings last an hour. */
const MEETING_MS = 2 * HALF_HOUR_MS

/** Writes down what the team did and has to do. Days count from today, so that there is always something late, and something for today. */
export async function seedActivities(
  context: HostContext,
  activities: readonly DemoActivity[],
  ids: {
    readonly memberIds: readonly string[]
    readonly contactIds: readonly string[]
    /** The company each contact works for. */
    readonly companyOf: (contact: number) => string | undefined
  },
  nowMs: number,
): Promise<void> {
  await context.records('activity').createMany(
    activities.map(({ data, contact, member, days, halfHour }) => {
      const company = ids.companyOf(contact)
      const contactId = ids.contactIds[contact]
      return {
        ...data,
        ...times(data, days, halfHour, nowMs),
        links: [
          ...(contactId === undefined ? [] : [`contact:${contactId}`]),
          ...(company === undefined ? [] : [`company:${company}`]),
        ],
        ownerId: ids.memberIds[member] ?? null,
      }
    }),
  )
}

function times(
  { kind, status }: DemoActivity['data'],
  days: number,
  halfHour: number,
  nowMs: number,
): Partial<Activity> {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS
  const at = today + days * DAY_MS + halfHour * HALF_HOUR_MS
  const moment = new Date(at).toISOString()
  if (kind === 'note' || kind === 'email') return { occurredAt: moment }
  const due = { dueAt: moment, timeZone: 'UTC' }
  const end = kind === 'meeting' ? { endAt: new Date(at + MEETING_MS).toISOString() } : {}
  return status === 'done' ? { ...due, ...end, occurredAt: moment } : { ...due, ...end }
}
