import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

const crm = await createTestCrm({ plugins: [contacts()] })
const acme = crm.as('acme', { roles: ['admin'] })
afterAll(() => crm.close())

test('a company cannot be its own parent', async () => {
  const id = await create('Alone')
  expect(await setParent(id, id)).toMatchObject({
    status: 422,
    body: { code: 'COMPANY_PARENT_CYCLE', errors: [{ path: '/parentId' }] },
  })
})

test('a company cannot come to belong to one of its subsidiaries', async () => {
  const top = await create('Top')
  const middle = await create('Middle', top)
  const bottom = await create('Bottom', middle)
  expect(await setParent(top, bottom)).toMatchObject({
    status: 422,
    body: { code: 'COMPANY_PARENT_CYCLE' },
  })
  expect((await setParent(bottom, top)).status).toBe(200)
})

test('of two companies put below each other at once, one is refused', async () => {
  for (let round = 0; round < 10; round++) {
    const [one, other] = [await create(`One ${round}`), await create(`Other ${round}`)]
    const answers = await Promise.all([setParent(one, other), setParent(other, one)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
  }
})

test('deleting a company keeps its people and subsidiaries', async () => {
  const top = await create('Parent')
  const below = await create('Child', top)
  const { body } = await acme.post('/contacts', { firstName: 'Ada', companyId: top })
  expect((await acme.delete(`/companies/${top}`)).status).toBe(204)
  expect((await acme.delete(`/companies/${top}?purge=true`)).status).toBe(204)
  expect((await acme.get(`/companies/${below}`)).body.data.parentId).toBeNull()
  expect((await acme.get(`/contacts/${body.data.id}`)).body.data.companyId).toBeNull()
})

async function create(name: string, parentId: string | null = null): Promise<string> {
  const { body } = await acme.post('/companies', { name, parentId })
  return body.data.id
}

function setParent(id: string, parentId: string) {
  return acme.patch(`/companies/${id}`, { parentId })
}
