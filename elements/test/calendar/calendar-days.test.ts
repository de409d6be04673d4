import { expect } from '@open-wc/testing'

import { addMonths, firstWeekday, weekOf, weeksOfMonth } from '../../src/calendar/calendar-days.ts'
import { columnsOf, entryOf, patchToMove } from '../../src/calendar/calendar-entry.ts'

test('weeks begin where the locale begins them', () => {
  expect(firstWeekday('de')).to.equal(1)
  expect(firstWeekday('en-US')).to.equal(0)
  expect(firstWeekday('ar-EG')).to.equal(6)
  expect(weekOf('2026-11-20', 1)[0]).to.equal('2026-11-16')
  expect(weekOf('2026-11-20', 0)[0]).to.equal('2026-11-15')
})

test('a month has all its days, each once, in whole weeks', () => {
  for (const month of ['2026-02', '2026-11', '2028-02', '2026-08'] as const) {
    const days = weeksOfMonth(`${month}-10` as never, 1).flat()
    const own = days.filter((day) => day.startsWith(month))
    expect(own).to.have.length(
      new Date(Date.UTC(2026, Number(month.slice(5)), 0)).getUTCDate() +
        (month === '2028-02' ? 1 : 0),
    )
    expect(days.length % 7).to.equal(0)
    expect(new Set(days).size).to.equal(days.length)
  }
})

test('a month on from the 31st is the last day of a shorter one', () => {
  expect(addMonths('2026-01-31', 1)).to.equal('2026-02-28')
  expect(addMonths('2026-12-15', 1)).to.equal('2027-01-15')
  expect(addMonths('2026-01-15', -1)).to.equal('2025-12-15')
})

test('an entry moved over a change of clocks keeps its time and its length', () => {
  const record = {
    id: '1',
    kind: 'meeting',
    status: 'open',
    dueAt: '2026-10-24T07:00:00Z',
    endAt: '2026-10-24T08:30:00Z',
    allDay: false,
  }
  const entry = entryOf(record, 'Europe/Berlin')!
  expect(entry.time).to.equal('09:00')
  expect(entry.minutes).to.equal(90)
  const patch = patchToMove(entry, '2026-10-26', undefined, 'Europe/Berlin')
  expect(patch['dueAt']).to.equal('2026-10-26T08:00:00.000Z')
  expect(patch['endAt']).to.equal('2026-10-26T09:30:00.000Z')
})

test('a whole day is the same day wherever one is', () => {
  const record = {
    id: '1',
    kind: 'task',
    status: 'open',
    dueAt: '2026-11-19T15:00:00Z',
    dueOn: '2026-11-20',
    allDay: true,
    timeZone: 'Asia/Tokyo',
  }
  for (const zone of ['UTC', 'Asia/Tokyo', 'America/Los_Angeles'])
    expect(entryOf(record, zone)!.day).to.equal('2026-11-20')
  const patch = patchToMove(entryOf(record, 'UTC')!, '2026-11-21', undefined, 'UTC')
  expect(patch).to.deep.equal({
    dueAt: '2026-11-20T15:00:00.000Z',
    timeZone: 'Asia/Tokyo',
    allDay: true,
  })
})

test('what overlaps stands side by side', () => {
  const at = (id: string, from: string, minutes: number) =>
    entryOf(
      {
        id,
        kind: 'meeting',
        status: 'open',
        allDay: false,
        dueAt: `2026-11-20T${from}:00Z`,
        endAt: new Date(Date.parse(`2026-11-20T${from}:00Z`) + minutes * 60_000).toISOString(),
      },
      'UTC',
    )!
  const places = columnsOf([
    at('a', '09:00', 60),
    at('b', '09:30', 60),
    at('c', '10:00', 30),
    at('d', '12:00', 30),
  ])
  expect(places.get('a')).to.deep.equal({ column: 0, of: 2 })
  expect(places.get('b')).to.deep.equal({ column: 1, of: 2 })
  expect(places.get('c')).to.deep.equal({ column: 0, of: 2 })
  expect(places.get('d')).to.deep.equal({ column: 0, of: 1 })
})
