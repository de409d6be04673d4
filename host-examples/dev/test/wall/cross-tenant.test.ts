import { afterAll, expect, test } from '@jest/globals'

import { activities } from '@crmkit/activities'
import { contacts } from '@crmkit/contacts'
import { createTestCrm, type TestAnswer, type TestClient } from '@crmkit/core/testing'
import { deals } from '@crmkit/deals'

/** 20,000 in the long run; each one a request of one tenant that names something of another's. */
const ATTEMPTS = process.env['CRMKIT_LONG'] ? 20_000 : 1_200
const CANARY = 'canary-5f3c'

const t = await createTestCrm({ plugins: [contacts(), deals(), activities()] })
const victim = t.as('victim', { id: `${CANARY}-admin`, name: `${CANARY} Admin` })
const attacker = t.as('attacker')
afterAll(() => t.close())

interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  readonly path: string
}

const treasure = await fill(victim)
await fill(attacker)
const operations = await allOperations()

test(
  'no route, verb or id position reaches another tenant, or tells that something exists there',
  async () => {
    const before = await fingerprint()
    const requests = [...attacks()]
    const leaks: string[] = []
    for (let i = 0; i < Math.max(ATTEMPTS, requests.length) && leaks.length < 10; i++) {
      const { method, path, body } = requests[i % requests.length]!
      const ids = aims(path)
      const theirs = ids[Math.floor(i / requests.length) % ids.length]!
      const [aimed, blind] = [
        await send(method, path, body, theirs),
        await send(method, path, body, nobody(i)),
      ]
      leaks.push(
        ...compare(`${method} ${path} ${JSON.stringify(body) ?? ''}`, aimed, blind, theirs),
      )
    }
    expect(leaks).toEqual([])
    expect(await fingerprint()).toEqual(before)
  },
  10 * 60_000,
)

test('the same requests do reach the tenant’s own records', async () => {
  const own = (await attacker.get('/contacts')).body.data[0] as { id: string }
  expect((await attacker.get(`/contacts/${own.id}`)).status).toBe(200)
  expect((await victim.get(`/contacts/${treasure['/contacts']}`)).status).toBe(200)
})

test('a cursor of one tenant opens nothing in another', async () => {
  const page = (await victim.get('/contacts?limit=1')).body.page as { next: string }
  const { body } = await attacker.get(`/contacts?limit=1&cursor=${encodeURIComponent(page.next)}`)
  expect(JSON.stringify(body)).not.toContain(CANARY)
})

/**
 * A tenant with something of everything; the victim's texts all carry the canary. Gives an id of each collection: what lies below
 * its path is aimed at with it first.
 */
async function fill(client: TestClient): Promise<Readonly<Record<string, string>>> {
  const mark = client === victim ? CANARY : 'own'
  const made: Record<string, string> = {}
  const make = async (path: string, body: object): Promise<string> => {
    const answer = await client.post(path, body)
    expect([path, answer.status, answer.status === 201 || answer.body]).toEqual([path, 201, true])
    return (made[path] = (answer.body.data as { id: string }).id)
  }
  const tagId = await make('/tags', { name: `${mark} tag` })
  const companyId = await make('/companies', {
    name: `${mark} Company`,
    domain: `${mark}.example`,
    tagIds: [tagId],
  })
  const contactId = await make('/contacts', {
    firstName: mark,
    lastName: 'Person',
    email: `${mark}@example.com`,
    companyId,
    tagIds: [tagId],
    externalRefs: [{ system: 'shop', type: 'user', id: mark }],
  })
  await make('/affiliations', { contactId, companyId, role: mark })
  await make('/api-keys', { name: mark, roles: ['user'] })
  await client.put(`/roles/${mark}`, { label: mark, permissions: { 'contact.read': 'all' } })
  await make('/views', {
    entity: 'contact',
    name: `${mark} view`,
    shared: true,
    query: { filter: { firstName: mark } },
  })
  const layout = { sections: [{ title: mark, fields: [{ key: 'email' }] }] }
  expect((await client.put('/layouts/contact', layout)).status).toBe(200)
  await make('/teams', { name: `${mark} team` })
  made['/members'] = (await client.get('/members')).body.data[0].id as string

  const pipelineId = await make('/pipelines', { name: `${mark} pipeline` })
  const stageId = await make('/stages', { name: `${mark} stage`, pipelineId })
  const productId = await make('/products', { name: mark, price: 100, currency: 'EUR' })
  const dealId = await make('/deals', {
    title: mark,
    stageId,
    amount: 4_711,
    currency: 'EUR',
    contactId,
  })
  await make('/dealLines', { dealId, productId })
  made['/dealContacts'] = (await client.get('/dealContacts')).body.data[0].id as string
  await make('/exchangeRates', {
    fromCurrency: 'USD',
    toCurrency: 'EUR',
    day: '2026-01-01',
    rate: 2,
  })
  await make('/leads', { firstName: mark, companyName: mark })
  await make('/leadForms', { name: mark, origins: [`https://${mark}.example`] })
  await make('/leadRules', { name: mark, memberIds: [made['/members']] })
  await make('/activities', { kind: 'note', subject: mark, links: [`contact:${contactId}`] })
  await make(`/comments/contact/${contactId}`, { body: mark })
  return made
}

/** What is theirs, nearest to the path first: a comment where comments are asked for. */
function aims(path: string): readonly string[] {
  const isNear = (collection: string): boolean => path.startsWith(`/${collection.split('/')[1]}`)
  return Object.entries(treasure)
    .sort(([one], [other]) => Number(isNear(other)) - Number(isNear(one)))
    .map(([, id]) => id)
}

async function allOperations(): Promise<Operation[]> {
  const { body } = await attacker.get('/openapi.json')
  return Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method): method is Operation['method'] =>
        ['get', 'post', 'put', 'patch', 'delete'].includes(method),
      )
      .map((method) => ({ method, path })),
  )
}

/** Every operation with `ID` in each place that takes one: path, key, filter, body, list, batch. */
function* attacks(): Iterable<{ method: Operation['method']; path: string; body?: unknown }> {
  for (const { method, path } of operations) {
    if (!path.includes('{') || path === '/docs/{file}') continue
    const aimed = path.replace('{key}/{value}', 'email/ID').replace(/\{\w+\}/g, 'ID')
    for (const body of method === 'get' || method === 'delete'
      ? [undefined]
      : [{}, { name: 'x' }, { firstName: 'x' }])
      yield { method, path: aimed, body }
    if (method === 'delete') yield { method, path: `${aimed}?purge=true` }
  }
  for (const list of lists()) {
    for (const filter of [{ id: 'ID' }, { id: { in: ['ID'] } }, { ownerId: 'ID' }]) {
      yield {
        method: 'get',
        path: `${list}?filter=${encodeURIComponent(JSON.stringify(filter))}&count=exact&deleted=all`,
      }
      yield { method: 'post', path: `${list}/query`, body: { filter, count: 'exact' } }
    }
    yield {
      method: 'post',
      path: `${list}/batch`,
      body: {
        atomic: false,
        operations: [
          { method: 'update', id: 'ID', data: {} },
          { method: 'delete', id: 'ID' },
        ],
      },
    }
  }
  for (const list of ['/contacts', '/companies', '/deals', '/leads'])
    yield { method: 'get', path: `${list}?q=${CANARY}` }
  for (const link of ['companyId', 'ownerId'])
    yield { method: 'post', path: '/contacts', body: { firstName: 'thief', [link]: 'ID' } }
  yield { method: 'post', path: '/contacts', body: { firstName: 'thief', tagIds: ['ID'] } }
  yield { method: 'post', path: '/companies', body: { name: 'thief', parentId: 'ID' } }
  yield {
    method: 'post',
    path: '/affiliations',
    body: { contactId: 'ID', companyId: 'ID', role: 'thief' },
  }
  yield {
    method: 'get',
    path:
      '/contacts?filter=' +
      encodeURIComponent('{"company.id":"ID"}') +
      '&include=company,tags,affiliations',
  }
  yield { method: 'get', path: '/contacts?filter=' + encodeURIComponent('{"tagIds":{"has":"ID"}}') }
  yield { method: 'get', path: '/contacts/by/external:shop:user/' + CANARY }
  yield { method: 'get', path: '/contacts/export?filter=' + encodeURIComponent('{"id":"ID"}') }
  yield { method: 'get', path: '/changes?actor=ID' }
  for (const path of ['/views', '/layouts', '/layouts/contact']) yield { method: 'get', path }
  for (const link of ['stageId', 'pipelineId', 'contactId', 'companyId', 'productId', 'ownerId'])
    yield { method: 'post', path: '/deals', body: { title: 'thief', [link]: 'ID' } }
  yield { method: 'post', path: '/dealLines', body: { dealId: 'ID', unitPrice: 1 } }
  yield { method: 'post', path: '/dealContacts', body: { dealId: 'ID', contactId: 'ID' } }
  yield { method: 'post', path: '/stages', body: { name: 'thief', pipelineId: 'ID' } }
  yield { method: 'post', path: '/deals/move', body: { ids: ['ID'], stageId: 'ID' } }
  for (const entity of ['contact', 'deal', 'company', 'lead']) {
    yield { method: 'post', path: '/activities', body: { kind: 'note', links: [`${entity}:ID`] } }
    yield { method: 'post', path: `/comments/${entity}/ID`, body: { body: 'thief' } }
    for (const from of ['comments', 'timeline'])
      yield { method: 'get', path: `/${from}/${entity}/ID` }
  }
  yield { method: 'get', path: '/notifications' }
  for (const place of ['afterId', 'beforeId']) {
    yield { method: 'post', path: '/views', body: { entity: 'contact', name: 'x', [place]: 'ID' } }
  }
}

/** Collections that can be asked: by GET, and by a query in the body. */
function lists(): string[] {
  const paths = new Set(
    operations.filter(({ method }) => method === 'post').map(({ path }) => path),
  )
  return [...paths].flatMap((path) => (path.endsWith('/query') ? path.slice(0, -6) : []))
}

function send(
  method: Operation['method'],
  path: string,
  body: unknown,
  id: string,
): Promise<TestAnswer> {
  const [aimedPath, aimedBody] = [
    path.replaceAll('ID', id),
    body === undefined
      ? undefined
      : (JSON.parse(JSON.stringify(body).replaceAll('ID', id)) as unknown),
  ]
  return method === 'get' || method === 'delete'
    ? attacker[method](aimedPath)
    : attacker[method](aimedPath, aimedBody)
}

/** An id nobody has. */
function nobody(i: number): string {
  return `01890a5d-ac96-774b-bcce-${i.toString(16).padStart(12, '0')}`
}

/** What a request for another tenant's thing may not differ in from a request for nothing. */
function compare(name: string, aimed: TestAnswer, blind: TestAnswer, id: string): string[] {
  const text = JSON.stringify(aimed.body) ?? ''
  const faults: string[] = []
  if (aimed.status !== blind.status)
    faults.push(`${name}: ${aimed.status} for theirs, ${blind.status} for nothing`)
  if (aimed.status >= 500) faults.push(`${name}: ${aimed.status}`)
  if (text.includes(CANARY) && !name.includes(CANARY)) faults.push(`${name}: answers the canary`)
  if (shape(aimed.body, id) !== shape(blind.body, id))
    faults.push(`${name}: ${text} differs from ${JSON.stringify(blind.body)}`)
  return faults
}

/** The answer without what differs by nature: ids, times and cursors. */
function shape(body: unknown, id: string): string {
  const text = JSON.stringify(body) ?? ''
  return text
    .replaceAll(id, 'ID')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replace(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"TIME"')
    .replace(/"seq":\d+/g, '"seq":0')
    .replace(/"(next|prev)":"[^"]*"/g, '"$1":"CURSOR"')
}

/** Everything of the victim, to see that nothing was changed. */
async function fingerprint(): Promise<string> {
  const answers = await Promise.all(
    [...lists(), '/api-keys', '/roles', '/views', '/layouts'].map((path) => victim.get(path)),
  )
  return JSON.stringify(answers.map(({ body }) => body.data as unknown))
}
