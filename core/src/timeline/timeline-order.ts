import { isDateTime } from '../base/validator.ts'
import { errors } from './errors.ts'
import type { TimelineEntry, TimelinePosition } from './timeline-source.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const FRACTION = /\.(\d+)/
const EPOCH_DIGITS = 20

/** Newest first; of one moment, the greater id first, as PostgreSQL orders UUIDs. */
export function byNewest(one: TimelinePosition, other: TimelinePosition): number {
  const [a, b] = [sortKey(one), sortKey(other)]
  return a === b ? 0 : a > b ? -1 : 1
}

/** Texts that sort as `(at, id)` does. A timestamp itself does not: PostgreSQL leaves zeros at the end of the fraction out. */
function sortKey({ at, id }: TimelinePosition): string {
  const wholeSeconds = Math.floor(Date.parse(at) / 1_000)
  const microseconds = (FRACTION.exec(at)?.[1] ?? '').slice(0, 6).padEnd(6, '0')
  // Times before 1970 are negative; the offset makes all of them sort as text.
  const seconds = String(wholeSeconds + 10 ** 14).padStart(EPOCH_DIGITS, '0')
  return `${seconds}.${microseconds} ${id}`
}

export function encodeCursor({ at, id }: TimelinePosition): string {
  return Buffer.from(`${at} ${id}`).toString('base64url')
}

export function decodeCursor(cursor: string): TimelinePosition {
  const [at = '', id = '', ...more] = Buffer.from(cursor, 'base64url').toString().split(' ')
  if (more.length > 0 || !isDateTime(at) || !UUID.test(id)) throw errors.CURSOR_INVALID()
  return { at, id }
}

/** A source whose entries are out of order, or before their page, would make pages repeat or leave out: told to its author at once. */
export function assertOrdered(
  source: string,
  entries: readonly TimelineEntry[],
  before: TimelinePosition | undefined,
): void {
  let last = before
  for (const entry of entries) {
    if (!UUID.test(entry.id) || (last && byNewest(last, entry) >= 0))
      throw errors.TIMELINE_DISORDERED({ source, kind: entry.kind, id: entry.id })
    last = entry
  }
}
