import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { projects } from '../src/index.ts'

const t = await createTestCrm({ plugins: [contacts(), projects()] })
const acme = t.as('acme')
afterAll(() => t.close())

test('the first project of a contact gives it a code, after the commit', async () => {
  const contactId = await contact({ firstName: 'Ada' })
  await acme.post('/projects', { name: 'Engine', contactId })
  expect(await codeOf(contactId)).toBeUndefined()
  await t.drain()
  const code = await codeOf(contactId)
  expect(code).toBe(`P-${contactId.slice(-6).toUpperCase()}`)

  const names = (await t.changes('acme')).filter(({ recordId }) => recordId === contactId)
  expect(names.map(({ name, actor }) => [name, actor.id])).toEqual([
    ['contact.created', 'user-admin'],
    ['contact.updated', 'job:projects:on-give-code'],
  ])
})

test('a code that is there stays', async () => {
  const contactId = await contact({
    firstName: 'Grace',
    ext: { projects: { projectCode: 'HOPPER' } },
  })
  await acme.post('/projects', { name: 'Compiler', contactId })
  await t.drain()
  expect(await codeOf(contactId)).toBe('HOPPER')
})

test('a project deleted before the code was given leaves the contact alone', async () => {
  const contactId = await contact({ firstName: 'Alan' })
  const { body } = await acme.post('/projects', { name: 'Bombe', contactId })
  await acme.delete(`/projects/${body.data.id}`)
  await t.drain()
  expect(await codeOf(contactId)).toBeUndefined()
})

test('other code asks the service for the code of a contact', async () => {
  const contactId = await contact({ firstName: 'Barbara' })
  const code = await acme.run(({ services }) => services.projectCodes.ensure(contactId))
  expect(await codeOf(contactId)).toBe(code)
})

async function contact(data: object): Promise<string> {
  return (await acme.post('/contacts', data)).body.data.id as string
}

async function codeOf(id: string): Promise<string | undefined> {
  const { body } = await acme.get(`/contacts/${id}`)
  return body.data.ext.projects?.projectCode as string | undefined
}
