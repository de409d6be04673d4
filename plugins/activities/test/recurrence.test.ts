import { expect, test } from '@jest/globals'

import { nextOccurrence, normalizeRule } from '../src/activity/recurrence.ts'

const zone = 'America/New_York'

/** The next dates of a series that begins at `start`, in the words of the zone's own clock. */
function dates(rule: string, start: string, count: number, at = zone): string[] {
  const found = [start]
  let after = Date.parse(start)
  for (let occurrence = 2; found.length < count; occurrence++) {
    const next = nextOccurrence({ rule, zone: at, start, after, occurrence })
    if (next === undefined) break
    found.push(next)
    after = Date.parse(next)
  }
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: at,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  return found.map((moment) => format.format(new Date(moment)))
}

test.each([
  // Examples of RFC 5545 §3.8.5.3, all from 2 September 1997, 09:00 in New York.
  ['FREQ=DAILY;COUNT=3', ['1997-09-02', '1997-09-03', '1997-09-04']],
  ['FREQ=DAILY;INTERVAL=10', ['1997-09-02', '1997-09-12', '1997-09-22', '1997-10-02']],
  [
    'FREQ=WEEKLY;INTERVAL=2;WKST=SU',
    ['1997-09-02', '1997-09-16', '1997-09-30', '1997-10-14', '1997-10-28', '1997-11-11'],
  ],
  [
    'FREQ=WEEKLY;UNTIL=19970916T130000Z;WKST=SU;BYDAY=TU,TH',
    ['1997-09-02', '1997-09-04', '1997-09-09', '1997-09-11', '1997-09-16'],
  ],
  ['FREQ=MONTHLY;BYMONTHDAY=-3', ['1997-09-02', '1997-09-28', '1997-10-29', '1997-11-28']],
  [
    'FREQ=MONTHLY;INTERVAL=18;BYMONTHDAY=10,11,12',
    ['1997-09-02', '1997-09-10', '1997-09-11', '1997-09-12', '1999-03-10'],
  ],
  [
    'FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200',
    ['1997-09-02', '2000-01-01', '2000-04-09', '2000-07-18', '2003-01-01'],
  ],
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', ['1997-09-02', '1998-02-13', '1998-03-13', '1998-11-13']],
  [
    'FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3',
    ['1997-09-02', '1997-09-04', '1997-10-07', '1997-11-06'],
  ],
  [
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
    ['1997-09-02', '1997-09-29', '1997-10-30', '1997-11-27'],
  ],
])('%s comes on the days of the standard', (rule, days) => {
  const found = dates(rule, '1997-09-02T09:00:00-04:00', days.length)
  expect(found).toEqual(days.map((day) => `${day} 09:00`))
})

test('nine o’clock stays nine o’clock when the clocks change', () => {
  const berlin = 'Europe/Berlin'
  expect(dates('FREQ=DAILY', '2027-03-27T09:00:00+01:00', 3, berlin)).toEqual([
    '2027-03-27 09:00',
    '2027-03-28 09:00',
    '2027-03-29 09:00',
  ])
  expect(dates('FREQ=WEEKLY;BYDAY=SU', '2027-10-24T09:00:00+02:00', 2, berlin)).toEqual([
    '2027-10-24 09:00',
    '2027-10-31 09:00',
  ])
})

test('on the day without half past two it comes at half past three; where there are two, once', () => {
  const berlin = 'Europe/Berlin'
  expect(dates('FREQ=DAILY', '2027-03-27T02:30:00+01:00', 3, berlin)).toEqual([
    '2027-03-27 02:30',
    '2027-03-28 03:30',
    '2027-03-29 02:30',
  ])
  expect(dates('FREQ=DAILY', '2027-10-30T02:30:00+02:00', 3, berlin)).toEqual([
    '2027-10-30 02:30',
    '2027-10-31 02:30',
    '2027-11-01 02:30',
  ])
})

test('a series ends with its count, and with the day or the moment it lasts until', () => {
  const start = '2027-01-01T09:00:00-05:00'
  expect(dates('FREQ=DAILY;COUNT=2', start, 9)).toHaveLength(2)
  expect(dates('FREQ=DAILY;UNTIL=20270103', start, 9)).toHaveLength(3)
  expect(dates('FREQ=DAILY;UNTIL=20270103T140000Z', start, 9)).toHaveLength(3)
  expect(dates('FREQ=DAILY;UNTIL=20270103T135959Z', start, 9)).toHaveLength(2)
})

test.each([
  ['every monday', 'is not known'],
  ['', 'is not known'],
  ['INTERVAL=2', 'FREQ is missing'],
  ['FREQ=SECONDLY', 'has no meaning'],
  ['FREQ=HOURLY', 'has no meaning'],
  ['FREQ=DAILY;BYHOUR=9', 'BYHOUR is not known'],
  ['FREQ=DAILY;INTERVAL=0', 'has no meaning'],
  ['FREQ=DAILY;COUNT=2;UNTIL=20270101', 'exclude each other'],
  ['FREQ=DAILY;FREQ=WEEKLY', 'given twice'],
  ['FREQ=YEARLY;BYMONTH=13', 'has no meaning'],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'no day fits it'],
  ['FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2', 'no day fits it'],
  ['FREQ=WEEKLY;BYDAY=XX', 'has no meaning'],
  ['FREQ=DAILY\nDTSTART:20200101', 'has no meaning'],
])('the rule %j is refused: %s', (rule, reason) => {
  expect(() => normalizeRule(rule, '2027-01-01T09:00:00-05:00', zone)).toThrow(
    expect.objectContaining({
      code: 'ACTIVITY_RECURRENCE_INVALID',
      message: expect.stringContaining(reason),
    }),
  )
})

test('a rule is kept in capitals and without its name', () => {
  const start = '2027-01-01T09:00:00-05:00'
  expect(normalizeRule(' rrule:freq=weekly;byday=mo,we; ', start, zone)).toBe(
    'FREQ=WEEKLY;BYDAY=MO,WE',
  )
})
