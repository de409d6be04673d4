import type { Context } from '../context.ts'
import { afterPlace, type Place } from '../place.ts'
import type { NotificationKind } from './kinds.ts'

/** A notification as it is stored: whom, what about, never what it says. */
export interface StoredNotification {
  readonly id: string
  readonly memberId: string
  readonly kind: NotificationKind
  readonly entity: string
  readonly recordId: string
  readonly activityId: string | null
  readonly commentId: string | null
  readonly byMemberId: string | null
  readonly at: string
  readonly readAt: string | null
}

const COLUMNS =
  'n.id, n.member_id, n.kind, n.entity, n.record_id, n.activity_id, n.comment_id, n.by_member_id, n.created_at, n.read_at'

export interface NotificationPage {
  readonly limit: number
  readonly unread: boolean
  readonly before?: Place | undefined
}

/** Those a member sees in the product, newest first. */
export async function notificationsOf(
  context: Context,
  memberId: string,
  { limit, unread, before }: NotificationPage,
): Promise<StoredNotification[]> {
  const rows = await context.sql(
    (sql) => `select ${COLUMNS} from ${sql.table('notifications')} n
      where n.tenant_id = ${sql.tenant} and n.member_id = ${sql.value(memberId)}::uuid and n.in_app
        ${unread ? 'and n.read_at is null' : ''} ${afterPlace(sql, 'n', before)}
      order by n.created_at desc, n.id desc limit ${sql.value(limit)}::int`,
  )
  return rows.map(toNotification)
}

export async function findNotification(
  context: Context,
  id: string,
): Promise<StoredNotification | undefined> {
  const [row] = await context.sql(
    (sql) => `select ${COLUMNS} from ${sql.table('notifications')} n
      where n.tenant_id = ${sql.tenant} and n.id = ${sql.value(id)}::uuid`,
  )
  return row && toNotification(row)
}

export async function unreadCount(context: Context, memberId: string): Promise<number> {
  const [row] = await context.sql(
    (sql) => `select count(*)::int from ${sql.table('notifications')} n
      where n.tenant_id = ${sql.tenant} and n.member_id = ${sql.value(memberId)}::uuid and n.in_app and n.read_at is null`,
  )
  return (row?.[0] ?? 0) as number
}

function toNotification(row: readonly unknown[]): StoredNotification {
  const [id, memberId, kind, entity, recordId, activityId, commentId, byMemberId, at, readAt] = row
  return {
    id: id as string,
    memberId: memberId as string,
    kind: kind as NotificationKind,
    entity: entity as string,
    recordId: recordId as string,
    activityId: activityId as string | null,
    commentId: commentId as string | null,
    byMemberId: byMemberId as string | null,
    at: at as string,
    readAt: readAt as string | null,
  }
}
