import { afterAll, expect, test } from '@jest/globals'

import { createSalesCrm, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
afterAll(() => t.close())

const team = await ok(acme.post('/teams', { name: 'Inbound' }))
const members: string[] = []
for (const name of ['Ana', 'Bo', 'Cy', 'Di'])
  members.push((await ok(acme.post('/members', { name, teamIds: [team.id] }))).id)
const [ana, bo, cy, di] = members
const lead = (more: object = {}) =>
  ok(acme.post('/leads', { firstName: 'x', ownerId: null, ...more })) as Promise<{
    ownerId: string | null
  }>

test('a lead nobody has a rule for stays without an owner', async () => {
  expect((await lead()).ownerId).toBeNull()
})

test('a hundred leads at once give twenty-five to each of four members', async () => {
  await ok(acme.post('/leadRules', { name: 'All', order: 10, memberIds: members }))
  const made = await Promise.all(Array.from({ length: 100 }, () => lead()))
  const counts = members.map((id) => made.filter(({ ownerId }) => ownerId === id).length)
  expect(counts).toEqual([25, 25, 25, 25])
}, 60_000)

test('the first rule that fits decides, and who is away is passed by', async () => {
  await ok(
    acme.post('/leadRules', {
      name: 'Germany',
      order: 1,
      filter: { and: [{ country: 'DE' }, { amount: { gte: 1_000 } }] },
      memberIds: [ana, bo],
    }),
  )
  const german = { country: 'DE', amount: 5_000, currency: 'EUR' }
  const owners = [await lead(german), await lead(german), await lead(german)]
  expect(owners.map(({ ownerId }) => ownerId)).toEqual([ana, bo, ana])
  await ok(acme.patch(`/members/${bo}`, { active: false }))
  const later = [await lead(german), await lead(german)]
  expect(later.map(({ ownerId }) => ownerId)).toEqual([ana, ana])
  await ok(acme.patch(`/members/${bo}`, { active: true }))
  expect([cy, di, ana, bo]).toContain(
    (await lead({ country: 'DE', amount: 1, currency: 'EUR' })).ownerId,
  )
})

test('a rule of a team gives leads to its members, and reads fields of the tenant’s own', async () => {
  await ok(
    acme.post('/schemas/lead/fields', {
      key: 'size',
      schema: { type: 'integer', 'x-crm': { label: 'Size' } },
    }),
  )
  await ok(
    acme.post('/leadRules', {
      name: 'Big',
      order: 0,
      filter: { 'custom.size': { gt: 100 } },
      teamId: team.id,
    }),
  )
  const owners = new Set<string | null>()
  for (let i = 0; i < 4; i++) owners.add((await lead({ custom: { size: 500 } })).ownerId)
  expect([...owners].sort()).toEqual([...members].sort())
})

test('an owner who is named stays', async () => {
  expect((await lead({ ownerId: di })).ownerId).toBe(di)
})

test('a filter that does not fit leads is refused where it is written', async () => {
  const { status, body } = await acme.post('/leadRules', { name: 'x', filter: { nonsense: 1 } })
  expect([status, body.code]).toEqual([422, 'LEAD_RULE_FILTER'])
  expect(body.errors[0].path).toBe('/filter/nonsense')
})
