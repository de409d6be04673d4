import { isCrmError, uuidV7 } from '@crmkit/core'

import { type About, type Context, recordsOf } from '../context.ts'
import { errors } from '../errors.ts'
import { follow } from '../follower/followers.ts'
import { notify } from '../notification/notify.ts'
import { preferencesOf } from '../notification/preferences.ts'
import { type Comment, COMMENT_COLUMNS, findComment, toComment } from './comment.ts'
import { mentionsIn } from './mentions.ts'

/** Whom a comment mentions. Who cannot read the record hears nothing of it, and the author is told so. */
export interface Mention {
  readonly memberId: string
  readonly hasAccess: boolean
}

export interface WrittenComment extends Comment {
  readonly mentions: readonly Mention[]
}

export async function createComment(
  context: Context,
  about: About,
  body: string,
): Promise<WrittenComment> {
  return context.transaction(async () => {
    await assertReadable(context, about)
    const id = uuidV7()
    const { kind, id: actorId, name, memberId } = context.request.actor
    const author = JSON.stringify({ kind, id: actorId, name })
    const [row] = await context.sql(
      (
        sql,
      ) => `insert into ${sql.table('comments')} as c (tenant_id, id, entity, record_id, body, author, member_id)
        values (${sql.tenant}, ${sql.value(id)}::uuid, ${sql.value(about.entity)}, ${sql.value(about.recordId)}::uuid,
          ${sql.value(body)}, ${sql.value(author)}::json, ${sql.value(memberId)}::uuid) returning ${COMMENT_COLUMNS}`,
    )
    if (memberId && (await preferencesOf(context, memberId)).autoFollow)
      await follow(context, about, memberId, 'commented')
    const comment = toComment(row ?? [])
    const mentions = await tellMentioned(context, comment, mentionsIn(body))
    await context.emit('comment.created', { id }, about)
    await context.addJob('announce-comment', { commentId: id })
    return { ...comment, mentions }
  })
}

/** Only those are told who were not mentioned before. */
export async function editComment(
  context: Context,
  id: string,
  body: string,
): Promise<WrittenComment> {
  return context.transaction(async () => {
    const old = await ownComment(context, id, 'change')
    const [row] = await context.sql(
      (
        sql,
      ) => `update ${sql.table('comments')} as c set body = ${sql.value(body)}, edited_at = now()
        where c.tenant_id = ${sql.tenant} and c.id = ${sql.value(id)}::uuid returning ${COMMENT_COLUMNS}`,
    )
    if (!row) throw errors.COMMENT_NOT_FOUND({ id })
    const comment = toComment(row)
    const mentions = await tellMentioned(context, comment, mentionsIn(body))
    const { entity, recordId } = old
    await context.emit('comment.updated', { id }, { entity, recordId })
    return { ...comment, mentions }
  })
}

export async function deleteComment(context: Context, id: string): Promise<void> {
  await context.transaction(async () => {
    const { entity, recordId } = await ownComment(context, id, 'delete')
    await context.sql(
      (sql) =>
        `delete from ${sql.table('comments')} c where c.tenant_id = ${sql.tenant} and c.id = ${sql.value(id)}::uuid`,
    )
    await context.emit('comment.deleted', { id }, { entity, recordId })
  })
}

/** Throws `RECORD_NOT_FOUND`; gives the record as the actor may read it. */
export async function assertReadable(context: Context, { entity, recordId }: About) {
  return recordsOf(context, entity).get(recordId)
}

/** A comment on a record the actor cannot read is not there; one of somebody else is not theirs to change. */
async function ownComment(
  context: Context,
  id: string,
  verb: 'change' | 'delete',
): Promise<Comment> {
  const comment = await findComment(context, id)
  if (!comment) throw errors.COMMENT_NOT_FOUND({ id })
  await assertReadable(context, comment).catch((error: unknown) => {
    const isHidden = isCrmError(error) && [403, 404].includes(error.status)
    throw isHidden ? errors.COMMENT_NOT_FOUND({ id }) : error
  })
  const { actor, rights } = context.request
  const isAuthor =
    comment.memberId === null
      ? comment.author.kind === actor.kind && comment.author.id === actor.id
      : comment.memberId === actor.memberId
  const mayModerate = verb === 'delete' && rights.scope('comment.moderate') !== undefined
  if (!isAuthor && !mayModerate) throw errors.COMMENT_NOT_YOURS({ verb })
  return comment
}

async function tellMentioned(
  context: Context,
  comment: Comment,
  memberIds: readonly string[],
): Promise<Mention[]> {
  const by = context.request.actor.memberId
  const { id, entity, recordId } = comment
  const mentions: Mention[] = []
  for (const memberId of memberIds) {
    const view = await context.viewOf(memberId)
    const hasAccess = (await view?.get(entity, recordId, { fields: ['id'] })) !== undefined
    mentions.push({ memberId, hasAccess })
    if (!hasAccess || memberId === by) continue
    if ((await preferencesOf(context, memberId)).autoFollow)
      await follow(context, comment, memberId, 'mentioned')
    await notify(context, {
      memberId,
      kind: 'mention',
      key: `comment/${id}`,
      about: { entity, recordId },
      commentId: id,
      by,
    })
  }
  return mentions
}
