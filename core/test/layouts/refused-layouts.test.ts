import { afterAll, expect, test } from '@jest/globals'

import { layoutWorld } from './layout-world.ts'

const t = await layoutWorld()
const { admin, clerk } = t
afterAll(() => t.close())

const name = { key: 'name' }
const withRule = (condition: object) => ({
  sections: [{ fields: [{ ...name, rule: { effect: 'hide', condition } }] }],
})

test.each([
  [
    { sections: [{ fields: [name, { key: 'nam' }] }] },
    '/sections/0/fields/1/key',
    'Use one of: id, name',
  ],
  [
    { sections: [{ fields: [name] }, { fields: [name] }] },
    '/sections/1/fields/0',
    'stands at /sections/0/fields/0 already',
  ],
  [
    {
      sections: [
        { key: 'a', fields: [] },
        { key: 'a', fields: [] },
      ],
    },
    '/sections/1/key',
    'Give each its own',
  ],
  [{ sections: [], header: ['nam'] }, '/header/0', 'Use one of: id, name'],
  [{ sections: [], aside: ['name', 'books.title'] }, '/aside/1', 'Use one of: id, name'],
  [{ sections: [], hidden: ['custom.none'] }, '/hidden/0', 'Use one of: id, name'],
  [{ sections: [], related: ['novels'] }, '/related/0', 'Use one of: books, edited'],
  [withRule({ nam: 1 }), '/sections/0/fields/0/rule/condition/nam', 'Fields are: id, name'],
  [
    withRule({ or: [{ born: 'x' }] }),
    '/sections/0/fields/0/rule/condition/or/0/born',
    'must be a date',
  ],
  [
    withRule({ not: { 'books.title': 'x' } }),
    '/sections/0/fields/0/rule/condition',
    'is behind a relation',
  ],
])('%j is refused with its place and what to do', async (layout, path, fix) => {
  const { status, body } = await admin.put('/layouts/author', layout)
  expect([status, body.code]).toEqual([422, 'LAYOUT_INVALID'])
  expect(body.errors).toEqual([
    { path, code: expect.any(String), message: expect.stringContaining(fix) },
  ])
})

test.each([
  [{}, ''],
  [{ sections: [{ fields: [{ key: 'name', span: 3 }] }] }, '/sections/0/fields/0/span'],
  [{ sections: [], colour: 'red' }, '/colour'],
])('the form %j is refused', async (layout, path) => {
  const { status, body } = await admin.put('/layouts/author', layout)
  expect([status, body.errors[0].path]).toEqual([422, path || '/sections'])
})

test('a layout is stored for roles that there are', async () => {
  const { status, body } = await admin.put('/layouts/author?role=nobody', { sections: [] })
  expect([status, body.code]).toEqual([422, 'ROLE_UNKNOWN'])
  expect(body.detail).toMatch(/Known: \*, admin, manager, user, guest, clerk/)
})

test('only who may lay out forms stores layouts and sees what is stored', async () => {
  const manager = t.as('acme', { roles: ['manager'] })
  await admin.put('/layouts/author', { sections: [{ fields: [name] }] })
  for (const client of [clerk, manager]) {
    const answers = [
      await client.put('/layouts/author', { sections: [] }),
      await client.delete('/layouts/author'),
      await client.get('/layouts'),
      await client.get('/layouts/author/stored'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  }
  expect((await clerk.get('/layouts/author')).body.data.role).toBe('*')
})
