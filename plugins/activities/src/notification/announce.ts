import type { JobDefinition } from '@crmkit/core'

import { aboutOf, type Context } from '../context.ts'
import { followersOf } from '../follower/followers.ts'
import type { Activity, AnnounceJob } from '../types.generated.ts'
import { notify } from './notify.ts'

/** Tells the one an activity was given to, and for a new one who follows the records it is about. Twice is harmless: keys are told once. */
export const announce: JobDefinition<AnnounceJob, Context> = {
  payload: {
    type: 'object',
    additionalProperties: false,
    required: ['activityId', 'version', 'what', 'by'],
    properties: {
      activityId: { type: 'string', format: 'uuid' },
      version: { type: 'integer', description: 'The version the write gave it.' },
      what: { type: 'string', enum: ['created', 'assigned'] },
      by: { type: ['string', 'null'], format: 'uuid', description: 'Member who did it.' },
    },
  },
  async run({ activityId, version, what, by }, context) {
    const filter = { id: activityId }
    const { data } = await context.records('activity').list({ filter, limit: 1 })
    const [activity] = data
    // Deleted meanwhile.
    if (!activity) return
    await tellOwner(context, activity, version, by)
    if (what === 'assigned') return
    for (const link of activity.links) {
      await tellFollowers(context, activity, link, by)
    }
  },
}

async function tellOwner(
  context: Context,
  { id, ownerId }: Activity,
  version: number,
  by: string | null,
): Promise<void> {
  if (ownerId === null || ownerId === by) return
  await notify(context, {
    memberId: ownerId,
    kind: 'assigned',
    // Given away and back again is told again; a second run of the same job is not.
    key: `assigned/${id}/${version}`,
    about: { entity: 'activity', recordId: id },
    activityId: id,
    by,
  })
}

async function tellFollowers(
  context: Context,
  activity: Activity,
  link: string,
  by: string | null,
): Promise<void> {
  const about = aboutOf(link)
  for (const memberId of await followersOf(context, about)) {
    // Whose it is was told so already.
    if (memberId === by || memberId === activity.ownerId) continue
    await notify(context, {
      memberId,
      kind: 'activity',
      // One activity on three followed records is one notification.
      key: `activity/${activity.id}`,
      about,
      activityId: activity.id,
      by,
    })
  }
}
