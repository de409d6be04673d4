import { contacts } from '@crmkit/contacts'
import { createTestCrm, type TestClient, type TestCrm } from '@crmkit/core/testing'
import { deals } from '@crmkit/deals'

/** An engine with what most tests of this plugin need. */
export function createSalesCrm(): Promise<TestCrm> {
  return createTestCrm({ plugins: [contacts(), deals()] })
}

export interface Board {
  readonly pipelineId: string
  /** Ids of its stages by name. */
  readonly stages: Readonly<Record<string, string>>
}

/** A pipeline with the stages given: a name, or a name and what else it is. */
export async function makeBoard(
  client: TestClient,
  stages: readonly ({ name: string } & Record<string, unknown>)[] = [
    { name: 'New', probability: 10 },
    { name: 'Talks', probability: 50 },
    { name: 'Won', kind: 'won' },
    { name: 'Lost', kind: 'lost' },
  ],
  pipeline: Record<string, unknown> = {},
): Promise<Board> {
  const made = await ok(client.post('/pipelines', { name: 'Sales', ...pipeline }))
  const ids: Record<string, string> = {}
  for (const stage of stages) {
    const { id } = await ok(client.post('/stages', { ...stage, pipelineId: made.id }))
    ids[stage.name] = id
  }
  return { pipelineId: made.id, stages: ids }
}

/** The record of an answer that says yes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- records of every entity, each checked against the OpenAPI document
export async function ok(answer: ReturnType<TestClient['get']>): Promise<any> {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body.data
}

/** Titles of a column's cards from top to bottom, as the list gives them. */
export async function column(client: TestClient, stageId: string): Promise<string[]> {
  const filter = encodeURIComponent(JSON.stringify({ stageId }))
  const cards = await ok(client.get(`/deals?filter=${filter}&sort=position&limit=200`))
  return (cards as { title: string }[]).map(({ title }) => title)
}
