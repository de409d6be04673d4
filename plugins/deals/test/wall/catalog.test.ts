import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { sweepCatalog } from '@crmkit/core/testing'

import { createSalesCrm } from '../support/sales.ts'

const t = await createSalesCrm()
const client = new pg.Client(t.databaseUrl)
await client.connect()
afterAll(async () => {
  await client.end()
  await t.close()
})

test('every table of deals stands behind the wall, those beside the entities too', async () => {
  expect(await sweepCatalog(t.databaseUrl)).toEqual([])
})

test.each(['stage_stays', 'lead_turns', 'deals', 'leads', 'exchange_rates'])(
  'the sweep sees it when the policy of %s is dropped',
  async (table) => {
    await client.query(`begin; drop policy tenant on crm.${table}; commit`)
    expect((await sweepCatalog(t.databaseUrl)).join('\n')).toContain(table)
    await client.query(
      `create policy tenant on crm.${table} to crm_app using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))`,
    )
    expect(await sweepCatalog(t.databaseUrl)).toEqual([])
  },
)
