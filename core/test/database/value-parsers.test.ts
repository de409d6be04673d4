import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'

import type { Pools } from '../../src/database/pools.ts'
import { createTestDatabase } from './test-database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let pools: Pools

beforeAll(async () => {
  database = await createTestDatabase()
  pools = database.pools()
})
afterAll(() => database.drop())

async function read(expression: string): Promise<unknown> {
  const { rows } = await pools.owner.query<{ value: unknown }>(`select ${expression} as value`)
  return rows[0]?.value
}

test.each([
  ['9007199254740991::bigint', 9007199254740991],
  [`'{1,null,-3}'::bigint[]`, [1, null, -3]],
  ['1.50::numeric', '1.50'],
  ['0.1::float8', 0.1],
  ['true', true],
  ['null::bigint', null],
  [`'2026-02-03'::date`, '2026-02-03'],
  [`'2026-02-03 04:05:06.7+02'::timestamptz`, '2026-02-03T02:05:06.7+00:00'],
  [`'infinity'::timestamptz`, 'infinity'],
  [`'2026-02-03 04:05:06'::timestamp`, '2026-02-03T04:05:06'],
  [`'{"a":[1,null]}'::jsonb`, { a: [1, null] }],
  [`'[1]'::json`, [1]],
  [`'{"a,b",null,"NULL","q\\"uote"}'::text[]`, ['a,b', null, 'NULL', 'q"uote']],
  [
    `array['00000000-0000-7000-8000-00000000000a']::uuid[]`,
    ['00000000-0000-7000-8000-00000000000a'],
  ],
  [
    `array[[1,2],[3,4]]`,
    [
      [1, 2],
      [3, 4],
    ],
  ],
])('%s is read as %j', async (expression, value) => {
  expect(await read(expression)).toEqual(value)
})

test('A time read as a value equals the one PostgreSQL writes into JSON', async () => {
  for (const zone of ['UTC', 'Asia/Kathmandu']) {
    const client = await pools.owner.connect()
    await client.query(`set timezone = '${zone}'`)
    const { rows } = await client.query(
      `select t as value, to_json(t) as json from (select '2026-02-03 04:05:06.789012Z'::timestamptz as t) x`,
    )
    client.release(true)
    expect(rows[0].value).toBe(rows[0].json)
  }
})

test('A bigint that no number can hold is an error, not another number', async () => {
  await expect(read('9007199254740993::bigint')).rejects.toMatchObject({
    code: 'INT8_NOT_SAFE',
    message: expect.stringContaining('9007199254740993'),
  })
})

test('A parser that the host sets for the whole process changes nothing here', async () => {
  const before = pg.types.getTypeParser(20)
  pg.types.setTypeParser(20, (text) => `host ${text}`)
  try {
    expect(await read('5::bigint')).toBe(5)
  } finally {
    pg.types.setTypeParser(20, before)
  }
})
