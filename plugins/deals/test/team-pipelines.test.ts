import { afterAll, expect, test } from '@jest/globals'

import { createSalesCrm, makeBoard, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
afterAll(() => t.close())

const team = await ok(acme.post('/teams', { name: 'Enterprise' }))
const board = await makeBoard(acme, undefined, { name: 'Enterprise', teamIds: [team.id], order: 0 })
const open = await makeBoard(acme, undefined, { name: 'Everybody', order: 1 })
const insider = t.as('acme', { roles: ['user'], id: 'insider' })
const outsider = t.as('acme', { roles: ['user'], id: 'outsider' })
await insider.get('/me')
const [{ id: memberId }] = await ok(
  acme.get(`/members?filter=${encodeURIComponent('{"name":"insider"}')}`),
)
await ok(acme.patch(`/members/${memberId}`, { teamIds: [team.id] }))
// A member's teams are remembered for five seconds.
await waitFor(
  async () => (await insider.get(`/pipelines/${board.pipelineId}/columns`)).status === 200,
)

test('a member of the team puts deals into its pipeline, others do not', async () => {
  const data = { title: 'x', stageId: board.stages['New'] }
  expect((await insider.post('/deals', data)).status).toBe(201)
  const refused = await outsider.post('/deals', data)
  expect([refused.status, refused.body.code]).toEqual([403, 'PIPELINE_OF_OTHER_TEAM'])
  const mine = await ok(outsider.post('/deals', { title: 'y', stageId: open.stages['New'] }))
  const moved = await outsider.post('/deals/move', {
    ids: [mine.id],
    stageId: board.stages['New'],
    pipelineId: board.pipelineId,
  })
  expect([moved.status, moved.body.code]).toEqual([403, 'PIPELINE_OF_OTHER_TEAM'])
})

test('its board is closed to others, and open to who may change pipelines', async () => {
  const path = `/pipelines/${board.pipelineId}/columns`
  expect((await outsider.get(path)).status).toBe(403)
  expect((await acme.get(path)).status).toBe(200)
})

test('a deal that names no pipeline goes to the first its maker may use', async () => {
  expect((await ok(insider.post('/deals', { title: 'a' }))).pipelineId).toBe(board.pipelineId)
  expect((await ok(outsider.post('/deals', { title: 'b' }))).pipelineId).toBe(open.pipelineId)
})

async function waitFor(done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error('It did not come to be within 30 s.')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
