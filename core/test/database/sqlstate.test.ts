import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type pg from 'pg'

import { errors } from '../../src/database/errors.ts'
import { createPools } from '../../src/database/pools.ts'
import { isRetryable, toCrmError } from '../../src/database/sqlstate.ts'
import { createTestDatabase } from './test-database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let owner: pg.Pool

beforeAll(async () => {
  database = await createTestDatabase()
  owner = database.pools().owner
  await owner.query(`
    create table parents (id int primary key);
    create table children (id int primary key, parent int not null, age int,
      constraint children_parent_fkey foreign key (parent) references parents on delete restrict,
      constraint children_age_check check (age > 0));
    create table toys (id int primary key, child int constraint toys_child_fkey references children);
    insert into parents values (1);
    insert into children values (1, 1, 5);
    insert into toys values (1, 1)`)
})
afterAll(() => database.drop())

test.each([
  [`select 'x'::int`, 400, 'INVALID_VALUE', {}],
  ['select 99999999999::int', 400, 'INVALID_VALUE', {}],
  [`select '2026-02-30'::date`, 400, 'INVALID_VALUE', {}],
  [`select '(' ~ '('`, 400, 'INVALID_VALUE', {}],
  [`select '\\u0000'::jsonb ->> 0`, 400, 'INVALID_VALUE', {}],
  ['select 1 / 0', 400, 'INVALID_VALUE', {}],
  [`select repeat('(', 20000)::tsquery`, 400, 'INVALID_VALUE', {}],
  ['insert into parents values (1)', 409, 'CONFLICT', { constraint: 'parents_pkey' }],
  [
    'insert into children values (2, 9, 5)',
    422,
    'REFERENCE_NOT_FOUND',
    { constraint: 'children_parent_fkey' },
  ],
  ['delete from parents', 409, 'STILL_REFERENCED', { constraint: 'children_parent_fkey' }],
  ['delete from children', 409, 'STILL_REFERENCED', { constraint: 'toys_child_fkey' }],
  [
    'insert into children values (2, 1, -5)',
    422,
    'CHECK_FAILED',
    { constraint: 'children_age_check' },
  ],
  ['insert into children values (2, null, 5)', 422, 'VALUE_REQUIRED', { column: 'parent' }],
  [
    `set statement_timeout = '10ms'; select pg_sleep(5)`,
    503,
    'STATEMENT_TIMEOUT',
    { retryAfterS: 1 },
  ],
  [
    'set transaction read only; insert into parents values (7)',
    503,
    'DATABASE_UNAVAILABLE',
    { retryAfterS: 2 },
  ],
])('%s answers %i %s', async (sql, status, code, details) => {
  const client = await owner.connect()
  const error = await client.query(sql).catch(toCrmError)
  client.release(true)
  expect(error).toMatchObject({ name: 'CrmError', status, code, details })
  expect((error as Error).cause).toBeInstanceOf(Error)
})

test('What the app role may not do does not exist for it', async () => {
  const client = await owner.connect()
  await client.query(
    'create role nobody_here nologin; grant nobody_here to current_user; set role nobody_here',
  )
  const error = await client.query('select * from parents').catch(toCrmError)
  await client.query('reset role; drop role nobody_here')
  client.release(true)
  expect(error).toMatchObject({
    status: 404,
    code: 'NOT_FOUND',
    message: 'There is no such record.',
  })
})

test('Of two transactions in each other’s way one is undone, and may be tried again', async () => {
  const [one, other] = await Promise.all([owner.connect(), owner.connect()])
  await one.query('begin; update parents set id = id')
  await other.query('begin; update toys set id = id')
  const results = await Promise.allSettled([
    one.query('update toys set id = id'),
    other.query('update parents set id = id'),
  ])
  one.release(true)
  other.release(true)
  const [failed] = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
  expect(isRetryable(failed?.reason)).toBe(true)
  expect(toCrmError(failed?.reason)).toMatchObject({ status: 503, code: 'TRANSACTION_CONFLICT' })
  expect(isRetryable(toCrmError(failed?.reason))).toBe(true)
})

test('A lock held too long is a 503, not tried again by itself', async () => {
  const [holder, waiter] = await Promise.all([owner.connect(), owner.connect()])
  await holder.query('begin; lock table parents')
  await waiter.query(`set lock_timeout = '20ms'`)
  const error = await waiter.query('select * from parents').catch(toCrmError)
  holder.release(true)
  waiter.release(true)
  expect(error).toMatchObject({ status: 503, code: 'LOCK_TIMEOUT' })
  expect(isRetryable(error)).toBe(false)
})

test('A server that is not there is a 503 that says when to come back', async () => {
  const url = new URL(database.ownerUrl)
  url.port = '9'
  const pools = createPools({ ownerUrl: url.href, appRole: 'crm_app' })
  const error = await pools.owner.query('select 1').catch(toCrmError)
  await pools.close()
  expect(error).toMatchObject({
    status: 503,
    code: 'DATABASE_UNAVAILABLE',
    details: { retryAfterS: 2 },
  })
})

test('Errors of ours and errors it does not know come back as they were', () => {
  const ours = errors.CONFLICT({ constraint: 'x' })
  const unknown = new TypeError('a defect')
  const syntax = Object.assign(new Error('syntax error'), { code: '42601' })
  for (const error of [ours, unknown, syntax, undefined]) expect(toCrmError(error)).toBe(error)
})
