import { afterAll, expect, test } from '@jest/globals'

import { activities } from '@crmkit/activities'
import { contacts } from '@crmkit/contacts'
import { deals } from '@crmkit/deals'

import { createActivity, createWorld, dataOf } from './support/world.ts'

const world = await createWorld({ plugins: [contacts(), deals(), activities()] })
const { t } = world
const ada = await world.person('Ada')
afterAll(() => world.close())

const notes = async (entity: string, id: string): Promise<string[]> =>
  dataOf(await ada.get(`/timeline/${entity}/${id}?kinds=note`)).map(
    ({ title }: { title: string }) => title,
  )

test('what was about a lead is in the timelines of what it became, and stays in its own', async () => {
  const pipeline = dataOf(await ada.post('/pipelines', { name: 'Sales' }))
  const stages = [
    { name: 'New', kind: 'open' },
    { name: 'Won', kind: 'won' },
  ]
  for (const stage of stages)
    await ada.post('/stages', { ...stage, pipelineId: pipeline.id, probability: 50 })
  const lead = dataOf(await ada.post('/leads', { lastName: 'Byron', companyName: 'Newstead' }))
  await createActivity(ada, { kind: 'note', subject: 'First call', links: [`lead:${lead.id}`] })
  const became = dataOf(await ada.post(`/leads/${lead.id}/convert`, {}))
  await t.drain()
  expect(await notes('lead', lead.id)).toEqual(['First call'])
  expect(await notes('contact', became.contact.id)).toEqual(['First call'])
  expect(await notes('company', became.company.id)).toEqual(['First call'])
  expect(await notes('deal', became.deal.id)).toEqual(['First call'])
})
