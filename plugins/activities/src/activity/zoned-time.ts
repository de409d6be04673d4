import { DateTime, Duration, IANAZone } from 'luxon'

export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name)
}

/** Both texts name one moment, however they are written; null is only null. */
export function isSameMoment(
  one: string | null | undefined,
  other: string | null | undefined,
): boolean {
  if (one == null || other == null) return (one ?? null) === (other ?? null)
  return Date.parse(one) === Date.parse(other)
}

export function inZone(moment: string | number, zone: string): DateTime {
  return typeof moment === 'number'
    ? DateTime.fromMillis(moment, { zone })
    : DateTime.fromISO(moment, { zone })
}

/**
 * The moment a clock in the zone shows this. Of an hour that comes twice the first; an hour that is left out counts as if the clocks had
 * not been put forward (RFC 5545 §3.3.5).
 */
export function atLocalTime(local: DateTime, zone: string): DateTime {
  const { year, month, day, hour, minute, second, millisecond } = local
  const found = DateTime.fromObject(
    { year, month, day, hour, minute, second, millisecond },
    { zone },
  )
  const [first = found] = found
    .getPossibleOffsets()
    .sort((one, other) => one.toMillis() - other.toMillis())
  return first
}

/** What the clock on the wall shows stays; the moment moves with the zone. */
export function sameClock(moment: string, from: string, to: string): string {
  return text(atLocalTime(inZone(moment, from), to))
}

export function startOfDay(moment: string, zone: string): string {
  return text(inZone(moment, zone).startOf('day'))
}

/** `2026-11-20`, as the calendar of the zone has it. */
export function dayOf(moment: string | number, zone: string): string {
  return inZone(moment, zone).toISODate() ?? ''
}

/** Days and weeks of the calendar, hours and minutes of the clock (RFC 5545 §3.3.6). */
export function earlier(moment: string, duration: string, zone: string): string {
  return text(inZone(moment, zone).minus(Duration.fromISO(duration)))
}

/** As far from `to` as `moment` is from `from`: in whole days and what is left of one, so that nine stays nine. */
export function shifted(
  moment: string,
  { from, to, zone }: { from: string; to: string; zone: string },
): string {
  const distance = inZone(moment, zone).diff(inZone(from, zone), ['days', 'milliseconds'])
  return text(inZone(to, zone).plus(distance))
}

export function text(moment: DateTime): string {
  return moment.toUTC().toISO() ?? ''
}
