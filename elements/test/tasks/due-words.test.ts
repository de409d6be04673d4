import { expect } from '@open-wc/testing'

import { readTask } from '../../src/tasks/due-words.ts'
import { instantOf, timeIn } from '../../src/tasks/plain-day.ts'
import { groupOf } from '../../src/tasks/task-groups.ts'

/** A Friday. */
const TODAY = '2026-11-20'

const CASES: readonly (readonly [line: string, subject: string, day?: string, time?: string])[] = [
  ['Call Ada', 'Call Ada'],
  ['Call Ada today', 'Call Ada', '2026-11-20'],
  ['Call Ada tomorrow', 'Call Ada', '2026-11-21'],
  ['Call Ada Tomorrow at 3pm', 'Call Ada', '2026-11-21', '15:00'],
  ['Call Ada at 3pm tomorrow', 'Call Ada', '2026-11-21', '15:00'],
  ['Call Ada day after tomorrow', 'Call Ada', '2026-11-22'],
  ['Report monday', 'Report', '2026-11-23'],
  ['Report on friday', 'Report', '2026-11-27'],
  ['Report next monday', 'Report', '2026-11-23'],
  ['Report next friday', 'Report', '2026-11-27'],
  ['Report next sunday', 'Report', '2026-11-29'],
  ['Report next week', 'Report', '2026-11-23'],
  ['Report next month', 'Report', '2026-12-01'],
  ['Report in 3 days', 'Report', '2026-11-23'],
  ['Report in two weeks', 'Report', '2026-12-04'],
  ['Report in a week 9:30', 'Report', '2026-11-27', '09:30'],
  ['Report 2026-12-24', 'Report', '2026-12-24'],
  ['Report 2026-02-30', 'Report 2026-02-30'],
  ['Lunch at noon', 'Lunch', '2026-11-20', '12:00'],
  ['Read chapter 12', 'Read chapter 12'],
  ['Read 25:00', 'Read 25:00'],
  ['Friday report', 'Friday report'],
  ['today', 'today'],
  ['tomorrow at 3pm', 'tomorrow', '2026-11-20', '15:00'],
  ['', ''],
]

for (const [line, subject, day, time] of CASES) {
  test(`"${line}" is "${subject}" ${day ?? 'without a day'} ${time ?? ''}`, () => {
    expect(readTask(line, TODAY)).to.deep.equal({ subject, day, time })
  })
}

test('nine stays nine when the clocks change', () => {
  // Berlin sets its clocks back on 25 October 2026.
  for (const day of ['2026-10-24', '2026-10-26'] as const) {
    const at = instantOf(day, '09:00', 'Europe/Berlin')
    expect(timeIn(at, 'Europe/Berlin')).to.equal('09:00')
  }
  expect(instantOf('2026-10-26', '09:00', 'Europe/Berlin')).to.equal('2026-10-26T08:00:00.000Z')
})

test('the reader’s zone says what is today', () => {
  const task = { id: '1', status: 'open', dueAt: '2026-11-20T23:30:00Z', allDay: false }
  const now = Date.parse('2026-11-20T12:00:00Z')
  expect(groupOf(task, now, 'UTC')).to.equal('today')
  expect(groupOf(task, now, 'Asia/Tokyo')).to.equal('upcoming')
  expect(groupOf(task, Date.parse('2026-11-20T23:45:00Z'), 'UTC')).to.equal('overdue')
  const day = { ...task, allDay: true, dueOn: '2026-11-20', dueAt: '2026-11-20T00:00:00Z' }
  expect(groupOf(day, now, 'UTC')).to.equal('today')
  expect(groupOf({ ...task, dueAt: null }, now, 'UTC')).to.equal('undated')
})
