import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'
import { saveView } from './view-world.ts'

const t = await createTestCrm({ plugins: [await library()] })
const ada = t.as('acme', { id: 'ada', roles: ['manager'], name: 'Ada' })
afterAll(() => t.close())

test('the change log says who saved, changed and deleted a view, and not what it asks for', async () => {
  const query = { filter: { email: 'secret@example.com' } }
  const { id } = await saveView(ada, { name: 'Poets', query })
  await ada.patch(`/views/${id}`, { name: 'All poets', query: { sort: 'name' } })
  await ada.patch(`/views/${id}`, { isDefault: true, afterId: null })
  await ada.delete(`/views/${id}`)
  await t.as('acme').put('/layouts/author', { sections: [{ fields: [{ key: 'name' }] }] })
  await t.as('acme').delete('/layouts/author')
  const changes = (await t.changes('acme')).filter(({ name }) => /^(view|layout)\./.test(name))
  const about = { id, entity: 'author', kind: 'list', shared: false }
  expect(changes.map(({ name, after }) => [name, after])).toEqual([
    ['view.created', { ...about, name: 'Poets' }],
    ['view.updated', { ...about, name: 'All poets', changed: ['name', 'query'] }],
    ['view.deleted', { ...about, name: 'All poets' }],
    ['layout.saved', { entity: 'author', role: '*' }],
    ['layout.deleted', { entity: 'author', role: '*' }],
  ])
  expect(changes[0]?.actor).toMatchObject({ kind: 'user', id: 'ada', name: 'Ada' })
  expect(JSON.stringify(changes)).not.toContain('secret@')
})

test('what is refused leaves no change', async () => {
  await ada.post('/views', { entity: 'author', name: 'Bad', afterId: crypto.randomUUID() })
  const { body } = await ada.get('/views')
  expect(body.data).toEqual([])
  expect((await t.changes('acme')).filter(({ name }) => name === 'view.created')).toHaveLength(1)
})
