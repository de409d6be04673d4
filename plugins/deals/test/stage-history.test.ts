import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { createSalesCrm, makeBoard, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
const client = new pg.Client(t.databaseUrl)
await client.connect()
afterAll(async () => {
  await client.end()
  await t.close()
})

const { pipelineId, stages } = await makeBoard(acme, [
  { name: 'New' },
  { name: 'Talks' },
  { name: 'Won', kind: 'won' },
])
const { New, Talks, Won } = stages as Record<'New' | 'Talks' | 'Won', string>
interface Stay {
  stageId: string
  fromStageId: string | null
  enteredAt: string
  leftAt: string | null
  actor: { id: string }
}
const history = (id: string): Promise<Stay[]> =>
  ok(acme.get(`/pipelines/${pipelineId}/history/${id}`)) as Promise<Stay[]>

test('every move is a stay of its own, a stage entered twice included', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'A', stageId: New }))
  await ok(acme.patch(`/deals/${id}`, { stageId: Talks }))
  await ok(acme.post('/deals/move', { ids: [id], stageId: New }))
  await ok(acme.post('/deals/move', { ids: [id], stageId: New, afterId: null }))
  await ok(acme.patch(`/deals/${id}`, { title: 'B' }))
  const stays = (await history(id)).reverse()
  expect(stays.map(({ stageId, fromStageId }) => [stageId, fromStageId])).toEqual([
    [New, null],
    [Talks, New],
    [New, Talks],
  ])
  // Each stay ends where the next begins; the last one goes on.
  expect(stays.map(({ leftAt }) => leftAt)).toEqual([
    stays[1]?.enteredAt,
    stays[2]?.enteredAt,
    null,
  ])
  expect(stays[0]?.actor.id).toBe('user-admin')
})

test('a deal is in one stage at a time, says PostgreSQL', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'C', stageId: New }))
  await expect(
    client.query(
      `insert into crm.stage_stays (tenant_id, id, entity, record_id, pipeline_id, stage_id, entered_at, actor)
       select tenant_id, gen_random_uuid(), entity, record_id, pipeline_id, stage_id, now(), '{}' from crm.stage_stays where record_id = $1`,
      [id],
    ),
  ).rejects.toMatchObject({ code: '23505', constraint: 'stage_stays_open_key' })
})

test('a deal that comes closed brings its past along, and a corrected end corrects it', async () => {
  const days = { startedOn: '2026-03-01', closedOn: '2026-03-11' }
  const { id } = await ok(acme.post('/deals', { title: 'D', stageId: Won, ...days }))
  expect(await history(id)).toMatchObject([
    { stageId: Won, fromStageId: Talks, enteredAt: '2026-03-11T00:00:00+00:00', leftAt: null },
    { stageId: Talks, enteredAt: '2026-03-01T00:00:00+00:00', leftAt: '2026-03-11T00:00:00+00:00' },
  ])
  await ok(acme.patch(`/deals/${id}`, { closedOn: '2026-03-21' }))
  expect(await history(id)).toMatchObject([
    { stageId: Won, enteredAt: '2026-03-21T00:00:00+00:00' },
    { stageId: Talks, leftAt: '2026-03-21T00:00:00+00:00' },
  ])
})

test('moving a deal and taking it back in one transaction that fails leaves no stay', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'E', stageId: New }))
  const failed = await acme.post('/deals/batch', {
    atomic: true,
    operations: [
      { method: 'update', id, data: { stageId: Talks } },
      { method: 'update', id, data: { nonsense: 1 } },
    ],
  })
  expect(failed.status).toBe(422)
  expect(await history(id)).toHaveLength(1)
})

test('what is purged is forgotten', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'F', stageId: New }))
  expect((await acme.delete(`/deals/${id}?purge=true`)).status).toBe(204)
  await t.drain()
  const { rows } = await client.query('select 1 from crm.stage_stays where record_id = $1', [id])
  expect(rows).toEqual([])
})
