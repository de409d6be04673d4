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

const sales = await makeBoard(acme)
const renewals = await makeBoard(acme, [{ name: 'Due' }, { name: 'Renewed', kind: 'won' }], {
  name: 'Renewals',
})

test('PostgreSQL itself refuses a deal with a stage of another pipeline', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'A', stageId: sales.stages['New'] }))
  const change = (set: string, value: string | undefined): Promise<unknown> =>
    client.query(`update crm.deals set ${set} where id = $2`, [value, id])
  await expect(change('stage_id = $1', renewals.stages['Due'])).rejects.toMatchObject({
    code: '23503',
    constraint: 'deals_stage_id_fkey',
  })
  // A null in a composite key would switch its check off.
  await expect(
    client.query('update crm.deals set pipeline_id = null where id = $1', [id]),
  ).rejects.toMatchObject({ code: '23514' })
})

test('a stage brings its pipeline along, and a pipeline its first stage', async () => {
  const byStage = await ok(acme.post('/deals', { title: 'B', stageId: renewals.stages['Due'] }))
  expect(byStage.pipelineId).toBe(renewals.pipelineId)
  const byPipeline = await ok(acme.post('/deals', { title: 'C', pipelineId: renewals.pipelineId }))
  expect(byPipeline.stageId).toBe(renewals.stages['Due'])
})

test('another pipeline takes both, pipeline and stage', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'D', stageId: sales.stages['New'] }))
  const stageAlone = await acme.patch(`/deals/${id}`, { stageId: renewals.stages['Due'] })
  expect([stageAlone.status, stageAlone.body.code]).toEqual([422, 'STAGE_OF_OTHER_PIPELINE'])
  const pipelineAlone = await acme.patch(`/deals/${id}`, { pipelineId: renewals.pipelineId })
  expect([pipelineAlone.status, pipelineAlone.body.code]).toEqual([422, 'STAGE_OF_OTHER_PIPELINE'])
  const both = { pipelineId: renewals.pipelineId, stageId: renewals.stages['Due'] }
  expect(await ok(acme.patch(`/deals/${id}`, both))).toMatchObject(both)
})

test('a move says the same: the stage of another pipeline takes its pipeline’s name', async () => {
  const { id } = await ok(acme.post('/deals', { title: 'M', stageId: sales.stages['New'] }))
  const stageId = renewals.stages['Due']
  const alone = await acme.post('/deals/move', { ids: [id], stageId })
  expect([alone.status, alone.body.code]).toEqual([422, 'STAGE_OF_OTHER_PIPELINE'])
  const [moved] = await ok(
    acme.post('/deals/move', { ids: [id], stageId, pipelineId: renewals.pipelineId }),
  )
  expect(moved).toMatchObject({ stageId, pipelineId: renewals.pipelineId })
  const none = await acme.post('/deals/move', { ids: [id], stageId: id })
  expect([none.status, none.body.code]).toEqual([422, 'STAGE_UNKNOWN'])
})

test('a deleted stage takes no deals, and a stage with deals is not deleted', async () => {
  const { id: stageId } = await ok(
    acme.post('/stages', { name: 'Gone', pipelineId: sales.pipelineId }),
  )
  const deal = await ok(acme.post('/deals', { title: 'E', stageId }))
  expect((await acme.delete(`/stages/${stageId}`)).body.code).toBe('STILL_REFERENCED')
  await ok(acme.patch(`/deals/${deal.id}`, { stageId: sales.stages['New'] }))
  expect((await acme.delete(`/stages/${stageId}`)).status).toBe(204)
  const { status, body } = await acme.patch(`/deals/${deal.id}`, { stageId })
  expect([status, body.code]).toEqual([422, 'STAGE_UNKNOWN'])
  const move = await acme.post('/deals/move', { ids: [deal.id], stageId })
  expect([move.status, move.body.code]).toEqual([422, 'STAGE_UNKNOWN'])
})

test('a stage that is deleted while a deal moves there is kept, or the deal stays where it was', async () => {
  const deal = await ok(acme.post('/deals', { title: 'Race', stageId: sales.stages['New'] }))
  for (let round = 0; round < 40; round++) {
    const { id: stageId } = await ok(
      acme.post('/stages', { name: `Race ${round}`, pipelineId: sales.pipelineId }),
    )
    await Promise.all([
      acme.delete(`/stages/${stageId}`),
      acme.patch(`/deals/${deal.id}`, { stageId }),
    ])
  }
  const { rows } = await client.query(
    'select 1 from crm.deals d join crm.stages s on s.id = d.stage_id where s.deleted_at is not null and d.deleted_at is null',
  )
  expect(rows).toEqual([])
}, 60_000)

test('a stage does not change pipeline, nor kind while it holds deals', async () => {
  const stage = `/stages/${sales.stages['New']}`
  expect((await acme.patch(stage, { pipelineId: renewals.pipelineId })).body.code).toBe(
    'STAGE_FIXED',
  )
  expect((await acme.patch(stage, { kind: 'won' })).body.code).toBe('STAGE_KIND_IN_USE')
})

test('the first deal of a tenant makes the pipeline it needs, once', async () => {
  const globex = t.as('globex', { roles: ['user'] })
  const made = await Promise.all(
    ['a', 'b', 'c', 'd'].map((title) => ok(globex.post('/deals', { title }))),
  )
  expect(new Set(made.map(({ pipelineId }) => pipelineId)).size).toBe(1)
  const stages = await ok(globex.get('/stages?sort=order'))
  expect(stages.map(({ kind }: { kind: string }) => kind)).toEqual([
    ...['open', 'open', 'open', 'open'],
    ...['won', 'lost'],
  ])
})
