import { expect } from '@jest/globals'

import type { TestClient } from '../../src/testing/index.ts'

/** Saves a view of authors; what is not said has its default. */
export async function saveView(client: TestClient, view: object) {
  const { status, body } = await client.post('/views', { entity: 'author', ...view })
  expect([status, body.errors]).toEqual([201, undefined])
  return body.data as { id: string; version: number; name: string; [member: string]: unknown }
}

export async function namesOfViews(client: TestClient, query = 'entity=author'): Promise<string[]> {
  const { status, body } = await client.get(`/views?${query}`)
  expect(status).toBe(200)
  return (body.data as { name: string }[]).map(({ name }) => name)
}
