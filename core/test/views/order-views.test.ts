import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'
import { namesOfViews, saveView } from './view-world.ts'

const t = await createTestCrm({ plugins: [await library()] })
const ada = t.as('acme', { id: 'ada', roles: ['manager'] })
const ben = t.as('acme', { id: 'ben', roles: ['user'] })
const ids = new Map<string, string>()
const id = (name: string): string => ids.get(name) ?? ''
afterAll(() => t.close())

beforeAll(async () => {
  for (const name of ['A', 'B', 'C'])
    ids.set(name, (await saveView(ada, { name, shared: true })).id)
  ids.set('D', (await saveView(ben, { name: 'D' })).id)
})

test('views stand in the order of their making until somebody moves one', async () => {
  expect(await namesOfViews(ada)).toEqual(['A', 'B', 'C'])
  expect(await namesOfViews(ben)).toEqual(['A', 'B', 'C', 'D'])
})

test('a view is moved behind or before another, to the front and to the end', async () => {
  const move = async (name: string, place: object): Promise<string[]> => {
    expect((await ben.patch(`/views/${id(name)}`, place)).status).toBe(200)
    return namesOfViews(ben)
  }
  expect(await move('D', { afterId: id('A') })).toEqual(['A', 'D', 'B', 'C'])
  expect(await move('A', { beforeId: id('C') })).toEqual(['D', 'B', 'A', 'C'])
  expect(await move('C', { afterId: null })).toEqual(['C', 'D', 'B', 'A'])
  expect(await move('C', { beforeId: null })).toEqual(['D', 'B', 'A', 'C'])
})

test('everybody has an order of their own, of shared views too, and it is no new version', async () => {
  expect(await namesOfViews(ada)).toEqual(['A', 'B', 'C'])
  expect((await ada.get(`/views/${id('A')}`)).body.data.version).toBe(1)
})

test('a new view comes last, or where it is told to', async () => {
  await saveView(ben, { name: 'E' })
  await saveView(ben, { name: 'F', afterId: id('D') })
  expect(await namesOfViews(ben)).toEqual(['D', 'F', 'B', 'A', 'C', 'E'])
})

test('a place beside a view one does not see is refused, and nothing is saved', async () => {
  for (const place of [{ afterId: id('D') }, { beforeId: id('D') }]) {
    const { status, body } = await ada.patch(`/views/${id('A')}`, { name: 'Moved', ...place })
    expect([status, body.code]).toEqual([422, 'VIEW_PLACE_UNKNOWN'])
  }
  expect(await namesOfViews(ada)).toEqual(['A', 'B', 'C'])
})

test('a view that is gone leaves no hole', async () => {
  await ada.delete(`/views/${id('B')}`)
  expect(await namesOfViews(ben)).toEqual(['D', 'F', 'A', 'C', 'E'])
  await ben.patch(`/views/${id('C')}`, { afterId: id('D') })
  expect(await namesOfViews(ben)).toEqual(['D', 'C', 'F', 'A', 'E'])
})

test('one view of a kind opens first, for each person their own', async () => {
  const defaults = async (client: typeof ada): Promise<string[]> => {
    const { body } = await client.get('/views?entity=author')
    const views = body.data as { name: string; isDefault: boolean }[]
    return views.filter(({ isDefault }) => isDefault).map(({ name }) => name)
  }
  await ben.patch(`/views/${id('A')}`, { isDefault: true })
  const board = await saveView(ben, { name: 'Board', kind: 'board', isDefault: true })
  expect(board['isDefault']).toBe(true)
  await ben.patch(`/views/${id('C')}`, { isDefault: true })
  expect(await defaults(ben)).toEqual(['C', 'Board'])
  expect(await defaults(ada)).toEqual([])
  // Taking the word from one that has it not changes nothing.
  await ben.patch(`/views/${id('A')}`, { isDefault: false })
  expect(await defaults(ben)).toEqual(['C', 'Board'])
  await ben.patch(`/views/${id('C')}`, { isDefault: false })
  expect(await defaults(ben)).toEqual(['Board'])
})

test('a copy is a private view behind the original, with a name that is free', async () => {
  const copy = (name?: string) =>
    ben.post(`/views/${id('A')}/duplicate`, name ? { name } : undefined)
  const [first, second, named] = [await copy(), await copy(), await copy('Like A')]
  expect([first, second, named].map(({ status }) => status)).toEqual([201, 201, 201])
  expect(first.body.data).toMatchObject({ name: 'A (copy)', shared: false, mine: true, version: 1 })
  expect(second.body.data.name).toBe('A (copy 2)')
  const names = await namesOfViews(ben, 'entity=author&kind=list')
  expect(names.slice(names.indexOf('A'))).toEqual(['A', 'Like A', 'A (copy 2)', 'A (copy)', 'E'])
  expect((await copy('e')).body.code).toBe('VIEW_NAME_TAKEN')
})

test('twenty moves at once end in an order with every view once', async () => {
  const names = await namesOfViews(ben, 'entity=author&kind=list')
  const { body } = await ben.get('/views?entity=author&kind=list')
  const all = (body.data as { id: string }[]).map((view) => view.id)
  const moves = Array.from({ length: 20 }, (_, index) =>
    ben.patch(`/views/${all[index % all.length]}`, { afterId: all[(index * 3 + 1) % all.length] }),
  )
  // A view beside itself is no place.
  expect(new Set((await Promise.all(moves)).map(({ status }) => status))).toEqual(new Set([200]))
  expect((await namesOfViews(ben, 'entity=author&kind=list')).sort()).toEqual(names.sort())
})
