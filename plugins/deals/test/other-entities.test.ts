import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'
import { deals } from '@crmkit/deals'

import { hiring } from './support/hiring/hiring.ts'
import { makeBoard, ok } from './support/sales.ts'

const t = await createTestCrm({ plugins: [contacts(), deals(), hiring] })
const acme = t.as('acme')
const client = new pg.Client(t.databaseUrl)
await client.connect()
afterAll(async () => {
  await client.end()
  await t.close()
})

const steps = [
  { name: 'Applied' },
  { name: 'Offer', requiredFields: ['salary'], probability: 80 },
  { name: 'Hired', kind: 'won' },
]
const board = await makeBoard(acme, steps, { name: 'Engineers', entity: 'candidate' })
const { Applied, Offer } = board.stages as Record<'Applied' | 'Offer', string>

test('candidates go through stages: rules, moves, order, columns and history', async () => {
  const made = []
  for (const name of ['Ada', 'Ben', 'Cleo'])
    made.push(await ok(acme.post('/candidates', { name, stageId: Applied })))
  const [ada, ben, cleo] = made
  const move = (body: object) => acme.post(`/pipelines/${board.pipelineId}/move`, body)
  const refused = await move({ ids: [ada.id], stageId: Offer })
  expect(refused.body).toMatchObject({ code: 'STAGE_RULE', details: { missingFields: ['salary'] } })
  const fields = { salary: 7_000_000, salaryCurrency: 'EUR' }
  await ok(move({ ids: [ben.id], stageId: Offer, fields }))
  await ok(move({ ids: [cleo.id], stageId: Applied, afterId: null }))
  const filter = encodeURIComponent(JSON.stringify({ stageId: Applied }))
  const cards = await ok(acme.get(`/candidates?filter=${filter}&sort=position`))
  expect(cards.map(({ name }: { name: string }) => name)).toEqual(['Cleo', 'Ada'])
  const columns = await ok(acme.get(`/pipelines/${board.pipelineId}/columns`))
  expect(columns).toMatchObject([
    { stageId: Applied, count: 2, sums: [] },
    {
      stageId: Offer,
      count: 1,
      sums: [{ currency: 'EUR', amount: 7_000_000, weighted: 5_600_000 }],
    },
    { count: 0 },
  ])
  const history = await ok(acme.get(`/pipelines/${board.pipelineId}/history/${ben.id}`))
  expect(history.map(({ stageId }: { stageId: string }) => stageId)).toEqual([Offer, Applied])
})

test('PostgreSQL keeps their stages within their pipeline too', async () => {
  const other = await makeBoard(acme, [{ name: 'X' }], { name: 'Designers', entity: 'candidate' })
  const { id } = await ok(acme.post('/candidates', { name: 'Dan', stageId: Applied }))
  await expect(
    client.query('update crm.candidates set stage_id = $1 where id = $2', [other.stages['X'], id]),
  ).rejects.toMatchObject({ code: '23503' })
})

test('a pipeline takes records of its own entity alone', async () => {
  const deal = await acme.post('/deals', { title: 'x', stageId: Applied })
  expect([deal.status, deal.body.code]).toEqual([422, 'PIPELINE_OF_OTHER_ENTITY'])
  const nothing = await acme.post('/pipelines', { name: 'x', entity: 'contact' })
  expect([nothing.status, nothing.body.code]).toEqual([422, 'PIPELINE_ENTITY_UNKNOWN'])
  expect(nothing.body.detail).toMatch(/Known: (deal, candidate|candidate, deal)/)
})

test('the first record of a tenant gets a pipeline of its own kind', async () => {
  const globex = t.as('globex')
  const { pipelineId } = await ok(globex.post('/candidates', { name: 'Eva' }))
  expect((await ok(globex.get(`/pipelines/${pipelineId}`))).entity).toBe('candidate')
})

test('hooks of the author run beside those of the stages', async () => {
  const { id } = await ok(acme.post('/candidates', { name: 'Fay', stageId: Applied }))
  expect((await acme.patch(`/candidates/${id}`, { name: 'nobody' })).status).toBe(500)
})
