/**
 * Places of cards in a column, as text that sorts: nine digits of base 36 that count milliseconds, and a fraction where two of them
 * leave no room. Digits and lower-case letters alone, because those sort alike in every collation.
 */
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'
const WIDTH = 9
/** One second apart: a card put before all others leaves room for ten more between, before fractions begin. */
const STEP = 1_000

/** Fractions of three digits, the last of which is no zero. */
const SLOTS = 36 * 36 * 35

/** Longer ones come of a thousand cards put into one gap; the column is then numbered anew. */
export const LONGEST_POSITION = 60

/** A place behind all cards that were made before; cards made in the same millisecond by different writes lie in any order. */
export function newPosition(nowMs = Date.now()): string {
  return newPositions(1, nowMs)[0] ?? whole(nowMs)
}

/** Places in order, all of one millisecond: cards made a millisecond later lie behind them, however many there are. */
export function newPositions(count: number, nowMs = Date.now()): string[] {
  return Array.from({ length: count }, (_, index) => {
    const slot = Math.floor(((index + Math.random()) * SLOTS) / count)
    const digits = [Math.floor(slot / (36 * 35)), Math.floor(slot / 35) % 36, (slot % 35) + 1]
    return whole(nowMs) + digits.map((digit) => DIGITS[digit]).join('')
  })
}

/** So many places, in order, between two of them; undefined stands for the beginning or the end of the column. */
export function positionsBetween(
  after: string | undefined,
  before: string | undefined,
  count: number,
): string[] {
  if (count === 0) return []
  if (before === undefined) {
    const places: string[] = []
    for (let last = after; places.length < count; places.push(last)) last = between(last, undefined)
    return places
  }
  if (after === undefined) {
    const places: string[] = []
    for (let first = before; places.length < count; places.unshift(first))
      first = between(undefined, first)
    return places
  }
  // Halving keeps them as short as they can be.
  const middle = between(after, before)
  const left = (count - 1) >> 1
  return [
    ...positionsBetween(after, middle, left),
    middle,
    ...positionsBetween(middle, before, count - 1 - left),
  ]
}

function between(after: string | undefined, before: string | undefined): string {
  if (after === undefined && before === undefined) return newPosition()
  if (before === undefined) {
    const now = newPosition()
    return after === undefined || now > after ? now : whole(wholeOf(after) + STEP)
  }
  if (after === undefined) {
    const first = wholeOf(before)
    return first > STEP ? whole(first - STEP) : fraction(whole(0), before)
  }
  const [low, high] = [wholeOf(after), wholeOf(before)]
  return high - low >= 2 ? whole(low + Math.floor((high - low) / 2)) : fraction(after, before)
}

/** Both begin with the same nine digits, or with neighbours: the room is behind them. */
function fraction(after: string, before: string): string {
  const head = after.slice(0, WIDTH)
  const end = before.startsWith(head) ? before.slice(WIDTH) : undefined
  return head + midpoint(after.slice(WIDTH), end)
}

/** A fraction between two, none of which ends with a zero; `undefined` is one. */
function midpoint(low: string, high: string | undefined): string {
  if (high !== undefined) {
    let shared = 0
    while (shared < high.length && (low[shared] ?? '0') === high[shared]) shared++
    if (shared > 0) return high.slice(0, shared) + midpoint(low.slice(shared), high.slice(shared))
  }
  const from = low === '' ? 0 : DIGITS.indexOf(low[0] ?? '0')
  const to = high === undefined ? DIGITS.length : DIGITS.indexOf(high[0] ?? '0')
  if (to - from > 1) return DIGITS[Math.round((from + to) / 2)] ?? ''
  if (high !== undefined && high.length > 1) return high[0] ?? ''
  return (DIGITS[from] ?? '') + midpoint(low.slice(1), undefined)
}

/** A place for each of a column that is numbered anew. */
export function evenPositions(count: number, nowMs = Date.now()): string[] {
  return Array.from({ length: count }, (_, index) => whole(nowMs - (count - index) * STEP))
}

function whole(value: number): string {
  return Math.floor(value).toString(36).padStart(WIDTH, '0')
}

function wholeOf(position: string): number {
  return Number.parseInt(position.slice(0, WIDTH), 36)
}
