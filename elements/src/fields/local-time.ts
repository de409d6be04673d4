/** An instant as `datetime-local` takes it, in a time zone: `2026-11-20T09:30`. */
export function toLocalTime(instant: string, timeZone: string | undefined): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return ''
  const { year, month, day, hour, minute } = partsOf(date, timeZone)
  return `${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}`
}

/** The instant that a zone's clocks show; of two, when clocks are set back, the first. */
export function fromLocalTime(local: string, timeZone: string | undefined): string | undefined {
  const asUtc = Date.parse(`${local}Z`)
  if (Number.isNaN(asUtc)) return undefined
  // A zone's offset depends on the instant sought: the second look settles what the first guessed a change too far.
  let instant = asUtc
  for (let look = 0; look < 2; look++) instant = asUtc - offsetOf(instant, timeZone)
  return new Date(instant).toISOString()
}

/** `GMT+1`, for whoever does not know which clock is meant. */
export function zoneName(timeZone: string | undefined, locale: string): string {
  return (
    new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
      .formatToParts(new Date())
      .find(({ type }) => type === 'timeZoneName')?.value ?? ''
  )
}

/** Milliseconds a zone's clocks are ahead of UTC at an instant. */
function offsetOf(instant: number, timeZone: string | undefined): number {
  const { year, month, day, hour, minute, second } = partsOf(new Date(instant), timeZone)
  const shown = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second)
  return shown - Math.floor(instant / 1_000) * 1_000
}

function partsOf(
  date: Date,
  timeZone: string | undefined,
): Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string> {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    numberingSystem: 'latn',
    // `h23`, because `hour12: false` shows midnight as 24.
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(date)
  return Object.fromEntries(parts.map(({ type, value }) => [type, value])) as ReturnType<
    typeof partsOf
  >
}
