import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { fieldWorld } from '../custom-fields/field-world.ts'
import { namesOfViews, saveView } from './view-world.ts'

const t = await fieldWorld()
const here = t.as('acme')
const there = t.as('umbrella')
afterAll(() => t.close())
let id: string

beforeAll(async () => {
  id = (await saveView(here, { name: 'Ours', shared: true, isDefault: true })).id
})

test('a shared view of another tenant does not exist', async () => {
  expect(await namesOfViews(there, '')).toEqual([])
  const answers = [
    await there.get(`/views/${id}`),
    await there.patch(`/views/${id}`, { name: 'Theirs' }),
    await there.post(`/views/${id}/duplicate`, {}),
    await there.delete(`/views/${id}`),
  ]
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
  expect(await namesOfViews(here)).toEqual(['Ours'])
})

test('the same name and the same person are two in two tenants', async () => {
  await saveView(there, { name: 'Ours' })
  expect(await namesOfViews(there)).toEqual(['Ours'])
})
