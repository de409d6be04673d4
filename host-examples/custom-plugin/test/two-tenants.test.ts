import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { projects } from '../src/index.ts'

const t = await createTestCrm({ plugins: [contacts(), projects()] })
const [acme, globex] = [t.as('acme'), t.as('globex')]
afterAll(() => t.close())

const { body: ada } = await acme.post('/contacts', { firstName: 'Ada' })
const start = `/contacts/${ada.data.id}/start-project`
const { body: engine } = await acme.post(start, { name: 'Engine' })

test('a project is seen, changed and started in its own tenant alone', async () => {
  expect((await globex.get('/projects')).body.data).toEqual([])
  expect((await globex.get(`/projects/${engine.data.id}`)).status).toBe(404)
  expect((await globex.patch(`/projects/${engine.data.id}`, { name: 'Mine' })).status).toBe(404)
  expect((await globex.post(start, { name: 'Mine' })).status).toBe(404)
  const stolen = await globex.post('/projects', { name: 'Mine', contactId: ada.data.id })
  expect([stolen.status, stolen.body.errors[0].path]).toEqual([422, '/contactId'])
})

test('the job and the subscriber of one tenant leave the other alone', async () => {
  await t.drain()
  await globex.run((context) => context.addJob('projects:remind', {}))
  await t.drain()
  const told = (await t.changes('globex')).map(({ entity }) => entity)
  expect(new Set(told)).toEqual(new Set(['member']))
  expect((await acme.get(`/projects/${engine.data.id}`)).body.data.remindedAt).toBeNull()
  const { body } = await acme.get(`/contacts/${ada.data.id}`)
  expect(body.data.ext.projects.projectCode).toMatch(/^P-/)
})
