import { randomUUID } from 'node:crypto'

import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { createTenantDb, type TenantDb } from '../../src/tenancy/tenant-db.ts'
import { createTestDatabase } from '../database/test-database.ts'

const TENANTS = Array.from({ length: 7 }, () => randomUUID())
const ROWS_EACH = 3
const ROUNDS = process.env['CRMKIT_LONG'] ? 10_000 : 3_000

const database = await createTestDatabase()
const owner = new pg.Client({ connectionString: database.ownerUrl })
await owner.connect()
await owner.query(`
  create schema wall;
  do $$ begin if not exists (select from pg_roles where rolname = 'crm_app') then create role crm_app nologin; end if; end $$;
  grant crm_app to current_user;
  create table wall.notes (tenant_id uuid not null, id int not null, primary key (tenant_id, id));
  alter table wall.notes enable row level security;
  alter table wall.notes force row level security;
  create policy tenant on wall.notes to crm_app
    using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
  create policy owner on wall.notes to current_user using (true) with check (true);
  grant usage on schema wall to crm_app;
  grant select, insert, update, delete on wall.notes to crm_app`)
for (const tenant of TENANTS) {
  await owner.query('insert into wall.notes select $1, i from generate_series(1, $2::int) i', [
    tenant,
    ROWS_EACH,
  ])
}
const pools = database.pools({ max: 4 })
afterAll(async () => {
  await owner.end()
  await database.drop()
})

/** Without any tenant in the statement: what comes back is what PostgreSQL lets through. */
const all = { name: 'all_notes', text: 'select tenant_id from wall.notes', values: [] }

for (const binding of ['session', 'transaction'] as const) {
  test(`with ${binding} binding, no row of another tenant comes back over few connections, whatever fails in between`, async () => {
    const db = createTenantDb({ pool: pools.app, binding, lanes: 2 })
    let wrong = 0
    await inBatches(ROUNDS, 50, async (round) => {
      const tenant = TENANTS[Math.floor(Math.random() * TENANTS.length)]!
      const rows = await randomRead(db, tenant, round % 17)
      if (rows !== undefined && (rows.length !== ROWS_EACH || rows.some(([id]) => id !== tenant)))
        wrong++
    })
    expect(wrong).toBe(0)
    await db.close()
  })
}

test('without a tenant nothing is visible and nothing can be written', async () => {
  expect((await pools.app.query('select * from wall.notes')).rows).toEqual([])
  await expect(
    pools.app.query('insert into wall.notes values ($1, 99)', [TENANTS[0]]),
  ).rejects.toMatchObject({ code: '42501' })
})

test('a write for another tenant is refused by PostgreSQL', async () => {
  const db = createTenantDb({ pool: pools.app })
  const insert = { text: 'insert into wall.notes values ($1, 100)', values: [TENANTS[1]] }
  await expect(db.query(TENANTS[0]!, insert)).rejects.toMatchObject({ code: '42501' })
  await db.close()
})

test('a transaction of one tenant does not work for another', async () => {
  const db = createTenantDb({ pool: pools.app })
  const mixed = db.transaction(TENANTS[0]!, () => db.query(TENANTS[1]!, all))
  await expect(mixed).rejects.toMatchObject({ code: 'OTHER_TENANT_IN_TRANSACTION' })
  await db.close()
})

test('a rollback, also of a part, undoes what it should and no more', async () => {
  const db = createTenantDb({ pool: pools.app })
  const tenant = TENANTS[2]!
  const add = (id: number) =>
    db.query(tenant, { text: 'insert into wall.notes values ($1, $2)', values: [tenant, id] })
  await db.transaction(tenant, async () => {
    await add(200)
    await db.transaction(tenant, () => add(1)).catch(() => undefined)
    await Promise.all([
      db.transaction(tenant, () => add(201)),
      db.transaction(tenant, () => add(202)),
    ])
  })
  await db
    .transaction(tenant, () => add(203).then(() => Promise.reject(new Error('no'))))
    .catch(() => undefined)
  const { rows } = await owner.query<{ id: number }>(
    'select id from wall.notes where tenant_id = $1 and id >= 200 order by id',
    [tenant],
  )
  expect(rows.map(({ id }) => id)).toEqual([200, 201, 202])
  await owner.query('delete from wall.notes where id >= 200')
  await db.close()
})

test('a transaction whose failed statement was swallowed does not pretend to have committed', async () => {
  const db = createTenantDb({ pool: pools.app })
  const tenant = TENANTS[3]!
  const swallowing = db.transaction(tenant, async () => {
    await db.query(tenant, { text: 'select 1/0', values: [] }).catch(() => undefined)
  })
  await expect(swallowing).rejects.toMatchObject({ code: 'TRANSACTION_ABORTED' })
  await db.close()
})

test('connections that PostgreSQL ends are replaced', async () => {
  const db = createTenantDb({ pool: pools.app, lanes: 2 })
  await db.query(TENANTS[0]!, all)
  await owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'crmkit:app'",
  )
  // What was on its way through a lost connection fails; the next ones must not.
  let rows: readonly unknown[] | undefined
  for (let attempt = 0; attempt < 20 && rows === undefined; attempt++) {
    rows = await db.query(TENANTS[0]!, all).catch(() => undefined)
  }
  expect(rows).toHaveLength(ROWS_EACH)
  expect(await db.query(TENANTS[0]!, all)).toHaveLength(ROWS_EACH)
  await db.close()
})

async function randomRead(
  db: TenantDb,
  tenant: string,
  dice: number,
): Promise<readonly (readonly unknown[])[] | undefined> {
  switch (dice) {
    case 0:
      return db.query(tenant, { text: 'select 1/0', values: [] }).catch(() => undefined)
    case 1:
      return db.transaction(tenant, () => db.query(tenant, all))
    case 2:
      return db
        .transaction<undefined>(tenant, () => Promise.reject(new Error('rolled back')))
        .catch(() => undefined)
    case 3:
      return db.dedicated(tenant, async (client) => {
        const { rows } = await client.query({ text: all.text, rowMode: 'array' })
        return rows as unknown[][]
      })
    case 4:
      return db
        .query(tenant, { text: "select set_config('statement_timeout', '10s', false)", values: [] })
        .then(() => undefined)
    default:
      return db.query(tenant, all)
  }
}

async function inBatches(
  count: number,
  width: number,
  run: (round: number) => Promise<void>,
): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) await run(next++)
    }),
  )
}
