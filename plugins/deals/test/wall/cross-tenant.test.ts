import { afterAll, expect, test } from '@jest/globals'

import { createSalesCrm, makeBoard, ok } from '../support/sales.ts'

const CANARY = 'canary-7b1e'
/** An id nobody has. */
const NOBODYS = '01890a5d-ac96-774b-bcce-b302099a8057'

const t = await createSalesCrm()
const victim = t.as('victim')
const attacker = t.as('attacker')
afterAll(() => t.close())

const theirs = await makeBoard(victim, undefined, { name: CANARY })
const ours = await makeBoard(attacker)
const contact = await ok(victim.post('/contacts', { firstName: CANARY }))
const product = await ok(victim.post('/products', { name: CANARY, price: 1, currency: 'EUR' }))
const deal = await ok(
  victim.post('/deals', {
    title: CANARY,
    stageId: theirs.stages['New'],
    amount: 4_711,
    currency: 'EUR',
    contactId: contact.id,
    expectedCloseOn: '2026-12-01',
  }),
)
await ok(victim.post('/dealLines', { dealId: deal.id, unitPrice: 4_711 }))
await ok(
  victim.post('/exchangeRates', {
    fromCurrency: 'USD',
    toCurrency: 'EUR',
    day: '2026-01-01',
    rate: 2,
  }),
)
const lead = await ok(victim.post('/leads', { firstName: CANARY }))
const mine = await ok(
  attacker.post('/deals', {
    title: 'mine',
    stageId: ours.stages['New'],
    amount: 1,
    currency: 'USD',
  }),
)

/** Everything of theirs in every place that takes an id; answered as if there were nothing. */
const attacks: [string, string, (id: string) => Promise<{ status: number; body: unknown }>][] = [
  ['columns', theirs.pipelineId, (id) => attacker.get(`/pipelines/${id}/columns`)],
  [
    'history of a pipeline',
    theirs.pipelineId,
    (id) => attacker.get(`/pipelines/${id}/history/${mine.id}`),
  ],
  [
    'history of a deal',
    deal.id,
    (id) => attacker.get(`/pipelines/${ours.pipelineId}/history/${id}`),
  ],
  ['totals', deal.id, (id) => attacker.get(`/deals/${id}/totals`)],
  [
    'move of their deal',
    deal.id,
    (id) => attacker.post('/deals/move', { ids: [id], stageId: ours.stages['Won'] }),
  ],
  [
    'move to their stage',
    theirs.stages['Won'] ?? '',
    (id) => attacker.post('/deals/move', { ids: [mine.id], stageId: id }),
  ],
  [
    'move in their pipeline',
    theirs.pipelineId,
    (id) => attacker.post(`/pipelines/${id}/move`, { ids: [mine.id], stageId: ours.stages['Won'] }),
  ],
  [
    'move behind their card',
    deal.id,
    (id) =>
      attacker.post('/deals/move', { ids: [mine.id], stageId: ours.stages['New'], afterId: id }),
  ],
  ['conversion', lead.id, (id) => attacker.post(`/leads/${id}/convert`)],
  [
    'deal of their stage',
    theirs.stages['New'] ?? '',
    (id) => attacker.post('/deals', { title: 'x', stageId: id }),
  ],
  [
    'deal of their pipeline',
    theirs.pipelineId,
    (id) => attacker.post('/deals', { title: 'x', pipelineId: id }),
  ],
  [
    'deal of their contact',
    contact.id,
    (id) => attacker.post('/deals', { title: 'x', contactId: id }),
  ],
  [
    'deal of their product',
    product.id,
    (id) => attacker.post('/deals', { title: 'x', productId: id }),
  ],
  [
    'line of their deal',
    deal.id,
    (id) => attacker.post('/dealLines', { dealId: id, unitPrice: 1 }),
  ],
  [
    'line of their product',
    product.id,
    (id) => attacker.post('/dealLines', { dealId: mine.id, productId: id }),
  ],
  [
    'participant of their deal',
    deal.id,
    (id) => attacker.post('/dealContacts', { dealId: id, contactId: NOBODYS }),
  ],
  [
    'stage of their pipeline',
    theirs.pipelineId,
    (id) => attacker.post('/stages', { name: 'x', pipelineId: id }),
  ],
  [
    'stage behind theirs',
    theirs.stages['New'] ?? '',
    (id) => attacker.patch(`/stages/${ours.stages['New']}`, { nextStageIds: [id] }),
  ],
]

test.each(attacks)('%s: what is theirs is answered as what is nowhere', async (_, id, ask) => {
  const [aimed, blind] = [await ask(id), await ask(NOBODYS)]
  expect(aimed.status).toBe(blind.status)
  expect(shape(aimed.body, id)).toBe(shape(blind.body, NOBODYS))
  expect(JSON.stringify(aimed.body)).not.toContain(CANARY)
})

test('reports count the deals of their tenant alone, at the rates of their tenant', async () => {
  const [row] = await ok(attacker.get('/reports/deals/win-rate'))
  expect(row).toMatchObject({ open: 1, sums: [{ currency: 'USD', open: 1 }] })
  expect((await attacker.get('/reports/deals/win-rate?currency=EUR')).body.code).toBe(
    'EXCHANGE_RATE_MISSING',
  )
  for (const name of ['forecast', 'time-in-stage', 'stale', 'cycle-time'])
    expect(JSON.stringify((await attacker.get(`/reports/deals/${name}`)).body)).not.toContain(
      '4711',
    )
})

test('their records are as they were', async () => {
  expect(await ok(victim.get(`/deals/${deal.id}`))).toMatchObject({
    version: 1,
    stageId: theirs.stages['New'],
  })
  expect((await ok(victim.get(`/leads/${lead.id}`))).status).toBe('new')
})

/** The answer without what differs by nature. */
function shape(body: unknown, id: string): string {
  return (JSON.stringify(body) ?? '')
    .replaceAll(id, 'ID')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replace(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"TIME"')
    .replace(/"(version|position)":("[^"]*"|\d+)/g, '"$1":0')
}
