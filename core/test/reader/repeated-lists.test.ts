import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'

const t = await createTestCrm({ plugins: [await library()] })
const acme = t.as('acme')
afterAll(() => t.close())

/** Often enough that the texts come from those kept. */
async function names(client = acme, query = 'sort=name'): Promise<string[]> {
  let seen: string[] = []
  for (let round = 0; round < 4; round++) {
    const { body } = await client.get(`/authors?${query}`)
    seen = (body.data as { name: string }[]).map(({ name }) => name)
  }
  return seen
}

test('a list asked for again and again shows every change at once', async () => {
  const { body } = await acme.post('/authors', { name: 'Ada' })
  const id = body.data.id as string
  expect(await names()).toEqual(['Ada'])
  await acme.patch(`/authors/${id}`, { name: 'Augusta' })
  expect(await names()).toEqual(['Augusta'])
  await acme.post('/authors', { name: 'Babbage' })
  expect(await names()).toEqual(['Augusta', 'Babbage'])
  await acme.delete(`/authors/${id}`)
  expect(await names()).toEqual(['Babbage'])
})

test('inside a transaction a list shows each change of it, and nothing of it stays after a rollback', async () => {
  const { body } = await acme.post('/authors', { name: 'Zuse' })
  const id = body.data.id as string
  const query = 'sort=name&q=zuse'
  expect(await names(acme, query)).toEqual(['Zuse'])
  const seen: unknown[] = []
  await acme
    .run((context) =>
      context.transaction(async () => {
        const authors = (
          context as unknown as {
            records: (entity: string) => {
              update: (id: string, patch: object) => Promise<unknown>
              list: (query: object) => Promise<{ data: { name: string }[] }>
            }
          }
        ).records('author')
        for (const name of ['Zuse 1', 'Zuse 2']) {
          await authors.update(id, { name })
          for (let round = 0; round < 3; round++) {
            seen.push((await authors.list({ sort: 'name', q: 'zuse' })).data[0]?.name)
          }
        }
        throw new Error('rolled back')
      }),
    )
    .catch(() => undefined)
  expect(seen).toEqual(['Zuse 1', 'Zuse 1', 'Zuse 1', 'Zuse 2', 'Zuse 2', 'Zuse 2'])
  expect(await names(acme, query)).toEqual(['Zuse'])
})

test('who may not see a field is not shown the text kept for who may', async () => {
  await acme.put('/roles/blind', {
    label: 'Blind',
    permissions: { 'author.read': 'all' },
    fields: { 'author.email': 'none' },
  })
  await acme.post('/authors', { name: 'Seen', email: 'seen@example.com' })
  await names(acme, 'q=seen')
  const blind = t.as('acme', { roles: ['blind'] })
  await names(blind, 'q=seen')
  const { body } = await blind.get('/authors?q=seen')
  expect(JSON.stringify(body)).not.toContain('seen@example.com')
  expect(JSON.stringify((await acme.get('/authors?q=seen')).body)).toContain('seen@example.com')
})

test('pages that are new each time are complete', async () => {
  await Promise.all(
    Array.from({ length: 60 }, (_, i) => acme.post('/books', { title: `Book ${i}` })),
  )
  const titles: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await acme.get(
      `/books?limit=7${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    titles.push(...(body.data as { title: string }[]).map(({ title }) => title))
    cursor = body.page.next as string | null
  }
  expect(new Set(titles).size).toBe(60)
  expect(titles).toHaveLength(60)
})
