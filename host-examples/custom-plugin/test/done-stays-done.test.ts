import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { projects } from '../src/index.ts'

const t = await createTestCrm({ plugins: [contacts(), projects()] })
const acme = t.as('acme')
afterAll(() => t.close())

test('a project that is done stays done', async () => {
  const { body: contact } = await acme.post('/contacts', { firstName: 'Ada' })
  const start = `/contacts/${contact.data.id}/start-project`
  const { body: project } = await acme.post(start, { name: 'Engine' })
  const path = `/projects/${project.data.id}`
  expect((await acme.patch(path, { status: 'done' })).status).toBe(200)

  const { status, body } = await acme.patch(path, { status: 'active' })
  expect([status, body.code]).toEqual([422, 'PROJECT_REOPENED'])
  expect(body.detail).toContain('"Engine" is done and cannot become active')
  expect((await acme.get(path)).body.data.status).toBe('done')
  expect((await acme.patch(path, { name: 'Engine No. 1' })).status).toBe(200)
})
