import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import type { Entity } from '../../src/entities/entity.ts'
import { QueryFaults } from '../../src/entities/list-query/query-faults.ts'
import { checkFilter } from '../../src/entities/reader/check-filter.ts'
import type { Vocabulary } from '../../src/entities/reader/field.ts'
import { ENGINE_VERSION } from '../../src/kernel/engine-version.ts'
import { composeManifest } from '../../src/kernel/manifest.ts'
import { livingFilter } from '../../src/views/living-filter.ts'
import { library } from '../support/library-plugin.ts'

const { registry } = composeManifest([await library()] as never, ENGINE_VERSION)
const author = registry.get('author')

function vocabulary(hidden: readonly string[]): Vocabulary {
  return {
    rights: {
      key: 'test',
      scope: () => 'all',
      field: (_, key) => (hidden.includes(key) ? 'none' : 'write'),
    },
    entityOf: (name) => registry.entities.get(name),
    tenantFields: undefined,
  }
}

const condition = fc.oneof(
  fc.record({ name: fc.constantFrom('Ada', { contains: 'a' }, null) }),
  fc.record({ email: fc.constantFrom('a@example.com', { isNull: true }) }),
  fc.record({ born: fc.constantFrom({ within: 'last month' }, null) }),
  fc.constantFrom({}, { name: 'Ada', email: null }),
)
const { filter: filters } = fc.letrec<{ filter: object }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    condition,
    fc.record({ not: tie('filter') }),
    fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }), name: fc.constant('Ben') }),
  ),
}))

test('what is left of a filter can always be asked, and does not name what is hidden', () => {
  fc.assert(
    fc.property(filters, fc.subarray(['name', 'email', 'born']), (filter, hidden) => {
      const given = vocabulary(hidden)
      fc.pre(isFine(vocabulary([]), author, filter))
      const left = livingFilter(given, author, filter)
      expect(isFine(given, author, left.filter)).toBe(true)
      for (const key of hidden) expect(JSON.stringify(left.filter)).not.toContain(`"${key}"`)
      // Nothing lost is nothing changed.
      if (left.lost.length === 0) expect(left.filter).toEqual(filter)
    }),
    { numRuns: 2_000 },
  )
})

test('a group from which all is gone does not turn into one that matches nothing', () => {
  const left = livingFilter(vocabulary(['email']), author, {
    or: [{ email: 'a@example.com' }],
    not: { email: null },
    and: [{ not: { or: [{ email: null }] } }, { name: 'Ada' }],
  })
  expect(left.filter).toEqual({ and: [{ name: 'Ada' }] })
})

test('a group that was empty when it was saved stays what it was', () => {
  expect(livingFilter(vocabulary([]), author, { or: [] }).filter).toEqual({ or: [] })
})

function isFine(given: Vocabulary, entity: Entity, filter: unknown): boolean {
  const faults = new QueryFaults()
  checkFilter(given, entity, filter, faults)
  return !faults.any
}
