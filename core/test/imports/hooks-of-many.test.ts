import { afterAll, beforeEach, expect, test } from '@jest/globals'

import { CrmError } from '../../src/base/crm-error.ts'
import { eachRecord } from '../../src/entities/each-record.ts'
import { createTestCrm } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { importFile, records, refusals } from './support/import-kit.ts'

const forbidden = (field: string) =>
  new CrmError({
    code: 'TEST_FORBIDDEN',
    status: 422,
    message: 'is forbidden',
    faults: [{ path: `/${field}`, code: 'TEST_FORBIDDEN', message: 'is forbidden' }],
  })

/** How many records each call of a hook got. */
const calls: [string, number][] = []
beforeEach(() => {
  calls.length = 0
})

const plugin = await crmPlugin({
  hooks: {
    company: {
      beforeCreate: {
        runMany(events) {
          calls.push(['beforeCreate', events.length])
          eachRecord(events, (event) => {
            if (event.data['name'] === 'Evil Corp') throw forbidden('name')
            event.data = { ...event.data, industry: event.data['industry'] ?? 'unknown' }
          })
        },
      },
      beforeUpdate: {
        runMany(events) {
          calls.push(['beforeUpdate', events.length])
          eachRecord(events, ({ before, data }) => {
            if (data['industry'] === 'crime') throw forbidden('industry')
            if (before['industry'] === 'unknown') data['employees'] ??= 1
          })
        },
      },
      afterCreate: {
        runMany(events) {
          calls.push(['afterCreate', events.length])
          for (const { record, refuse } of events)
            if (record['industry'] === 'doom') refuse(forbidden('industry'))
          if (events.some(({ record }) => record['name'] === 'All of us')) throw forbidden('name')
        },
      },
      afterUpdate: {
        runMany(events) {
          for (const { changed } of events)
            calls.push([[...changed].sort().join('+'), events.length])
        },
      },
    },
    tag: {
      // A defect, not a refusal.
      afterCreate: { runMany: ([first]) => first?.refuse(new TypeError('broken')) },
    },
  },
})
const t = await createTestCrm({ plugins: [plugin] })
afterAll(() => t.close())

test('a hook of many gets one record of a request, and its refusal is the answer', async () => {
  const acme = t.as('requests')
  const made = await acme.post('/companies', { name: 'Hooli' })
  expect(made.body.data).toMatchObject({ name: 'Hooli', industry: 'unknown' })
  const refused = await acme.post('/companies', { name: 'Evil Corp' })
  expect([refused.status, refused.body.code]).toEqual([422, 'TEST_FORBIDDEN'])
  const doomed = await acme.post('/companies', { name: 'Last', industry: 'doom' })
  expect(doomed.status).toBe(422)
  expect(Object.keys(await records(acme, 'companies', 'name'))).toEqual(['Hooli'])
  expect(calls.every(([, records]) => records === 1)).toBe(true)
})

test('an import calls each hook once for its block, and once more without those it refuses', async () => {
  const acme = t.as('blocks')
  const rows = Array.from({ length: 40 }, (_, n) => `C${n},software`)
  const done = await importFile(t, acme, 'companies', ['name,industry', ...rows].join('\n'))
  expect(done.counters).toMatchObject({ created: 40, refused: 0 })
  expect(calls).toEqual([
    ['beforeCreate', 40],
    ['afterCreate', 40],
  ])

  calls.length = 0
  const file = 'name,industry\nHooli,\nEvil Corp,x\nInitech,software\nUmbrella,doom\n'
  const some = await importFile(t, acme, 'companies', file)
  expect(some.counters).toMatchObject({ created: 2, refused: 2 })
  expect(await refusals(acme, some.id)).toEqual([
    [3, 'name', 'TEST_FORBIDDEN'],
    [5, 'industry', 'TEST_FORBIDDEN'],
  ])
  expect(calls).toEqual([
    ['beforeCreate', 4],
    ['beforeCreate', 3],
    ['afterCreate', 3],
    ['beforeCreate', 2],
    ['afterCreate', 2],
  ])
  const changes = (await t.changes('blocks')).filter(({ entity }) => entity === 'company')
  expect(changes).toHaveLength(42)
  expect((await records(acme, 'companies', 'name'))['Hooli']).toMatchObject({
    industry: 'unknown',
    version: 1,
  })
})

test('what a hook throws is looked for until the record that caused it is alone', async () => {
  const acme = t.as('thrown')
  const rows = ['A', 'B', 'All of us', 'C', 'D', 'E'].map((name) => `${name},x`)
  const done = await importFile(t, acme, 'companies', ['name,industry', ...rows].join('\n'))
  expect(done.counters).toMatchObject({ created: 5, refused: 1 })
  expect(await refusals(acme, done.id)).toEqual([[4, 'name', 'TEST_FORBIDDEN']])
})

test('updates of a block go through their hooks together, and what a hook completes is changed and told with the rest', async () => {
  const acme = t.as('updates')
  await importFile(
    t,
    acme,
    'companies',
    'name,industry\nHooli,\nInitech,software\nUmbrella,pharma\n',
  )
  calls.length = 0
  const file = 'name,industry\nHooli,search\nInitech,crime\nUmbrella,biotech\n'
  const done = await importFile(t, acme, 'companies', file, { mode: 'update', match: ['name'] })
  expect(done.counters).toMatchObject({ updated: 2, refused: 1 })
  expect(await refusals(acme, done.id)).toEqual([[3, 'industry', 'TEST_FORBIDDEN']])
  expect(calls).toEqual([
    ['beforeUpdate', 3],
    ['beforeUpdate', 2],
    ['employees+industry+updatedAt+version', 2],
    ['industry+updatedAt+version', 2],
  ])
  const change = (await t.changes('updates')).find(
    ({ before }) => before?.['industry'] === 'unknown',
  )
  expect(change).toMatchObject({
    before: { industry: 'unknown', employees: null },
    after: { industry: 'search', employees: 1 },
    version: 2,
  })
})

test('a defect of a hook is no refusal', async () => {
  const acme = t.as('defects')
  expect((await acme.post('/tags', { name: 'vip' })).status).toBe(500)
})
