import { afterAll, expect, test } from '@jest/globals'

import { importFile } from './support/real-sales.ts'
import { createSalesCrm, makeBoard, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
afterAll(() => t.close())

const board = await makeBoard(
  acme,
  [
    { name: 'New' },
    { name: 'Offer', requiredFields: ['amount', 'expectedCloseOn', 'participants'] },
    { name: 'Won', kind: 'won' },
    { name: 'Lost', kind: 'lost' },
  ],
  { lostReasonRequired: true, lostReasons: ['Price', 'Timing'] },
)
const { New, Offer, Won, Lost } = board.stages as Record<'New' | 'Offer' | 'Won' | 'Lost', string>
const newDeal = async (more: object = {}): Promise<string> =>
  (await ok(acme.post('/deals', { title: 'Deal', stageId: New, ...more }))).id
const missing = { code: 'STAGE_RULE', missing: ['amount', 'expectedCloseOn', 'participants'] }

test('a patch is told all that is missing at once, with a place for each', async () => {
  const id = await newDeal()
  const { status, body } = await acme.patch(`/deals/${id}`, { stageId: Offer })
  expect(status).toBe(422)
  expect(body).toMatchObject({ code: missing.code, details: { missingFields: missing.missing } })
  expect(body.errors.map(({ path }: { path: string }) => path)).toEqual([
    ...['/amount', '/expectedCloseOn', '/participants'],
  ])
  expect((await ok(acme.get(`/deals/${id}`))).stageId).toBe(New)
})

test('so are a create, a batch, an upsert and a move', async () => {
  const create = await acme.post('/deals', { title: 'x', stageId: Offer })
  expect(create.body).toMatchObject({
    code: 'STAGE_RULE',
    details: { missingFields: missing.missing },
  })
  const id = await newDeal()
  const batch = await acme.post('/deals/batch', {
    atomic: false,
    operations: [{ method: 'update', id, data: { stageId: Offer } }],
  })
  expect(batch.body.data[0].error.code).toBe('STAGE_RULE')
  const upsert = await acme.put('/deals/by/external:shop:order/7', { title: 'x', stageId: Offer })
  expect(upsert.body.code).toBe('STAGE_RULE')
  const move = await acme.post('/deals/move', { ids: [id], stageId: Offer })
  expect(move.body).toMatchObject({
    code: 'STAGE_RULE',
    details: { missingFields: missing.missing },
  })
})

test('so is an import: the row is refused with its reason, the others land', async () => {
  const rows = 'title,stage\nNo amount,Offer\nFine,New\n'
  const options = { entity: 'deals', defaults: { pipelineId: board.pipelineId } }
  const done = await importFile(t, acme, options, rows)
  expect(done.counters).toMatchObject({ created: 1, refused: 1 })
  const { body } = await acme.get(`/imports/${done.id}/errors`)
  expect(JSON.stringify(body.data)).toContain('is needed in the stage \\"Offer\\"')
})

test('a move of several tells what each lacks, and moves none', async () => {
  const one = await newDeal({ amount: 100, currency: 'EUR' })
  const other = await newDeal({ expectedCloseOn: '2026-12-01' })
  const { status, body } = await acme.post('/deals/move', { ids: [one, other], stageId: Offer })
  expect(status).toBe(422)
  expect(body.details.records).toMatchObject([
    { id: one, missingFields: ['expectedCloseOn', 'participants'] },
    { id: other, missingFields: ['amount', 'participants'] },
  ])
  for (const id of [one, other]) expect((await ok(acme.get(`/deals/${id}`))).stageId).toBe(New)
})

test('what the dialog asks for is written with the move', async () => {
  const contact = await ok(acme.post('/contacts', { firstName: 'Ada' }))
  const id = await newDeal({ contactId: contact.id })
  const fields = { amount: 1_000, currency: 'EUR', expectedCloseOn: '2026-12-01' }
  const [moved] = await ok(acme.post('/deals/move', { ids: [id], stageId: Offer, fields }))
  expect(moved).toMatchObject({ ...fields, stageId: Offer, version: 2 })
})

test('a stage leads only where it says', async () => {
  await ok(acme.patch(`/stages/${New}`, { nextStageIds: [Offer, Lost] }))
  const id = await newDeal()
  const { status, body } = await acme.patch(`/deals/${id}`, { stageId: Won })
  expect(status).toBe(422)
  expect(body).toMatchObject({
    code: 'STAGE_RULE',
    details: { missingFields: [], allowedStageIds: [Offer, Lost] },
  })
  await ok(acme.patch(`/stages/${New}`, { nextStageIds: [] }))
  await ok(acme.patch(`/deals/${id}`, { stageId: Won }))
})

test('lost needs a reason, one of those there are, and open has none', async () => {
  const id = await newDeal()
  const without = await acme.patch(`/deals/${id}`, { stageId: Lost })
  expect(without.body.details.missingFields).toEqual(['lostReason'])
  const unknown = await acme.patch(`/deals/${id}`, { stageId: Lost, lostReason: 'Mood' })
  expect(unknown.body.code).toBe('LOST_REASON_UNKNOWN')
  const lost = await ok(acme.patch(`/deals/${id}`, { stageId: Lost, lostReason: 'Price' }))
  const today = new Date().toISOString().slice(0, 10)
  expect(lost).toMatchObject({ outcome: 'lost', lostReason: 'Price', closedOn: today })
  const open = await ok(acme.patch(`/deals/${id}`, { stageId: New }))
  expect(open).toMatchObject({ outcome: 'open', lostReason: null, closedOn: null })
})

test('a rule that names no field, or a stage elsewhere, is refused where it is made', async () => {
  const fields = await acme.patch(`/stages/${Offer}`, { requiredFields: ['amuont'] })
  expect([fields.status, fields.body.code]).toEqual([422, 'STAGE_FIELD_UNKNOWN'])
  const other = await makeBoard(acme, [{ name: 'X' }], { name: 'Other' })
  const next = await acme.patch(`/stages/${Offer}`, { nextStageIds: [other.stages['X']] })
  expect([next.status, next.body.code]).toEqual([422, 'STAGE_NEXT_ELSEWHERE'])
})
