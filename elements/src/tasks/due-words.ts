import { addDays, type PlainDay, weekdayOf } from './plain-day.ts'

/** What a typed line says: the words of the task, and when it is due. */
export interface TypedTask {
  readonly subject: string
  readonly day: PlainDay | undefined
  /** `15:00`; undefined: the whole day. */
  readonly time: string | undefined
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const SHORT = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const NUMBERS = ['a', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

const WEEKDAY = `(${[...DAYS, ...SHORT].join('|')})`
const COUNT = `(\\d{1,3}|an?|${NUMBERS.join('|')})`

/** At the end of the line or before a time: "Friday report" is a subject, "report Friday" is due. */
const TIME = /\s+(?:at\s+)?(?:(\d{1,2})(?::(\d{2}))?\s*(am|pm)|(\d{1,2}):(\d{2})|(noon|midnight))$/i
const DUE: readonly (readonly [
  RegExp,
  (match: RegExpExecArray, today: PlainDay) => PlainDay | undefined,
])[] = [
  [
    /^(?:due\s+|on\s+)?(\d{4}-\d{2}-\d{2})$/i,
    ([, day = '']) => (isDay(day) ? (day as PlainDay) : undefined),
  ],
  [/^(?:due\s+)?today$|^tonight$/i, (_, today) => today],
  [/^(?:due\s+)?(?:tomorrow|tmrw)$/i, (_, today) => addDays(today, 1)],
  [/^(?:due\s+)?day after tomorrow$/i, (_, today) => addDays(today, 2)],
  [/^(?:due\s+)?next week$/i, (_, today) => nextWeekday(today, 1)],
  [/^(?:due\s+)?next month$/i, (_, today) => firstOfNextMonth(today)],
  [
    new RegExp(`^(?:due\\s+)?(?:on\\s+|this\\s+)?${WEEKDAY}$`, 'i'),
    ([, name = ''], today) => nextWeekday(today, dayNumber(name)),
  ],
  [
    // Of the week after this one: what people mean by it on most days.
    new RegExp(`^(?:due\\s+)?next\\s+${WEEKDAY}$`, 'i'),
    ([, name = ''], today) => inNextWeek(today, dayNumber(name)),
  ],
  [
    new RegExp(`^(?:due\\s+)?in\\s+${COUNT}\\s+(day|week)s?$`, 'i'),
    ([, count = '', unit = ''], today) =>
      addDays(today, numberOf(count) * (unit.toLowerCase() === 'week' ? 7 : 1)),
  ],
]
/** The longest of the phrases above has so many words. */
const MOST_WORDS = 4

/** Reads "Call Ada tomorrow at 3pm". English words only: other languages have the date field beside it. */
export function readTask(line: string, today: PlainDay): TypedTask {
  const text = line.trim().replace(/\s+/g, ' ')
  const timed = TIME.exec(text)
  const time = timed ? timeOf(timed) : undefined
  const rest = time === undefined ? text : text.slice(0, timed?.index)
  const found = dayAtEnd(rest, today)
  if (found && time !== undefined) return { ...found, time }
  if (found) {
    // The time may stand before the day: "at 3pm tomorrow".
    const early = TIME.exec(found.subject)
    const earlyTime = early ? timeOf(early) : undefined
    const subject = earlyTime === undefined ? found.subject : found.subject.slice(0, early?.index)
    return { subject, day: found.day, time: earlyTime }
  }
  if (time !== undefined && rest !== '') return { subject: rest, day: today, time }
  return { subject: text, day: undefined, time: undefined }
}

function dayAtEnd(text: string, today: PlainDay): { subject: string; day: PlainDay } | undefined {
  const words = text.split(' ')
  for (let count = Math.min(MOST_WORDS, words.length - 1); count > 0; count--) {
    const phrase = words.slice(-count).join(' ')
    for (const [pattern, dayOf] of DUE) {
      const match = pattern.exec(phrase)
      const day = match && dayOf(match, today)
      if (day) return { subject: words.slice(0, -count).join(' '), day }
    }
  }
  return undefined
}

function timeOf([, h12, m12, half, h24, m24, word]: RegExpExecArray): string | undefined {
  if (word) return word.toLowerCase() === 'noon' ? '12:00' : '00:00'
  const hour = Number(h12 ?? h24)
  const minute = Number(m12 ?? m24 ?? 0)
  if (minute > 59 || hour > (half ? 12 : 23) || (half && hour === 0)) return undefined
  const full = half ? (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : hour
  return `${String(full).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** The next one after today: on a Friday "friday" is in a week. */
function nextWeekday(today: PlainDay, weekday: number): PlainDay {
  return addDays(today, ((weekday - weekdayOf(today) + 6) % 7) + 1)
}

function inNextWeek(today: PlainDay, weekday: number): PlainDay {
  const monday = nextWeekday(today, 1)
  return addDays(monday, (weekday + 6) % 7)
}

function firstOfNextMonth(today: PlainDay): PlainDay {
  const [year = 0, month = 1] = today.split('-').map(Number)
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10) as PlainDay
}

function dayNumber(name: string): number {
  const short = name.slice(0, 3).toLowerCase()
  return SHORT.indexOf(short)
}

function numberOf(word: string): number {
  const number = Number(word)
  if (!Number.isNaN(number)) return number
  return Math.max(1, NUMBERS.indexOf(word.toLowerCase()))
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
