import type { JobDefinition } from '@crmkit/core'

import type { Context } from '../context.ts'
import { followersOf } from '../follower/followers.ts'
import { notify } from '../notification/notify.ts'
import type { AnnounceCommentJob } from '../types.generated.ts'
import { findComment } from './comment.ts'

/** Tells who follows the record. Twice is harmless: nobody has two notifications of one comment, not even who was mentioned in it. */
export const announceComment: JobDefinition<AnnounceCommentJob, Context> = {
  payload: {
    type: 'object',
    additionalProperties: false,
    required: ['commentId'],
    properties: { commentId: { type: 'string', format: 'uuid' } },
  },
  async run({ commentId }, context) {
    const comment = await findComment(context, commentId)
    if (!comment) return
    const { entity, recordId, memberId: by } = comment
    for (const memberId of await followersOf(context, { entity, recordId })) {
      if (memberId === by) continue
      await notify(context, {
        memberId,
        kind: 'comment',
        key: `comment/${commentId}`,
        about: { entity, recordId },
        commentId,
        by,
      })
    }
  },
}
