import type { Hook } from '@crmkit/core'

import type { Context } from '../context.ts'
import { zoneOf } from '../notification/preferences.ts'
import type { Activity } from '../types.generated.ts'
import { assertLinks } from './assert-links.ts'
import { completeTimes } from './complete-activity.ts'

/** Kinds somebody has to do: that they are done is an event of its own. */
const DOABLE: readonly string[] = ['task', 'call', 'meeting']

export const keepNewActivity: Hook<{ data: Partial<Activity> }, Context> = async (
  { data },
  context,
) => {
  await assertLinks(data.links ?? [], context)
  await giveZone(data, undefined, context)
  if (data.status === 'done' && DOABLE.includes(data.kind ?? '')) data.completedAt ??= now(context)
  // Of what an import brings, only what is still to come is reminded of.
  const isOver = data.remindAt != null && Date.parse(data.remindAt) <= context.clock.now()
  if (isOver && context.request.through === 'import') data.remindedAt ??= now(context)
}

export const keepActivity: Hook<
  { readonly before: Activity; data: Partial<Activity> },
  Context
> = async ({ before, data }, context) => {
  const added = data.links?.filter((link) => !before.links.includes(link)) ?? []
  await assertLinks(added, context)
  await giveZone(data, before, context)
  if (data.status === undefined || data.status === before.status) return
  const isDone = data.status === 'done' && DOABLE.includes(data.kind ?? before.kind)
  data.completedAt = isDone ? now(context) : null
}

/** A time that comes without a zone is meant in that of who writes it. */
async function giveZone(
  data: Partial<Activity>,
  before: Activity | undefined,
  context: Context,
): Promise<void> {
  if (data.timeZone ?? before?.timeZone) return
  const isTimed = [data.dueAt, data.remindAt, data.endAt, data.reminder, data.recurrence].some(
    (value) => value != null,
  )
  if (!isTimed) return
  data.timeZone = await zoneOf(context, context.request.actor.memberId)
  completeTimes(data, before, data.timeZone)
}

function now({ clock }: Context): string {
  return new Date(clock.now()).toISOString()
}
