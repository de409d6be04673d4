import { afterAll, beforeEach, expect, test } from '@jest/globals'

import type { HostContext } from '../../src/kernel/host-context.ts'
import { createTestCrm } from '../../src/testing/index.ts'
import { crmPlugin } from '../imports/support/crm-plugin.ts'

/** How many records each call of the hook got. */
const calls: number[] = []
beforeEach(() => {
  calls.length = 0
})

const t = await createTestCrm({
  plugins: [
    await crmPlugin({
      hooks: {
        company: {
          beforeCreate: {
            runMany(events) {
              calls.push(events.length)
              for (const event of events) event.data['industry'] ??= 'unknown'
            },
          },
        },
      },
    }),
  ],
})
const client = t.as('acme')
afterAll(() => t.close())

type Companies = HostContext & { records(entity: 'company'): { createMany: CreateMany } }
type CreateMany = (list: readonly object[]) => Promise<readonly string[]>

const createMany = (list: readonly object[]) =>
  client.run((context) => (context as unknown as Companies).records('company').createMany(list))
const named = async (id: string) => (await client.get(`/companies/${id}`)).body.data as object

test('many are made as one is: checked, completed by hooks, logged; their ids come in order', async () => {
  const ids = await createMany([{ name: 'First' }, { name: 'Second', industry: 'bread' }])
  expect(calls).toEqual([2])
  expect(await named(ids[0]!)).toMatchObject({ name: 'First', industry: 'unknown', version: 1 })
  expect(await named(ids[1]!)).toMatchObject({ name: 'Second', industry: 'bread' })
  const changes = await client.get(`/companies/${ids[1]}/changes`)
  expect(changes.body.data).toMatchObject([{ action: 'created', after: { name: 'Second' } }])
})

test('more than hooks get at once are still all or none', async () => {
  const ids = await createMany(Array.from({ length: 2_100 }, (_, n) => ({ name: `Round ${n}` })))
  expect(calls).toEqual([2_000, 100])
  expect(new Set(ids).size).toBe(2_100)
  const { total } = (await client.get('/companies?count=exact&limit=1')).body.page
  const list = Array.from({ length: 2_050 }, (_, n) => ({ name: n === 2_049 ? null : `None ${n}` }))
  await expect(createMany(list)).rejects.toMatchObject({
    code: 'BATCH_FAILED',
    details: { index: 2_049 },
    faults: [{ path: '/2049/name' }],
  })
  expect((await client.get('/companies?count=exact&limit=1')).body.page.total).toBe(total)
})

test('what is taken is told with its place, and none at all make nothing', async () => {
  const taken = [
    { name: 'One', domain: 'one.example' },
    { name: 'Other', domain: 'one.example' },
  ]
  await expect(createMany(taken)).rejects.toMatchObject({
    code: 'BATCH_FAILED',
    faults: [{ path: '/1/domain' }],
  })
  expect(await createMany([])).toEqual([])
})

test('who may not create one may not create many', async () => {
  const guest = t.as('acme', { roles: ['guest'] })
  const attempt = guest.run((context) =>
    (context as unknown as Companies).records('company').createMany([{ name: 'No' }]),
  )
  await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN', status: 403 })
})
