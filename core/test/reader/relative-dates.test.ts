import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { momentIn, parseSpan } from '../../src/entities/reader/relative-span.ts'
import { ACME, contextOf, createWorld, id, NOW, OTHER, type World } from './reader-world.ts'

function span(words: string, now: string, zone = 'utc'): [string | null, string | null] {
  const found = parseSpan(words)?.(momentIn(zone, Date.parse(now)))
  if (!found) throw new Error(`"${words}" names no span.`)
  return [
    found.from.toISO({ suppressMilliseconds: true }),
    found.to.toISO({ suppressMilliseconds: true }),
  ]
}

// A Friday.
const friday = '2026-11-20T10:00:00Z'

test.each([
  ['today', '2026-11-20', '2026-11-21'],
  ['yesterday', '2026-11-19', '2026-11-20'],
  ['tomorrow', '2026-11-21', '2026-11-22'],
  ['this week', '2026-11-16', '2026-11-23'],
  ['last week', '2026-11-09', '2026-11-16'],
  ['next week', '2026-11-23', '2026-11-30'],
  ['this month', '2026-11-01', '2026-12-01'],
  ['last month', '2026-10-01', '2026-11-01'],
  ['next month', '2026-12-01', '2027-01-01'],
  ['this quarter', '2026-10-01', '2027-01-01'],
  ['last quarter', '2026-07-01', '2026-10-01'],
  ['next year', '2027-01-01', '2028-01-01'],
  ['last 1 day', '2026-11-20', '2026-11-21'],
  ['last 7 days', '2026-11-14', '2026-11-21'],
  ['next 7 days', '2026-11-20', '2026-11-27'],
  ['last 2 weeks', '2026-11-07', '2026-11-21'],
  ['last 3 months', '2026-08-21', '2026-11-21'],
  ['next 2 quarters', '2026-11-20', '2027-05-20'],
  ['last 1000 years', '1026-11-21', '2026-11-21'],
])('%s is from %s up to, not including, %s', (words, from, to) => {
  expect(span(words, friday)).toEqual([`${from}T00:00:00Z`, `${to}T00:00:00Z`])
})

test('days are those of the zone, also when one has 23 or 25 hours', () => {
  expect(span('today', '2026-03-29T00:30:00Z', 'Europe/Berlin')).toEqual([
    '2026-03-29T00:00:00+01:00',
    '2026-03-30T00:00:00+02:00',
  ])
  expect(span('last 2 days', '2026-10-25T22:00:00Z', 'Europe/Berlin')).toEqual([
    '2026-10-24T00:00:00+02:00',
    '2026-10-26T00:00:00+01:00',
  ])
  expect(span('last month', '2026-03-31T23:00:00Z', 'utc')[0]).toBe('2026-02-01T00:00:00Z')
  expect(span('last 1 month', '2024-03-31T12:00:00Z')).toEqual([
    '2024-03-01T00:00:00Z',
    '2024-04-01T00:00:00Z',
  ])
})

test.each([
  '',
  'last 0 days',
  'last 1001 days',
  'last -1 days',
  'last 1.5 days',
  'this day',
  'last 3 hours',
  'toString',
  'today; drop table x',
])('%j is no span', (words) => {
  expect(parseSpan(words)).toBeUndefined()
})

test('an unknown zone is read as UTC', () => {
  expect(momentIn('Middle/Earth', NOW).toISO()).toBe('2026-11-20T10:00:00.000Z')
})

let world: World
let now = NOW
beforeAll(async () => {
  world = await createWorld({
    timeZone: ({ actor }) => (actor.memberId === null ? 'utc' : 'America/Los_Angeles'),
    clock: { now: () => now },
  })
  for (const tenant of [ACME, OTHER]) {
    await world.insert(tenant, world.contact, [
      { id: id(1), lastName: 'night', lastSeenAt: '2026-11-20T06:00:00Z' },
      { id: id(2), lastName: 'day', lastSeenAt: '2026-11-20T09:00:00Z' },
    ])
  }
})
afterAll(() => world.close())

test('the span of a kept query moves with the clock and with the zone of who asks', async () => {
  const seen = async (memberId: string | null): Promise<unknown[]> => {
    const context = contextOf({ memberId })
    const { data } = await world.list(context, world.contact, {
      filter: { lastSeenAt: { within: 'today' } },
      sort: 'lastName',
    })
    return data.map((record) => record['lastName'] as unknown)
  }
  expect(await seen(null)).toEqual(['day', 'night'])
  expect(await seen(id(1, 5))).toEqual(['day'])
  now = NOW + 24 * 3_600_000
  expect(await seen(null)).toEqual([])
})

test('a Date in a filter of a call in process is the moment it is', async () => {
  const { data } = await world.list(contextOf(), world.contact, {
    filter: { lastSeenAt: { gte: new Date('2026-11-20T08:00:00Z') } },
  })
  expect(data).toHaveLength(1)
})
