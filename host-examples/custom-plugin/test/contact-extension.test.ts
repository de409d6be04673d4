import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { projects } from '../src/index.ts'

const t = await createTestCrm({ plugins: [contacts(), projects()] })
const acme = t.as('acme')
afterAll(() => t.close())

const field = 'ext.projects.projectCode'
const [ada, grace, alan] = [
  await contact('Ada', 'B-1'),
  await contact('Grace', 'A-2'),
  await contact('Alan'),
]

test('a contact is created, changed and read with the field of the plugin', async () => {
  expect((await acme.get(`/contacts/${ada}`)).body.data.ext).toEqual({
    projects: { projectCode: 'B-1' },
  })
  expect((await acme.get(`/contacts/${alan}`)).body.data.ext).toEqual({ projects: null })

  const { body } = await acme.patch(`/contacts/${alan}`, {
    ext: { projects: { projectCode: 'C-3' } },
  })
  expect(body.data).toMatchObject({ firstName: 'Alan', ext: { projects: { projectCode: 'C-3' } } })
  expect((await acme.get(`/contacts/${alan}?fields=${field}`)).body.data).toEqual({
    id: alan,
    ext: { projects: { projectCode: 'C-3' } },
  })
})

test('lists filter and sort by it', async () => {
  const found = async (query: string): Promise<string[]> =>
    ((await acme.get(`/contacts?${query}`)).body.data as { id: string }[]).map(({ id }) => id)
  const filter = (value: object): string => `filter=${encodeURIComponent(JSON.stringify(value))}`
  expect(await found(filter({ [field]: 'A-2' }))).toEqual([grace])
  expect(await found(`${filter({ [field]: { in: ['A-2', 'B-1'] } })}&sort=${field}`)).toEqual([
    grace,
    ada,
  ])
  expect(await found(`${filter({ [field]: { startsWith: 'B' } })}&sort=-${field}`)).toEqual([ada])
})

test('the field is checked, and an unknown one refused', async () => {
  const long = await acme.patch(`/contacts/${ada}`, {
    ext: { projects: { projectCode: 'x'.repeat(21) } },
  })
  expect([long.status, long.body.errors[0].path]).toEqual([422, '/ext/projects/projectCode'])
  expect((await acme.patch(`/contacts/${ada}`, { ext: { projects: { code: 'x' } } })).status).toBe(
    422,
  )
  expect((await acme.patch(`/contacts/${ada}`, { ext: { billing: {} } })).status).toBe(422)
})

test('the change log tells what it was', async () => {
  await acme.patch(`/contacts/${grace}`, { ext: { projects: { projectCode: 'A-9' } } })
  const { body } = await acme.get(`/contacts/${grace}/changes`)
  expect(body.data[0]).toMatchObject({
    before: { ext: { projects: { projectCode: 'A-2' } } },
    after: { ext: { projects: { projectCode: 'A-9' } } },
  })
})

async function contact(firstName: string, projectCode?: string): Promise<string> {
  const ext = projectCode === undefined ? {} : { ext: { projects: { projectCode } } }
  return (await acme.post('/contacts', { firstName, ...ext })).body.data.id as string
}
