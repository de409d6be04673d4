import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, beforeEach, expect, test } from '@jest/globals'

import { createEntityClients, CrmProblem } from '@crmkit/schemas/client'

interface Contact {
  readonly id: string
  readonly name: string
  readonly version: number
}
interface Entities {
  readonly contacts: {
    readonly record: Contact
    readonly create: { name: string }
    readonly patch: { name?: string }
    readonly relations: 'company'
  }
}
interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
type Reply = readonly [status: number, body?: unknown, headers?: Readonly<Record<string, string>>]

let server: Server
let seen: Seen[]
let replies: Reply[]

// The engine's side of the wire; that the engine itself answers so is tested in core.
beforeEach(async () => {
  seen = []
  replies = []
  server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  seen.push({
    method: request.method!,
    url: request.url!,
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  })
  const [status, body, headers = {}] = replies.shift() ?? [200, { data: {} }]
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    ...headers,
  })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

const client = (options: object = {}) =>
  createEntityClients<Entities>(
    {
      baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/crm/`,
      getToken: () => 'key',
      ...options,
    },
    ['contacts'],
  )

test('a list says its query as the engine reads it', async () => {
  replies = [
    [200, { data: [{ id: '1', name: 'Ada' }], page: { limit: 2, next: null, prev: null } }],
  ]
  const page = await client().contacts.list({
    limit: 2,
    sort: ['-name', 'id'],
    filter: { name: { startsWith: 'A' } },
    fields: ['name'],
    include: ['company'],
  })
  const url = new URL(seen[0]!.url, 'http://x')
  expect(url.pathname).toBe('/crm/api/v1/contacts')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    limit: '2',
    sort: '-name,id',
    filter: '{"name":{"startsWith":"A"}}',
    fields: 'name',
    include: 'company',
  })
  expect(seen[0]!.headers.authorization).toBe('Bearer key')
  expect(page.data[0]!.name).toBe('Ada')
})

test('a query too long for an address travels as a body', async () => {
  const ids = Array.from({ length: 400 }, (_, index) => `id-${String(index)}-0123456789`)
  await client().contacts.list({ filter: { id: { in: ids } }, sort: '-name' })
  expect(seen[0]).toMatchObject({ method: 'POST', url: '/crm/api/v1/contacts/query' })
  expect(JSON.parse(seen[0]!.body)).toEqual({ filter: { id: { in: ids } }, sort: '-name' })
})

test('pages follow the cursor to the end', async () => {
  const page = (id: string, next: string | null): Reply => [
    200,
    { data: [{ id }], page: { limit: 1, next, prev: null } },
  ]
  replies = [page('1', 'c2'), page('2', 'c3'), page('3', null)]
  const ids: string[] = []
  for await (const { data } of client().contacts.pages({ limit: 1 }))
    ids.push(...data.map(({ id }) => id))
  expect(ids).toEqual(['1', '2', '3'])
  expect(seen.map(({ url }) => new URL(url, 'http://x').searchParams.get('cursor'))).toEqual([
    null,
    'c2',
    'c3',
  ])
})

test('each write is the call it is named after', async () => {
  const { contacts } = client()
  await contacts.create({ name: 'Ada' }, { idempotencyKey: 'k1' })
  await contacts.update('1', { name: 'Ada' }, { version: 3 })
  await contacts.replace('1', { name: 'Ada' })
  await contacts.upsert('external:shop:customer', '47/11', { name: 'Ada' })
  replies = [[204], [200, { data: {} }], [204], [200, { data: [{ status: 204 }] }]]
  await contacts.delete('1', { version: 3 })
  await contacts.restore('1')
  await contacts.purge('1')
  expect(await contacts.batch([{ method: 'delete', id: '1' }], { atomic: false })).toEqual([
    { status: 204 },
  ])
  expect(seen.map(({ method, url }) => `${method} ${url.slice('/crm/api/v1'.length)}`)).toEqual([
    'POST /contacts',
    'PATCH /contacts/1',
    'PUT /contacts/1',
    'PUT /contacts/by/external%3Ashop%3Acustomer/47%2F11',
    'DELETE /contacts/1',
    'POST /contacts/1/restore',
    'DELETE /contacts/1?purge=true',
    'POST /contacts/batch',
  ])
  expect(seen[0]!.headers['idempotency-key']).toBe('k1')
  expect(seen[1]!.headers).toMatchObject({
    'if-match': '"3"',
    'content-type': 'application/merge-patch+json',
  })
  expect(JSON.parse(seen[7]!.body)).toEqual({
    atomic: false,
    operations: [{ method: 'delete', id: '1' }],
  })
})

test('a refusal is a CrmProblem with the code and every fault', async () => {
  const errors = [{ path: '/name', code: 'required', message: 'is required' }]
  replies = [
    [
      422,
      {
        code: 'VALIDATION_FAILED',
        detail: 'Not saved.',
        status: 422,
        requestId: 'r1',
        errors,
        details: { entity: 'contact' },
      },
    ],
  ]
  const error = await client()
    .contacts.create({ name: '' })
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(CrmProblem)
  expect(error).toMatchObject({
    status: 422,
    code: 'VALIDATION_FAILED',
    message: 'Not saved.',
    requestId: 'r1',
    errors,
    details: { entity: 'contact' },
  })
})

test('an answer of a proxy that is no problem document still says its status', async () => {
  replies = [[502, '<html>', { 'content-type': 'text/html' }]]
  await expect(client().contacts.get('1')).rejects.toMatchObject({
    status: 502,
    code: 'HTTP_502',
    errors: [],
  })
})

test('an expired token is asked for once more', async () => {
  const asked: boolean[] = []
  replies = [
    [401, { code: 'UNAUTHENTICATED' }],
    [200, { data: { id: '1' } }],
  ]
  const getToken = ({ refresh }: { refresh: boolean }) => (
    asked.push(refresh),
    refresh ? 'new' : 'old'
  )
  expect(await client({ getToken }).contacts.get('1')).toEqual({ id: '1' })
  expect(asked).toEqual([false, true])
  expect(seen[1]!.headers.authorization).toBe('Bearer new')
})

test('a busy engine is asked again, but a write without a key never', async () => {
  const busy: Reply = [503, { code: 'OVERLOADED' }, { 'retry-after': '0' }]
  replies = [busy, busy, [200, { data: { id: '1' } }]]
  expect(await client().contacts.get('1')).toEqual({ id: '1' })
  replies = [busy]
  await expect(client().contacts.create({ name: 'Ada' })).rejects.toMatchObject({
    code: 'OVERLOADED',
  })
  replies = [busy, [201, { data: { id: '2' } }]]
  expect(await client().contacts.create({ name: 'Ada' }, { idempotencyKey: 'k' })).toEqual({
    id: '2',
  })
  expect(seen.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'POST', 'POST', 'POST'])
})

test('an aborted call ends, also while it waits to try again', async () => {
  replies = [[503, { code: 'OVERLOADED' }, { 'retry-after': '60' }]]
  const abort = new AbortController()
  const call = client().contacts.get('1', {}, { signal: abort.signal })
  setTimeout(() => abort.abort(new Error('enough')), 50)
  await expect(call).rejects.toThrow('enough')
})
