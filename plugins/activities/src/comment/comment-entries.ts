import type { TimelineSource } from '@crmkit/core'

import type { Context } from '../context.ts'
import { commentsOf } from './comment.ts'

/** Comments on a record in its timeline. */
export const commentEntries: TimelineSource<Context> = {
  kinds: ['comment'],
  permission: 'comment.read',
  async read(record, { limit, before }, context) {
    const comments = await commentsOf(context, record, { limit, before })
    return comments.map(({ id, body, author, memberId, createdAt, editedAt }) => ({
      id,
      kind: 'comment',
      at: createdAt,
      title: 'Commented',
      body,
      actor: author,
      entity: record.entity,
      recordId: record.recordId,
      data: { memberId, editedAt },
    }))
  },
}
