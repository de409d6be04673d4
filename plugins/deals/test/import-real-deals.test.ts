import { afterAll, expect, test } from '@jest/globals'

import { dealOptions, importFile, importSurroundings, realFile } from './support/real-sales.ts'
import { createSalesCrm, makeBoard, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
afterAll(() => t.close())

const count = async (path: string): Promise<number> => {
  const { body } = await acme.get(`${path}${path.includes('?') ? '&' : '?'}count=exact&limit=1`)
  return body.page.total
}
const filtered = (filter: object): string =>
  `/deals?filter=${encodeURIComponent(JSON.stringify(filter))}`

test(
  'all 8,800 opportunities land, with agent, team, product, account, stage and days',
  async () => {
    const board = await importSurroundings(t, acme)
    // A second pipeline has a stage "Won" too: which one is meant, the options say.
    await makeBoard(acme, undefined, { name: 'Renewals' })
    expect([await count('/members'), await count('/teams'), await count('/products')]).toEqual([
      // The one who imports is a member as well.
      36, 9, 7,
    ])
    const file = await realFile('sales_pipeline.csv')
    const done = await importFile(t, acme, dealOptions(board), file)
    expect(done).toMatchObject({
      state: 'done',
      counters: { rows: 8_800, created: 8_800, refused: 0, linked: 0 },
    })
    expect(await count(filtered({ outcome: 'won' }))).toBe(4_238)
    expect(await count(filtered({ outcome: 'lost' }))).toBe(2_473)
    expect(await count(filtered({ companyId: null }))).toBe(1_425)
    // `GTXPro` in the file is `GTX Pro` of the products: a blank makes no other product.
    expect(await count(filtered({ 'product.name': 'GTX Pro' }))).toBe(1_480)
    expect(await count('/products')).toBe(7)

    const first = await ok(acme.get('/deals/by/external:crm:opportunity/1C1I7A6R'))
    expect(first).toMatchObject({
      title: 'Cancity – GTX Plus Basic',
      amount: 105_400,
      currency: 'USD',
      startedOn: '2016-10-20',
      closedOn: '2017-03-01',
      outcome: 'won',
      stageId: board.stages['Won'],
    })
    const owner = await ok(acme.get(`/members/${first.ownerId}?include=teams`))
    expect([owner.name, owner.teams[0].name]).toEqual(['Moses Frase', 'Dustin Brinkmann'])
    const history = await ok(acme.get(`/pipelines/${board.pipelineId}/history/${first.id}`))
    expect(history).toMatchObject([
      { stageId: board.stages['Won'], fromStageId: board.stages['Engaging'], leftAt: null },
      {
        stageId: board.stages['Engaging'],
        enteredAt: '2016-10-20T00:00:00+00:00',
        leftAt: '2017-03-01T00:00:00+00:00',
      },
    ])
    const again = await importFile(t, acme, dealOptions(board), file)
    expect(again.counters).toMatchObject({ rows: 8_800, unchanged: 8_800, refused: 0 })
  },
  10 * 60_000,
)

test('a row whose stage there is none of is listed with its reason', async () => {
  const [pipeline] = await ok(acme.get('/pipelines?sort=createdAt'))
  const header =
    'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value'
  const rows = [
    'X1,Moses Frase,GTXPro,Cancity,Handshake,10/20/2016,3/1/2017,10',
    'X2,Moses Frase,GTXPro,Cancity,Won,10/20/2016,3/17/2017,10',
  ]
  const options = {
    ...dealOptions({ pipelineId: pipeline.id, stages: {} }),
    linkMissing: 'refuse',
  }
  const done = await importFile(t, acme, options, [header, ...rows].join('\n'))
  expect(done.counters).toMatchObject({ created: 1, refused: 1 })
  const { body } = await acme.get(`/imports/${done.id}/errors`)
  expect(JSON.stringify(body.data)).toContain('there is no stage whose name is \\"Handshake\\"')
})

test('taking an import back takes deals back to their stages, with their history', async () => {
  const board = await makeBoard(acme, undefined, { name: 'Undone' })
  const { New, Talks } = board.stages
  const refs = [{ system: 'crm', type: 'opportunity', id: 'U1' }]
  const known = await ok(acme.post('/deals', { title: 'U1', stageId: New, externalRefs: refs }))
  const rows = ['opportunity_id,deal_stage', 'U1,Talks', 'U2,Talks']
  const done = await importFile(t, acme, dealOptions(board), rows.join('\n'))
  expect(done.counters).toMatchObject({ created: 1, updated: 1 })
  expect((await ok(acme.get(`/deals/${known.id}`))).stageId).toBe(Talks)
  const made = await ok(acme.get('/deals/by/external:crm:opportunity/U2'))
  expect((await acme.post(`/imports/${done.id}/undo`)).status).toBeLessThan(300)
  await t.drain()
  expect((await ok(acme.get(`/deals/${known.id}`))).stageId).toBe(New)
  const stays = await ok(acme.get(`/pipelines/${board.pipelineId}/history/${known.id}`))
  expect(stays.map(({ stageId }: { stageId: string }) => stageId).sort()).toEqual(
    [New, Talks, New].sort(),
  )
  expect(stays.filter(({ leftAt }: { leftAt: string | null }) => leftAt === null)).toMatchObject([
    { stageId: New },
  ])
  expect((await acme.get(`/deals/${made.id}`)).status).toBe(404)
})
