import { isTimeZone } from '../activity/zoned-time.ts'
import type { Context } from '../context.ts'
import { errors } from '../errors.ts'
import { type Channels, DEFAULT_CHANNELS, KINDS, type NotificationKind } from './kinds.ts'

/** What a member has chosen, defaults filled in. */
export interface Preferences {
  readonly timeZone: string
  /** Follows what one comments on and is mentioned in. */
  readonly autoFollow: boolean
  readonly kinds: Readonly<Record<NotificationKind, Channels>>
}

/** What is stored: only what was chosen, so that a default of tomorrow reaches those who chose nothing. */
export interface ChosenPreferences {
  readonly timeZone?: string | null
  readonly autoFollow?: boolean | null
  readonly kinds?: Readonly<Partial<Record<NotificationKind, Partial<Channels>>>>
}

export async function preferencesOf(context: Context, memberId: string): Promise<Preferences> {
  return withDefaults(context, await chosenBy(context, memberId))
}

/** Merges what is given into what was chosen before; null goes back to the default. */
export async function changePreferences(
  context: Context,
  memberId: string,
  change: ChosenPreferences,
): Promise<Preferences> {
  const { timeZone } = change
  if (timeZone && !isTimeZone(timeZone)) {
    const fault = { path: '/timeZone', code: 'timeZone', message: 'is no IANA time zone' }
    throw errors.NOTIFICATION_TIME_ZONE_UNKNOWN({ zone: timeZone }, { faults: [fault] })
  }
  return context.transaction(async () => {
    const before = await chosenBy(context, memberId)
    const chosen = { ...before, ...change, kinds: mergedKinds(before, change) }
    await context.sql(
      (sql) => `insert into ${sql.table('notification_preferences')} (tenant_id, member_id, chosen)
        values (${sql.tenant}, ${sql.value(memberId)}::uuid, ${sql.value(JSON.stringify(chosen))}::json)
        on conflict (tenant_id, member_id) do update set chosen = excluded.chosen`,
    )
    return withDefaults(context, chosen)
  })
}

/** The zone a member's days are in; without a member, that of the tenant. */
export async function zoneOf(context: Context, memberId: string | null): Promise<string> {
  return memberId === null ? tenantZone(context) : (await preferencesOf(context, memberId)).timeZone
}

async function chosenBy(context: Context, memberId: string): Promise<ChosenPreferences> {
  const [row] = await context.sql(
    (sql) => `select p.chosen from ${sql.table('notification_preferences')} p
      where p.tenant_id = ${sql.tenant} and p.member_id = ${sql.value(memberId)}::uuid`,
  )
  return row?.[0] ?? {}
}

function withDefaults(context: Context, chosen: ChosenPreferences): Preferences {
  const channels = KINDS.map((kind): [NotificationKind, Channels] => [
    kind,
    { ...DEFAULT_CHANNELS[kind], ...chosen.kinds?.[kind] },
  ])
  return {
    timeZone: chosen.timeZone ?? tenantZone(context),
    autoFollow: chosen.autoFollow ?? true,
    kinds: Object.fromEntries(channels) as Preferences['kinds'],
  }
}

function mergedKinds(
  before: ChosenPreferences,
  change: ChosenPreferences,
): NonNullable<ChosenPreferences['kinds']> {
  const touched = KINDS.filter((kind) => before.kinds?.[kind] ?? change.kinds?.[kind])
  return Object.fromEntries(
    touched.map((kind) => [kind, { ...before.kinds?.[kind], ...change.kinds?.[kind] }]),
  )
}

/** An admin may have set what this machine does not know. */
function tenantZone({ settings }: Context): string {
  return isTimeZone(settings.timeZone) ? settings.timeZone : 'UTC'
}
