import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'

import type { TestClient } from '../../src/testing/index.ts'
import { choice, fieldWorld, makeField } from './field-world.ts'

const t = await fieldWorld()
const tenants = [t.as('one'), t.as('two')]
afterAll(() => t.close())

beforeAll(async () => {
  for (const client of tenants) {
    await makeField(client, 'note', { type: 'string' }, { indexed: true })
    await makeField(client, 'score', { type: 'integer' }, { indexed: true })
    await makeField(client, 'ratio', { type: 'number' }, { indexed: true })
    await makeField(client, 'vip', { type: 'boolean' }, { indexed: true })
    await makeField(client, 'since', { type: 'string', format: 'date' }, { indexed: true })
    await makeField(client, 'seenAt', { type: 'string', format: 'date-time' }, { indexed: true })
    await makeField(
      client,
      'topics',
      { type: 'array', items: choice('a', 'B', 'b', 'ß') },
      { indexed: true },
    )
    await makeField(client, 'code', { type: 'string' }, { unique: true })
    await makeField(client, 'plain', { type: 'string' })
  }
})

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 })
const texts = fc
  .oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('É', 'e\u0301', 'ﬁ', 'İ', 'ΑΣ', 'x'.repeat(1_500), '漢字'),
  )
  .filter((text) => !text.includes('\0'))
const custom = fc.record(
  {
    note: orNull(texts),
    score: orNull(fc.integer()),
    ratio: orNull(fc.double({ noNaN: true, noDefaultInfinity: true })),
    vip: orNull(fc.boolean()),
    since: orNull(fc.constantFrom('2026-01-01', '0001-01-01', '9999-12-31')),
    seenAt: orNull(fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.123456789+02:00')),
    topics: orNull(fc.array(fc.constantFrom('a', 'B', 'b', 'ß'), { maxLength: 4 })),
    code: orNull(fc.constantFrom('k1', 'k2', 'k3', 'k4')),
    plain: orNull(texts),
  },
  { requiredKeys: [] },
)
const steps = fc.array(
  fc.record({
    tenant: fc.constantFrom(0, 1),
    what: fc.constantFrom(
      'create',
      'create',
      'patch',
      'patch',
      'patch',
      'put',
      'delete',
      'restore',
      'purge',
    ),
    which: fc.nat({ max: 5 }),
    custom,
  }),
  { minLength: 1, maxLength: 15 },
)

test('whatever is written, the index and the claims say what the records say, and nothing else', async () => {
  const ids: string[][] = [[], []]
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      for (const step of all) await run(step, ids)
      expect(await missingRows()).toEqual([])
      expect(await rowsTooMany()).toEqual([])
      expect(await lostClaims()).toEqual([])
      expect(await sharedValues()).toEqual([])
    }),
    { numRuns: 40 },
  )
}, 120_000)

test('whatever is written at once, no row is missing and no value is had twice', async () => {
  const ids: string[][] = [[], []]
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      for (let at = 0; at < all.length; at += 4)
        await Promise.all(all.slice(at, at + 4).map((step) => run(step, ids)))
      expect(await missingRows()).toEqual([])
      expect(await lostClaims()).toEqual([])
      expect(await sharedValues()).toEqual([])
    }),
    { numRuns: 40 },
  )
}, 120_000)

interface Step {
  readonly tenant: number
  readonly what: string
  readonly which: number
  readonly custom: object
}

async function run({ tenant, what, which, custom: values }: Step, all: string[][]): Promise<void> {
  const [client, ids] = [tenants[tenant] as TestClient, all[tenant] as string[]]
  const id = ids[ids.length - 1 - (which % Math.max(1, ids.length))]
  if (what === 'create' || id === undefined) {
    const { status, body } = await client.post('/authors', { name: 'x', custom: values })
    expect([201, 409]).toContain(status)
    if (status === 201) ids.push(body.data.id as string)
    return
  }
  const answer = await {
    patch: () => client.patch(`/authors/${id}`, { custom: values }),
    put: () => client.put(`/authors/${id}`, { name: 'y', custom: values }),
    delete: () => client.delete(`/authors/${id}`),
    restore: () => client.post(`/authors/${id}/restore`),
    purge: () => client.delete(`/authors/${id}?purge=true`),
  }[what as 'patch']()
  expect([200, 204, 404, 409]).toContain(answer.status)
}

const WANTED = `with fields as (
    select tenant_id, array_agg(key) as keys, array_agg(case schema ->> 'type' when 'array' then 'text-list' when 'string' then coalesce(schema ->> 'format', 'text') else schema ->> 'type' end) as kinds
    from crm.custom_fields where index_state = 'ready' group by tenant_id),
  wanted as (
    select a.tenant_id, a.id, r.field, r.ord, r.v_text, r.v_num, r.v_ts, a.created_at from crm.authors a join fields f on f.tenant_id = a.tenant_id
    cross join lateral crm.custom_index_rows(a.custom, f.keys, f.kinds) r),
  kept as (select tenant_id, record_id, field, ord, v_text, v_num, v_ts, created_at from crm.value_index where entity = 'author')`

function missingRows(): Promise<object[]> {
  return t.sql(`${WANTED} table wanted except table kept`)
}

function rowsTooMany(): Promise<object[]> {
  return t.sql(`${WANTED} table kept except table wanted`)
}

/** Values of living records that nobody claims, or another. */
function lostClaims(): Promise<object[]> {
  return t.sql(`
    select a.id from crm.authors a cross join lateral crm.custom_unique_rows(a.custom, array['code']) r
    left join crm.custom_unique u on u.tenant_id = a.tenant_id and u.entity = 'author' and u.field = r.field and u.v_hash = r.v_hash
    where a.deleted_at is null and u.record_id is distinct from a.id`)
}

function sharedValues(): Promise<object[]> {
  return t.sql(
    `select tenant_id, custom ->> 'code' as code from crm.authors where deleted_at is null and custom ? 'code' group by 1, 2 having count(*) > 1`,
  )
}
