import fc from 'fast-check'

import { id } from './reader-world.ts'

/** A contact as the property-based tests hold it in memory; few distinct values, so that filters and sort keys meet. */
export interface RandomContact {
  readonly id: string
  readonly firstName: string | null
  readonly lastName: string
  readonly status: string | null
  readonly score: number | null
  readonly rating: number | null
  readonly vip: boolean | null
  readonly birthday: string | null
  readonly lastSeenAt: string | null
  readonly token: string | null
  readonly labels: readonly string[]
  readonly companyId: string | null
  readonly custom: Readonly<Record<string, unknown>>
  readonly createdAt: string
}

// ASCII only: JavaScript and every collation of the test server then agree about order and case.
const texts = ['Ann', 'ann', 'Bo', 'bo_b', 'c%d', 'D\\e', '', 'zoë'.replace('ë', 'e')]
const days = ['2026-01-31', '2026-02-28', '2026-11-19', '2026-11-20']
const moments = [
  '2026-11-19T23:59:59.999Z',
  '2026-11-20T00:00:00.000Z',
  '2026-11-20T09:00:00.123Z',
  '2025-12-31T23:00:00.000Z',
]
export const companyIds = [id(1, 2), id(2, 2)]

export const arbitraries = {
  text: fc.constantFrom(...texts),
  integer: fc.constantFrom(-5, 0, 1, 2, 2 ** 53 - 1),
  number: fc.constantFrom(-1.5, 0, 0.1, 1e300),
  boolean: fc.boolean(),
  date: fc.constantFrom(...days),
  'date-time': fc.constantFrom(...moments),
  uuid: fc.constantFrom(id(1, 9), id(2, 9), id(3, 9)),
  status: fc.constantFrom('lead', 'customer', 'former'),
}

const nullable = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { freq: 3 })

const contact = fc.record({
  firstName: nullable(arbitraries.text),
  lastName: arbitraries.text,
  status: nullable(arbitraries.status),
  score: nullable(arbitraries.integer),
  rating: nullable(arbitraries.number),
  vip: nullable(arbitraries.boolean),
  birthday: nullable(arbitraries.date),
  lastSeenAt: nullable(arbitraries['date-time']),
  token: nullable(arbitraries.uuid),
  labels: fc.uniqueArray(arbitraries.text, { maxLength: 3 }),
  companyId: nullable(fc.constantFrom(...companyIds)),
  custom: fc.dictionary(
    fc.constantFrom('tier', 'seats', 'beta'),
    fc.oneof(arbitraries.text, arbitraries.integer, arbitraries.boolean, fc.constant(null)),
    { noNullPrototype: true },
  ),
  createdAt: arbitraries['date-time'],
})

/** The same contacts for the same seed. */
export function randomContacts(count: number, seed: number): RandomContact[] {
  const found = fc.sample(contact, { numRuns: count, seed })
  return found.map((record, index) => ({ id: id(index + 1), ...record }))
}
