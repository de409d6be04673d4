import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'

const t = await createTestCrm({ plugins: [await library()] })
const acme = t.as('acme')
afterAll(() => t.close())

async function make(path: string, body: object): Promise<string> {
  const answer = await acme.post(path, body)
  expect(answer.status).toBe(201)
  return answer.body.data.id as string
}

test('what cannot live without a record is deleted and restored with it', async () => {
  const authorId = await make('/authors', { name: 'Jane' })
  const bookId = await make('/books', { title: 'Emma', authorId })
  const earlier = await make('/books', { title: 'Deleted before', authorId })
  await acme.delete(`/books/${earlier}`)
  await acme.delete(`/authors/${authorId}`)
  expect((await acme.get(`/books/${bookId}`)).status).toBe(404)
  await acme.post(`/authors/${authorId}/restore`)
  expect((await acme.get(`/books/${bookId}`)).status).toBe(200)
  expect((await acme.get(`/books/${earlier}`)).status).toBe(404)
})

test('a record that others need is not deleted', async () => {
  const editorId = await make('/authors', { name: 'Max' })
  await make('/books', { title: 'Amerika', editorId })
  const { status, body } = await acme.delete(`/authors/${editorId}`)
  expect([status, body.code]).toEqual([409, 'STILL_REFERENCED'])
  expect((await acme.get(`/authors/${editorId}`)).status).toBe(200)
})

test('a purge takes the row, its references and its place in lists', async () => {
  const shelfId = await make('/shelves', { name: 'Top' })
  const bookId = await make('/books', {
    title: 'Listed',
    shelfIds: [shelfId],
    keywords: ['a'],
    externalRefs: [{ system: 's', type: 't', id: '1' }],
  })
  await acme.delete(`/shelves/${shelfId}?purge=true`)
  expect((await acme.get(`/books/${bookId}`)).body.data.shelfIds).toEqual([])
  await acme.delete(`/books/${bookId}?purge=true`)
  expect((await acme.get(`/books/${bookId}`)).status).toBe(404)
  expect((await acme.get('/books/by/external:s:t/1')).status).toBe(404)
})

test('deleting and purging ask for their own rights', async () => {
  const id = await make('/authors', { name: 'Owned by admin' })
  const user = t.as('acme', { roles: ['user'], id: 'someone' })
  expect((await user.delete(`/authors/${id}`)).status).toBe(404)
  const manager = t.as('acme', { roles: ['manager'], id: 'boss' })
  expect((await manager.delete(`/authors/${id}?purge=true`)).body.code).toBe('FORBIDDEN')
  expect((await manager.delete(`/authors/${id}`)).status).toBe(204)
})

test('restoring what is not deleted is a conflict', async () => {
  const id = await make('/authors', { name: 'Alive' })
  expect((await acme.post(`/authors/${id}/restore`)).body.code).toBe('NOT_DELETED')
})
