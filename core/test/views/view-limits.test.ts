import { afterAll, expect, test } from '@jest/globals'

import { fieldWorld } from '../custom-fields/field-world.ts'
import { saveView } from './view-world.ts'

const t = await fieldWorld()
const ada = t.as('acme', { id: 'ada', roles: ['manager'] })
afterAll(() => t.close())

test('a person has at most a hundred views of an entity, however many are saved at once', async () => {
  for (let index = 0; index < 95; index++) await saveView(ada, { name: `View ${index}` })
  const more = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      ada.post('/views', { entity: 'author', name: `More ${index}` }),
    ),
  )
  expect(more.filter(({ status }) => status === 201)).toHaveLength(5)
  const refused = more.find(({ status }) => status !== 201)
  expect([refused?.status, refused?.body.code]).toEqual([422, 'VIEW_LIMIT'])
  expect(refused?.body.detail).toBe(
    'You have 100 views of author, as many as there can be. Delete one that is no longer needed.',
  )
  expect((await ada.post('/views', { entity: 'book', name: 'Another entity' })).status).toBe(201)
  await saveView(t.as('acme', { id: 'ben', roles: ['user'] }), { name: 'Another person' })
})

test('there are at most two hundred shared views of an entity', async () => {
  const [row] = await t.sql<{ id: string }>(`select id from crm.views limit 1`)
  await t.sql(
    `insert into crm.views (tenant_id, id, entity, kind, holder, name, name_key, shared, query, columns, options, created_by, updated_by)
     select tenant_id, gen_random_uuid(), entity, kind, 'key:' || n, 'Shared', 'shared', true, query, columns, options, created_by, updated_by
     from crm.views, generate_series(1, 200) n where id = $1`,
    [row?.id],
  )
  const { body } = await ada.get('/views?entity=author')
  expect(body.data).toHaveLength(300)
  const { status, body: refused } = await ada.patch(`/views/${row?.id}`, { shared: true })
  expect([status, refused.code]).toEqual([422, 'VIEW_LIMIT'])
  expect(refused.detail).toMatch(/^All together share 200 views of author/)
})
