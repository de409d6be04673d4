import type { About, Context } from '../context.ts'

export type FollowReason = 'chosen' | 'commented' | 'mentioned'

export interface Follower {
  readonly memberId: string
  /** `owner`: follows because the record is theirs. */
  readonly reason: FollowReason | 'owner'
  readonly since: string | null
}

/** Follows, unless the member has stopped following: whoever leaves is not brought back by a comment. */
export async function follow(
  context: Context,
  { entity, recordId }: About,
  memberId: string,
  reason: FollowReason,
): Promise<void> {
  const again =
    reason === 'chosen' ? 'do update set following = true, reason = excluded.reason' : 'do nothing'
  await context.sql(
    (
      sql,
    ) => `insert into ${sql.table('followers')} (tenant_id, entity, record_id, member_id, following, reason)
      values (${sql.tenant}, ${sql.value(entity)}, ${sql.value(recordId)}::uuid, ${sql.value(memberId)}::uuid, true, ${sql.value(reason)})
      on conflict (tenant_id, entity, record_id, member_id) ${again}`,
  )
}

export async function unfollow(
  context: Context,
  { entity, recordId }: About,
  memberId: string,
): Promise<void> {
  await context.sql(
    (
      sql,
    ) => `insert into ${sql.table('followers')} (tenant_id, entity, record_id, member_id, following, reason)
      values (${sql.tenant}, ${sql.value(entity)}, ${sql.value(recordId)}::uuid, ${sql.value(memberId)}::uuid, false, 'chosen')
      on conflict (tenant_id, entity, record_id, member_id) do update set following = false`,
  )
}

/** Who follows a record: whoever chose to, commented or was mentioned, and its owner; less those who stopped. */
export async function listFollowers(context: Context, about: About): Promise<Follower[]> {
  const { entity, recordId } = about
  const rows = await context.sql(
    (sql) => `select f.member_id, f.reason, f.since, f.following from ${sql.table('followers')} f
      where f.tenant_id = ${sql.tenant} and f.entity = ${sql.value(entity)} and f.record_id = ${sql.value(recordId)}::uuid
      order by f.since, f.member_id`,
  )
  const owner = await ownerOf(context, about)
  const isKnown = rows.some(([memberId]) => memberId === owner)
  const chosen = rows
    .filter(([, , , following]) => following === true)
    .map(([memberId, reason, since]) => ({
      memberId: memberId as string,
      reason: reason as FollowReason,
      since: since as string,
    }))
  return owner === null || isKnown
    ? chosen
    : [{ memberId: owner, reason: 'owner', since: null }, ...chosen]
}

export async function followersOf(context: Context, about: About): Promise<string[]> {
  return (await listFollowers(context, about)).map(({ memberId }) => memberId)
}

async function ownerOf(context: Context, { entity, recordId }: About): Promise<string | null> {
  if (!context.entity(entity)?.owned) return null
  const [row] = await context.sql(
    (sql) => `select r.owner_id from ${sql.table(entity)} r
      where r.tenant_id = ${sql.tenant} and r.id = ${sql.value(recordId)}::uuid`,
  )
  return (row?.[0] ?? null) as string | null
}
