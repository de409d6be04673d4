import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { projects } from '../src/index.ts'

const t = await createTestCrm({ plugins: [contacts(), projects()] })
afterAll(() => t.close())

test('a file cannot start more than twenty projects for one contact, and says so in the rows that would', async () => {
  const acme = t.as('acme')
  const contact = await acme.post('/contacts', { lastName: 'Ada' })
  const contactId = contact.body.data.id as string
  await acme.post('/projects', { name: 'First', contactId, status: 'active' })
  const rows = Array.from(
    { length: 25 },
    (_, n) => `P${n},${contactId},${n < 3 ? 'done' : 'active'}`,
  )
  const { body } = await acme.post(
    '/imports?entity=projects',
    ['name,contactId,status', ...rows].join('\n'),
    { 'content-type': 'text/csv' },
  )
  await t.drain()
  const { counters } = (await acme.get(`/imports/${body.data.id}`)).body.data
  expect(counters).toMatchObject({ created: 22, refused: 3 })
  const refused = (await acme.get(`/imports/${body.data.id}/errors`)).body.data
  expect(refused.map(({ line }: { line: number }) => line)).toEqual([24, 25, 26])
  expect(refused[0].faults[0]).toMatchObject({ code: 'PROJECTS_TOO_MANY' })
  const more = await acme.post('/projects', { name: 'Last', contactId, status: 'active' })
  expect([more.status, more.body.code]).toEqual([422, 'PROJECTS_TOO_MANY'])
})
