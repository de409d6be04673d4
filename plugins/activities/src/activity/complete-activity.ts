import type { CompleteHook } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { Activity } from '../types.generated.ts'
import { normalizeRule } from './recurrence.ts'
import { dayOf, earlier, isSameMoment, isTimeZone, sameClock, startOfDay } from './zoned-time.ts'

/** A body's first line stands in for a subject; as long as a line of a list. */
const SUBJECT_LENGTH = 100
/** Written down when they are over; all else is still to be done. */
const DONE_AT_ONCE: readonly string[] = ['note', 'email']

export const completeActivity: CompleteHook<Activity> = {
  fields: ['kind', 'dueAt', 'endAt', 'allDay', 'timeZone', 'reminder', 'remindAt', 'recurrence'],
  run(data, before) {
    if (!before) completeNew(data)
    const zone = data.timeZone ?? before?.timeZone
    // Without one the hooks ask for the zone of who writes; see keep-activity.ts.
    if (zone) completeTimes(data, before, zone)
  },
}

function completeNew(data: Partial<Activity>): void {
  data.status ??= DONE_AT_ONCE.includes(data.kind ?? '') ? 'done' : 'open'
  const line = data.body?.split('\n').find((one) => one.trim() !== '')
  if (!data.subject && line) data.subject = line.trim().slice(0, SUBJECT_LENGTH)
}

/** Works out what follows from the times given, in the zone they are meant in. */
export function completeTimes(
  data: Partial<Activity>,
  before: Activity | undefined,
  zone: string,
): void {
  if (!isTimeZone(zone)) {
    const fault = { path: '/timeZone', code: 'timeZone', message: 'is no IANA time zone' }
    throw errors.ACTIVITY_ZONE_UNKNOWN({ zone }, { faults: [fault] })
  }
  keepClock(data, before, zone)
  const dueAt = valueOf(data, before, 'dueAt')
  if (dueAt && valueOf(data, before, 'allDay')) {
    const midnight = startOfDay(dueAt, zone)
    if (!isSameMoment(midnight, dueAt)) data.dueAt = midnight
  }
  const due = valueOf(data, before, 'dueAt') ?? null
  const dueOn = due === null ? null : dayOf(due, zone)
  if (dueOn !== (before?.dueOn ?? null)) data.dueOn = dueOn
  assertOrder(due, valueOf(data, before, 'endAt') ?? null)
  completeReminder(data, before, due, zone)
  completeSeries(data, before, due, zone)
}

/** A new zone without a new due time: nine o'clock in Berlin becomes nine o'clock in Lisbon. */
function keepClock(data: Partial<Activity>, before: Activity | undefined, zone: string): void {
  const from = before?.timeZone
  if (!from || from === zone || isNew(data, before, 'dueAt')) return
  for (const key of ['dueAt', 'endAt', 'remindAt'] as const) {
    const moment = before[key]
    if (moment && !isNew(data, before, key)) data[key] = sameClock(moment, from, zone)
  }
}

function assertOrder(dueAt: string | null, endAt: string | null): void {
  if (dueAt === null || endAt === null || Date.parse(endAt) >= Date.parse(dueAt)) return
  const fault = { path: '/endAt', code: 'endAt', message: 'is before dueAt' }
  throw errors.ACTIVITY_ENDS_BEFORE_DUE({ endAt, dueAt }, { faults: [fault] })
}

function completeReminder(
  data: Partial<Activity>,
  before: Activity | undefined,
  due: string | null,
  zone: string,
): void {
  const reminder = valueOf(data, before, 'reminder')
  if (reminder) {
    if (due === null) throw withoutDue('reminder')
    const at = earlier(due, reminder, zone)
    if (!isSameMoment(at, valueOf(data, before, 'remindAt'))) data.remindAt = at
  } else if (before?.reminder && !isNew(data, before, 'remindAt')) data.remindAt = null
  if (before?.remindedAt && isNew(data, before, 'remindAt')) data.remindedAt = null
}

function completeSeries(
  data: Partial<Activity>,
  before: Activity | undefined,
  due: string | null,
  zone: string,
): void {
  const rule = valueOf(data, before, 'recurrence')
  if (!rule) {
    if (before?.seriesStartAt) data.seriesStartAt = null
    return
  }
  if (due === null) throw withoutDue('recurrence')
  const normal = rule === before?.recurrence ? rule : normalizeRule(rule, due, zone)
  if (normal !== (before?.recurrence ?? null)) data.recurrence = normal
  // Given only by the job that makes the next one: that one counts on from where the series began.
  if (!before && data.seriesStartAt) return
  const isMoved = isNew(data, before, 'dueAt') || normal !== before?.recurrence
  if (isMoved) data.seriesStartAt = due
  data.occurrence ??= before?.occurrence ?? 1
}

function withoutDue(field: string) {
  const fault = { path: '/dueAt', code: 'required', message: `is needed beside ${field}` }
  return errors.ACTIVITY_NEEDS_DUE({ field }, { faults: [fault] })
}

function valueOf<K extends keyof Activity>(
  data: Partial<Activity>,
  before: Activity | undefined,
  key: K,
): Activity[K] | undefined {
  return data[key] === undefined ? before?.[key] : data[key]
}

function isNew(
  data: Partial<Activity>,
  before: Activity | undefined,
  key: 'dueAt' | 'endAt' | 'remindAt',
): boolean {
  return data[key] !== undefined && !isSameMoment(data[key], before?.[key])
}
