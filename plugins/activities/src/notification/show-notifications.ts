import { isCrmError } from '@crmkit/core'

import { findComments } from '../comment/comment.ts'
import { withoutMarkup } from '../comment/mentions.ts'
import { type AnyRecord, type Context, recordsOf } from '../context.ts'
import type { Activity } from '../types.generated.ts'
import type { StoredNotification } from './stored-notification.ts'

/** A notification with what its reader may see of it now. */
export interface ShownNotification {
  readonly id: string
  readonly kind: StoredNotification['kind']
  readonly at: string
  readonly readAt: string | null
  /** Null when the record is gone, or not the reader's to see any more: then nothing else is told either. */
  readonly record: {
    readonly entity: string
    readonly id: string
    readonly title: string | null
  } | null
  readonly by: { readonly memberId: string; readonly name: string | null } | null
  readonly activity: Pick<Activity, 'id' | 'kind' | 'subject' | 'dueAt'> | null
  readonly comment: { readonly id: string; readonly excerpt: string } | null
}

const EXCERPT_LENGTH = 200

/** Reads the records, activities, members and comments a page names, each kind at once. */
export async function showNotifications(
  context: Context,
  page: readonly StoredNotification[],
): Promise<ShownNotification[]> {
  const records = new Map<string, AnyRecord>()
  for (const [entity, some] of Map.groupBy(page, (one) => one.entity)) {
    const ids = some.map(({ recordId }) => recordId)
    const title = context.entity(entity)?.titleField
    for (const record of await readable(context, entity, ids, title))
      records.set(`${entity}:${record.id}`, record)
  }
  const activities = await byId(
    context,
    'activity',
    page.map(({ activityId }) => activityId),
  )
  const members = await byId(
    context,
    'member',
    page.map(({ byMemberId }) => byMemberId),
  )
  const comments = await findComments(
    context,
    page.flatMap(({ commentId }) => commentId ?? []),
  )
  return page.map((one): ShownNotification => {
    const { id, kind, at, readAt, entity, byMemberId } = one
    const record = records.get(`${entity}:${one.recordId}`)
    if (!record)
      return { id, kind, at, readAt, record: null, by: null, activity: null, comment: null }
    const comment = comments.get(one.commentId ?? '')
    const activity = activities.get(one.activityId ?? '') as Activity | undefined
    return {
      ...{ id, kind, at, readAt },
      record: { entity, id: record.id, title: titleOf(context, entity, record) },
      by:
        byMemberId === null
          ? null
          : { memberId: byMemberId, name: textOf(members.get(byMemberId)?.['name']) },
      activity: activity ? shownActivity(activity) : null,
      comment: comment ? { id: comment.id, excerpt: excerptOf(comment.body) } : null,
    }
  })
}

export function excerptOf(body: string): string {
  const text = withoutMarkup(body)
  return text.length <= EXCERPT_LENGTH ? text : `${text.slice(0, EXCERPT_LENGTH - 1).trimEnd()}…`
}

export function titleOf(
  context: Context,
  entity: string,
  record: Readonly<Record<string, unknown>>,
): string | null {
  return textOf(record[context.entity(entity)?.titleField ?? ''])
}

function shownActivity({ id, kind, subject = null, dueAt = null }: Activity) {
  return { id, kind, subject, dueAt }
}

async function byId(
  context: Context,
  entity: string,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, AnyRecord>> {
  const known = ids.filter((id) => id !== null)
  const records = await readable(context, entity, known)
  return new Map(records.map((record) => [record.id, record]))
}

/** Those the reader may read; none of an entity they may not read at all, or that is no longer loaded. */
async function readable(
  context: Context,
  entity: string,
  ids: readonly string[],
  title?: string,
): Promise<readonly AnyRecord[]> {
  if (ids.length === 0 || !context.entity(entity)) return []
  const mayTitle = title !== undefined && context.request.rights.field(entity, title) !== 'none'
  try {
    const page = await recordsOf(context, entity).list({
      filter: { id: { in: [...new Set(ids)] } },
      ...(title !== undefined && { fields: mayTitle ? ['id', title] : ['id'] }),
      limit: 200,
    })
    return page.data
  } catch (error) {
    if (isCrmError(error) && error.code === 'FORBIDDEN') return []
    throw error
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
