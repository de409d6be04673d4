import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'

import type { CrmError } from '../../src/base/crm-error.ts'
import { ACME, contextOf, createWorld, id, OTHER, type World } from './reader-world.ts'

let world: World
const everybody = contextOf()

beforeAll(async () => {
  world = await createWorld()
  for (const tenant of [ACME, OTHER]) {
    await world.insert(
      tenant,
      world.contact,
      [1, 2, 3].map((number) => ({ id: id(number), lastName: `L${number}` })),
    )
  }
})
afterAll(() => world.close())

async function faultsOf(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => undefined,
    (reason: CrmError) => reason,
  )
  expect(error).toMatchObject({ code: 'INVALID_QUERY', status: 400 })
  for (const fault of error?.faults ?? []) expect(fault.message.length).toBeGreaterThan(10)
  return (error?.faults ?? []).map(({ path, code }) => `${path} ${code}`)
}

const deep = (levels: number): object => (levels === 0 ? { vip: true } : { not: deep(levels - 1) })
const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)

const filters: [unknown, string][] = [
  ['text', 'filter WRONG_TYPE'],
  [null, 'filter WRONG_TYPE'],
  [[], 'filter WRONG_TYPE'],
  [{ unknown: 1 }, 'filter/unknown UNKNOWN_FIELD'],
  [{ 'a/b~c': 1 }, 'filter/a~1b~0c UNKNOWN_FIELD'],
  [JSON.parse('{"__proto__":1}'), 'filter/__proto__ UNKNOWN_FIELD'],
  [{ constructor: 1 }, 'filter/constructor UNKNOWN_FIELD'],
  [{ and: [{ score: { gte: '10' } }] }, 'filter/and/0/score/gte WRONG_TYPE'],
  [{ and: { vip: true } }, 'filter/and WRONG_TYPE'],
  [{ not: [] }, 'filter/not WRONG_TYPE'],
  [{ score: { above: 1 } }, 'filter/score/above UNKNOWN_OPERATOR'],
  [{ score: { contains: '1' } }, 'filter/score/contains UNKNOWN_OPERATOR'],
  [{ score: { toString: 1 } }, 'filter/score/toString UNKNOWN_OPERATOR'],
  [{ vip: { gt: true } }, 'filter/vip/gt UNKNOWN_OPERATOR'],
  [{ labels: { eq: 'x' } }, 'filter/labels/eq WRONG_TYPE'],
  [{ labels: { contains: 'x' } }, 'filter/labels/contains UNKNOWN_OPERATOR'],
  [{ address: { has: 'x' } }, 'filter/address/has UNKNOWN_OPERATOR'],
  [{ address: 'x' }, 'filter/address WRONG_TYPE'],
  [{ score: {} }, 'filter/score WRONG_TYPE'],
  [{ status: ['lead'] }, 'filter/status WRONG_TYPE'],
  [{ status: 'boss' }, 'filter/status WRONG_TYPE'],
  [{ status: { in: ['lead', 'boss'] } }, 'filter/status/in/1 WRONG_TYPE'],
  [{ score: 1.5 }, 'filter/score WRONG_TYPE'],
  [{ score: 2 ** 53 }, 'filter/score WRONG_TYPE'],
  [{ rating: '1' }, 'filter/rating WRONG_TYPE'],
  [{ vip: 'true' }, 'filter/vip WRONG_TYPE'],
  [{ token: 'x' }, 'filter/token WRONG_TYPE'],
  [{ companyId: '{01900000-0000-7000-8000-000000000001}' }, 'filter/companyId WRONG_TYPE'],
  [{ birthday: '2026-02-30' }, 'filter/birthday WRONG_TYPE'],
  [{ birthday: '0000-01-01' }, 'filter/birthday WRONG_TYPE'],
  [{ lastSeenAt: '2026-01-01' }, 'filter/lastSeenAt WRONG_TYPE'],
  [{ lastSeenAt: '999999-01-01T00:00:00Z' }, 'filter/lastSeenAt WRONG_TYPE'],
  [{ lastSeenAt: { within: 'the past' } }, 'filter/lastSeenAt/within WRONG_TYPE'],
  [{ lastSeenAt: { within: 'last 99999 years' } }, 'filter/lastSeenAt/within WRONG_TYPE'],
  [{ score: { within: 'today' } }, 'filter/score/within UNKNOWN_OPERATOR'],
  [{ score: { between: [1] } }, 'filter/score/between WRONG_TYPE'],
  [{ score: { between: [1, null] } }, 'filter/score/between/1 WRONG_TYPE'],
  [{ score: { gt: null } }, 'filter/score/gt WRONG_TYPE'],
  [{ score: { in: 1 } }, 'filter/score/in WRONG_TYPE'],
  [{ firstName: { isNull: 'yes' } }, 'filter/firstName/isNull WRONG_TYPE'],
  [{ firstName: 'nul\0' }, 'filter/firstName WRONG_TYPE'],
  [{ firstName: { contains: 'x'.repeat(10_001) } }, 'filter/firstName/contains WRONG_TYPE'],
  [{ 'custom.a b': 1 }, 'filter/custom.a b UNKNOWN_FIELD'],
  [{ 'custom.': 1 }, 'filter/custom. UNKNOWN_FIELD'],
  [{ 'custom.x': { nested: 1 } }, 'filter/custom.x/nested UNKNOWN_OPERATOR'],
  [{ 'ext.billing': 1 }, 'filter/ext.billing UNKNOWN_FIELD'],
  [{ 'ext.billing.plan.x': 1 }, 'filter/ext.billing.plan.x UNKNOWN_FIELD'],
  [{ 'company.parent.parent.name': 'x' }, 'filter/company.parent.parent.name UNKNOWN_FIELD'],
  [{ company: 'x' }, 'filter/company UNKNOWN_FIELD'],
  [{ 'company.': 'x' }, 'filter/company. UNKNOWN_FIELD'],
  [{ tenantId: ACME }, 'filter/tenantId UNKNOWN_FIELD'],
  [deep(11), `filter${'/not'.repeat(10)} TOO_DEEP`],
  [{ and: many(101, {}) }, 'filter/and TOO_MANY'],
  [{ and: many(2, { and: many(51, { vip: true }) }) }, 'filter/and/1/and/49/vip TOO_MANY'],
  [{ score: { in: many(501, 1) } }, 'filter/score/in TOO_MANY'],
]

test.each(filters)('the filter %j is refused at its place', async (filter, expected) => {
  expect(await faultsOf(world.list(everybody, world.contact, { filter }))).toContain(expected)
})

const queries: [string, string][] = [
  ['limit=0', 'limit OUT_OF_RANGE'],
  ['limit=201', 'limit OUT_OF_RANGE'],
  ['limit=1.5', 'limit WRONG_TYPE'],
  ['limit=1e2', 'limit WRONG_TYPE'],
  ['limit=', 'limit WRONG_TYPE'],
  ['limit=99999999999999999999', 'limit WRONG_TYPE'],
  ['skip=-1', 'skip WRONG_TYPE'],
  ['skip=1000001', 'skip OUT_OF_RANGE'],
  ['skip=99999999999999999999', 'skip WRONG_TYPE'],
  ['skip=1.5', 'skip WRONG_TYPE'],
  ['skip=1&skip=2', 'skip REPEATED_PARAMETER'],
  ['skip=1&%73kip=2', 'skip REPEATED_PARAMETER'],
  ['offset=5', 'offset UNKNOWN_PARAMETER'],
  ['__proto__=x', '__proto__ UNKNOWN_PARAMETER'],
  ['sort=lastName&sort=firstName', 'sort REPEATED_PARAMETER'],
  ['limit=1&limit=2', 'limit REPEATED_PARAMETER'],
  ['sort=', 'sort UNKNOWN_FIELD'],
  ['sort=unknown', 'sort UNKNOWN_FIELD'],
  ['sort=labels', 'sort UNKNOWN_FIELD'],
  ['sort=address', 'sort UNKNOWN_FIELD'],
  ['sort=company.name', 'sort UNKNOWN_FIELD'],
  ['sort=lastName desc', 'sort UNKNOWN_FIELD'],
  ['sort=lastName,firstName,score,email', 'sort TOO_MANY'],
  ['filter={', 'filter MALFORMED'],
  ['filter=', 'filter MALFORMED'],
  ['filter=%7B%22score%22%3A1e400%7D', 'filter/score WRONG_TYPE'],
  ['fields=', 'fields WRONG_TYPE'],
  ['fields=lastName,,x', 'fields WRONG_TYPE'],
  ['fields=unknown', 'fields UNKNOWN_FIELD'],
  ['include=unknown', 'include UNKNOWN_RELATION'],
  ['include=company.unknown', 'include UNKNOWN_RELATION'],
  ['include=company.parent.parent', 'include TOO_DEEP'],
  ['count=all', 'count WRONG_TYPE'],
  ['deleted=yes', 'deleted WRONG_TYPE'],
  [`q=${'x'.repeat(201)}`, 'q OUT_OF_RANGE'],
  ['q=a b c d e f g h i', 'q TOO_MANY'],
  ['q=%00', 'q WRONG_TYPE'],
  ['cursor=', 'cursor CURSOR_INVALID'],
  ['cursor=x&cursor=y', 'cursor REPEATED_PARAMETER'],
  ['cursor=x&%63ursor=y', 'cursor REPEATED_PARAMETER'],
]

test.each(queries)('?%s is refused', async (rawQuery, expected) => {
  expect(
    await faultsOf(world.reader.listFromQueryString(everybody, world.contact, rawQuery)),
  ).toContain(expected)
})

test('all faults of a query are told at once', async () => {
  const query = {
    limit: 0,
    sort: 'nope',
    filter: { score: 'x', nope: 1 },
    include: ['nope'],
    more: 1,
  }
  expect((await faultsOf(world.list(everybody, world.contact, query))).sort()).toEqual([
    'filter/nope UNKNOWN_FIELD',
    'filter/score WRONG_TYPE',
    'include UNKNOWN_RELATION',
    'limit OUT_OF_RANGE',
    'more UNKNOWN_PARAMETER',
    'sort UNKNOWN_FIELD',
  ])
})

test('an entity without searchable fields refuses q', async () => {
  expect(await faultsOf(world.list(everybody, world.tag, { q: 'x' }))).toEqual(['q NOT_SEARCHABLE'])
})

test('the limits themselves are allowed', async () => {
  const filter = {
    and: [deep(8), { score: { in: many(500, 1) } }, ...many(98, { vip: { ne: true } })],
  }
  expect((await world.list(everybody, world.contact, { filter: deep(9) })).data).toHaveLength(3)
  expect(
    (
      await world.list(everybody, world.contact, {
        filter,
        limit: 200,
        sort: '-lastName,score,vip',
      })
    ).data,
  ).toHaveLength(0)
})

const attacks = [
  `'; drop table crm.contacts; --`,
  `" or 1=1 --`,
  `x') or true --`,
  '$1',
  `\\'; select pg_sleep(5); --`,
  `id"."x`,
  `createdAt nulls last; select 1`,
  `custom.x'->>'y`,
  `%' or '%'='`,
  '\u0000',
  '\ud800',
  `company.name" = 'x`,
]

test('no parameter carries SQL into the statement', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: 'binary', maxLength: 12 })),
      async (text) => {
        const queries: object[] = [
          { filter: { [text]: 'x' } },
          { filter: { lastName: text } },
          { filter: { lastName: { contains: text } } },
          { filter: { lastName: { in: [text, '"', '{}', ','] } } },
          { filter: { labels: { has: text } } },
          { filter: { [`custom.${text}`]: text } },
          { filter: { 'custom.x': text } },
          { filter: { lastSeenAt: { within: text } } },
          { sort: text },
          { sort: `custom.${text}` },
          { q: text },
          { fields: [text] },
          { fields: [`custom.${text}`] },
          { include: [text] },
          { cursor: text },
          { count: text },
          { deleted: text },
        ]
        for (const query of queries) {
          const answer = await world.list(everybody, world.contact, query).then(
            ({ data }) => data.length <= 3,
            (error: CrmError) => error.code === 'INVALID_QUERY',
          )
          expect(answer).toBe(true)
          for (const { text: sql } of world.sent())
            if (text.length > 3) expect(sql).not.toContain(text)
        }
        const key = `external:${text}:x`
        const found = await world.reader
          .getBy(everybody, world.contact, key, text)
          .catch((error: CrmError) => error.code)
        expect([undefined, 'UNKNOWN_KEY']).toContain(found)
      },
    ),
    { numRuns: 150 },
  )
}, 60_000)
