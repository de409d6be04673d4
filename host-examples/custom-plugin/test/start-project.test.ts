import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { projects } from '../src/index.ts'

const t = await createTestCrm({ plugins: [contacts(), projects()] })
const acme = t.as('acme')
afterAll(() => t.close())

const { body: contact } = await acme.post('/contacts', { firstName: 'Ada' })
const path = `/contacts/${contact.data.id}/start-project`

test('whoever holds the permission starts a project for a contact', async () => {
  const user = t.as('acme', { roles: ['user'] })
  const { body: own } = await user.post('/contacts', { firstName: 'Charles' })
  const { status, body } = await user.post(`/contacts/${own.data.id}/start-project`, {
    name: 'Mill',
  })
  expect(status).toBe(201)
  expect(body.data).toMatchObject({ name: 'Mill', status: 'active', contactId: own.data.id })

  const listed = await user.get('/projects?include=contact')
  expect(listed.body.data[0].contact).toMatchObject({ firstName: 'Charles' })
  const ofContact = await user.get(`/contacts/${own.data.id}?include=projects`)
  expect(ofContact.body.data.projects).toMatchObject([{ name: 'Mill' }])
  const filter = encodeURIComponent('{"contact.firstName":"Charles"}')
  expect((await user.get(`/projects?filter=${filter}`)).body.data).toHaveLength(1)
})

test('without it nobody does', async () => {
  const guest = t.as('acme', { roles: ['guest'] })
  const { status, body } = await guest.post(path, { name: 'Mill' })
  expect([status, body.code]).toEqual([403, 'FORBIDDEN'])
})

test('a project needs a name, and a contact that exists', async () => {
  expect((await acme.post(path, {})).status).toBe(422)
  const nobody = '/contacts/01890a5d-ac96-774b-bcce-b302099a8057/start-project'
  expect((await acme.post(nobody, { name: 'Mill' })).status).toBe(404)
})

test('budgets are seen by those who may', async () => {
  const budget = { budget: 120_000, budgetCurrency: 'EUR' }
  const made = await acme.post('/projects', { name: 'Loom', contactId: contact.data.id, ...budget })
  expect(made.body.data).toMatchObject(budget)
  const guest = t.as('acme', { roles: ['guest'] })
  const { body } = await guest.get(`/projects/${made.body.data.id}`)
  expect(body.data).not.toHaveProperty('budget')
  expect((await guest.get('/projects?sort=budget')).status).toBe(400)
})

test('a contact with projects stays', async () => {
  await acme.post(path, { name: 'Bridge' })
  const { status, body } = await acme.delete(`/contacts/${contact.data.id}`)
  expect([status, body.code]).toEqual([409, 'STILL_REFERENCED'])
})
