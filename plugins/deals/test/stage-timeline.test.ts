import { afterAll, expect, test } from '@jest/globals'

import { createSalesCrm, makeBoard, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
afterAll(() => t.close())

const { stages } = await makeBoard(acme, [{ name: 'New' }, { name: 'Talks' }])
const { id } = await ok(acme.post('/deals', { title: 'A', stageId: stages['New'] }))
await ok(acme.patch(`/deals/${id}`, { stageId: stages['Talks'] }))
const path = `/timeline/deal/${id}`

interface Entry {
  readonly kind: string
  readonly title: string
  readonly data: object
}

test('moves stand in the timeline of the deal, page by page', async () => {
  const first = await acme.get(`${path}?kinds=stage-move&limit=1`)
  const second = await acme.get(`${path}?kinds=stage-move&limit=1&cursor=${first.body.page.next}`)
  const entries = [...first.body.data, ...second.body.data] as Entry[]
  expect(entries.map(({ title }) => title)).toEqual(['Moved from New to Talks', 'Entered New'])
  expect(entries[0]?.data).toMatchObject({
    stageId: stages['Talks'],
    fromStageId: stages['New'],
    leftAt: null,
  })
  expect(second.body.page.next).toBeNull()
})

test('a stage one may not see is not told by its moves', async () => {
  const role = {
    label: 'No stages',
    permissions: { 'deal.read': 'all', 'stage.read': 'all' },
    fields: { 'deal.stageId': 'none' },
  }
  await ok(acme.put('/roles/no-stages', role))
  const { body } = await t.as('acme', { roles: ['no-stages'] }).get(path)
  const kinds = (body.data as Entry[]).map(({ kind }) => kind)
  expect(kinds).not.toContain('stage-move')
  expect(JSON.stringify(body)).not.toContain('Talks')
})
