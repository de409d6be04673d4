import type { About, Context } from '../context.ts'
import { afterPlace, type Place } from '../place.ts'

/** What somebody wrote about a record. Whoever may read the record reads it. */
export interface Comment extends About {
  readonly id: string
  readonly body: string
  readonly author: { readonly kind: string; readonly id: string; readonly name?: string }
  /** The author's member. */
  readonly memberId: string | null
  readonly createdAt: string
  readonly editedAt: string | null
}

export const COMMENT_COLUMNS =
  'c.id, c.entity, c.record_id, c.body, c.author, c.member_id, c.created_at, c.edited_at'

export function toComment(row: readonly unknown[]): Comment {
  const [id, entity, recordId, body, author, memberId, createdAt, editedAt] = row
  return {
    id: id as string,
    entity: entity as string,
    recordId: recordId as string,
    body: body as string,
    author: author as Comment['author'],
    memberId: memberId as string | null,
    createdAt: createdAt as string,
    editedAt: editedAt as string | null,
  }
}

/** Whoever asks for one by its id has yet to prove that they may read its record. */
export async function findComment(context: Context, id: string): Promise<Comment | undefined> {
  return (await findComments(context, [id])).get(id)
}

/** The same for those there are of several. */
export async function findComments(
  context: Context,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Comment>> {
  if (ids.length === 0) return new Map()
  const rows = await context.sql(
    (sql) => `select ${COMMENT_COLUMNS} from ${sql.table('comments')} c
      where c.tenant_id = ${sql.tenant} and c.id = any (${sql.value(ids)}::uuid[])`,
  )
  return new Map(rows.map(toComment).map((comment) => [comment.id, comment]))
}

export interface CommentPage {
  readonly limit: number
  readonly before?: Place | undefined
}

/** Comments of one record, newest first. */
export async function commentsOf(
  context: Context,
  { entity, recordId }: About,
  { limit, before }: CommentPage,
): Promise<Comment[]> {
  const rows = await context.sql(
    (sql) => `select ${COMMENT_COLUMNS} from ${sql.table('comments')} c
      where c.tenant_id = ${sql.tenant} and c.entity = ${sql.value(entity)} and c.record_id = ${sql.value(recordId)}::uuid ${afterPlace(sql, 'c', before)}
      order by c.created_at desc, c.id desc limit ${sql.value(limit)}::int`,
  )
  return rows.map(toComment)
}
