import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'

import type { TestCrm } from '../../src/testing/create-test-crm.ts'
import { createNotesCrm, eventsOf } from './notes-plugin.ts'

let t: TestCrm
beforeAll(async () => {
  t = await createNotesCrm({ notes: { limits: { perDay: 9 } }, house: { street: 'Main' } })
})
afterAll(() => t.close())

test('a tenant sees the settings it may change, with their schema, and not those of the instance', async () => {
  const { body } = await t.as('acme').get('/settings')
  expect(body.data).toEqual([
    {
      plugin: 'notes',
      values: { signature: 'Yours', limits: { perDay: 9 } },
      schema: expect.objectContaining({ type: 'object' }),
      secrets: ['token'],
    },
  ])
  expect((await t.as('acme').get('/settings/house')).status).toBe(404)
  expect((await t.as('acme').patch('/settings/house', { street: 'Side' })).status).toBe(404)
  expect((await t.as('acme').get('/settings/nothing')).body.code).toBe('UNKNOWN_PLUGIN')
})

test('a change holds for the tenant alone, and null brings the instance’s value back', async () => {
  const admin = t.as('acme')
  const changed = await admin.patch('/settings/notes', {
    signature: 'Best',
    limits: { perHour: 2 },
  })
  expect(changed.body.data.values).toEqual({ signature: 'Best', limits: { perHour: 2 } })
  expect((await t.as('globex').get('/settings/notes')).body.data.values.signature).toBe('Yours')
  const back = await admin.patch('/settings/notes', { signature: null, limits: null })
  expect(back.body.data.values).toEqual({ signature: 'Yours', limits: { perDay: 9 } })
})

test('a secret is written, kept when it comes back as null, taken away by "", and never shown', async () => {
  const admin = t.as('initech')
  const shown = await admin.patch('/settings/notes', { token: 'sesame-open' })
  expect(shown.body.data.values.token).toBe(null)
  expect(await stored('initech')).toMatchObject({ token: 'sesame-open' })

  await admin.patch('/settings/notes', { ...shown.body.data.values, signature: 'Best' })
  expect(await stored('initech')).toMatchObject({ token: 'sesame-open', signature: 'Best' })

  const gone = await admin.patch('/settings/notes', { token: '' })
  expect(gone.body.data.values).not.toHaveProperty('token')
  expect(await stored('initech')).not.toHaveProperty('token')
})

test('what does not fit the schema changes nothing', async () => {
  const admin = t.as('acme')
  const { status, body } = await admin.patch('/settings/notes', { signature: 7, colour: 'red' })
  expect([status, body.code]).toEqual([422, 'SETTINGS_INVALID'])
  expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
    '/colour',
    '/signature',
  ])
  expect((await admin.get('/settings/notes')).body.data.values.signature).toBe('Yours')
})

test('changes at the same moment are all kept', async () => {
  const admin = t.as('hooli')
  for (let round = 1; round <= 10; round++) {
    await Promise.all([
      admin.patch('/settings/notes', { signature: `Best ${round}` }),
      admin.patch('/settings/notes', { limits: { perDay: round } }),
      admin.patch('/settings/notes', { limits: { perHour: round } }),
    ])
    expect((await admin.get('/settings/notes')).body.data.values).toEqual({
      signature: `Best ${round}`,
      limits: { perDay: round, perHour: round },
    })
  }
})

test('changes are in the change log, secrets masked', async () => {
  const admin = t.as('umbrella')
  await admin.patch('/settings/notes', { signature: 'Best', token: 'sesame-open' })
  const events = await eventsOf(t, 'umbrella')
  expect(events).toMatchObject([
    {
      name: 'settings.updated',
      after: { plugin: 'notes', values: { signature: 'Best', token: '***' } },
    },
  ])
})

test('the answer shows the change also when it is made under an Idempotency-Key', async () => {
  const key = { 'idempotency-key': 'settings-1' }
  await t.as('stark').get('/settings/notes')
  const { body } = await t.as('stark').patch('/settings/notes', { signature: 'Best' }, key)
  expect(body.data.values.signature).toBe('Best')
})

test('without the permission there are no settings', async () => {
  const manager = t.as('acme', { roles: ['manager'] })
  expect((await manager.get('/settings')).status).toBe(403)
  expect((await manager.patch('/settings/notes', { signature: 'x' })).status).toBe(403)
})

async function stored(tenant: string): Promise<Record<string, unknown>> {
  const { id } = await t.crm.tenants.resolve(tenant)
  const client = new pg.Client({ connectionString: t.databaseUrl })
  await client.connect()
  try {
    await client.query("select set_config('app.tenant_id', $1, false)", [id])
    await client.query('set role crm_app')
    const { rows } = await client.query('select value from crm.settings where tenant_id = $1', [id])
    return rows[0].value
  } finally {
    await client.end()
  }
}
