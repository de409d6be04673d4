import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { ACME, contextOf, createWorld, id, OTHER, type World } from './reader-world.ts'

let world: World
const everybody = contextOf()
const answer = (query: string) => world.reader.listFromQueryString(everybody, world.contact, query)
const page = async (query: string) =>
  (
    JSON.parse(await answer(query)) as {
      page: { limit: number; next: string; prev: string | null }
    }
  ).page

beforeAll(async () => {
  world = await createWorld()
  for (const tenant of [ACME, OTHER]) {
    await world.insert(
      tenant,
      world.contact,
      Array.from({ length: 9 }, (_, index) => ({
        id: id(index),
        lastName: `L${index % 3}`,
        score: index % 2 ? index : null,
      })),
    )
  }
})
afterAll(() => world.close())

test('the first page has no prev and the last no next', async () => {
  expect(await page('limit=9')).toEqual({ limit: 9, next: null, prev: null })
  const first = await page('limit=5&sort=lastName')
  expect(first.prev).toBeNull()
  const second = await page(`limit=5&sort=lastName&cursor=${first.next}`)
  expect(second.next).toBeNull()
  expect(second.prev).not.toBeNull()
})

test('a cursor stands wherever the parameters are, and limit, fields and include may change on the way', async () => {
  const { next } = await page('limit=3&sort=lastName')
  const answers = await Promise.all([
    answer(`cursor=${next}&sort=lastName`),
    answer(`sort=lastName&cursor=${next}`),
    answer(`sort=lastName&cursor=${next}&limit=25`),
  ])
  expect(new Set(answers).size).toBe(1)
  expect(
    JSON.parse(await answer(`sort=lastName&fields=lastName&cursor=${next}&limit=200`)).data,
  ).toHaveLength(6)
})

test.each([
  'sort=-lastName',
  'sort=lastName,score',
  '',
  'sort=lastName&filter={"vip":true}',
  'sort=lastName&q=l1',
  'sort=lastName&deleted=all',
])('a cursor of another query than ?%s is refused with a clear word', async (query) => {
  const { next } = await page('limit=3&sort=lastName')
  await expect(answer(`${query}&cursor=${next}`)).rejects.toMatchObject({
    status: 400,
    code: 'INVALID_QUERY',
    faults: [{ path: 'cursor', code: 'CURSOR_OF_OTHER_QUERY' }],
  })
})

const made = (text: string): string => Buffer.from(text).toString('base64url')

test.each([
  ['no base64url', '%%%'],
  ['no JSON', made('x')],
  ['no list', made('{}')],
  ['an empty list', made('[]')],
  ['a deep list', made('['.repeat(5_000) + ']'.repeat(5_000))],
])('%s is no cursor', async (_, cursor) => {
  await expect(answer(`cursor=${encodeURIComponent(cursor)}`)).rejects.toMatchObject({
    faults: [{ code: 'CURSOR_INVALID' }],
  })
})

test.each([
  ['score', ['1e400', '2026-01-01T00:00:00Z', id(1)]],
  ['score', ['1.5', '2026-01-01T00:00:00Z', id(1)]],
  ['score', [1, '2026-01-01T00:00:00Z', id(1)]],
  ['score', [{}, '2026-01-01T00:00:00Z', id(1)]],
  ['score', ['1', '2026-02-30T00:00:00Z', id(1)]],
  ['score', ['1', null, id(1)]],
  ['score', ['1', '2026-01-01T00:00:00Z', 'x']],
  ['score', ['1', '2026-01-01T00:00:00Z']],
  ['rating', ['1e-400', '2026-01-01T00:00:00Z', id(1)]],
  ['rating', ['NaN', '2026-01-01T00:00:00Z', id(1)]],
  ['vip', ['true', '2026-01-01T00:00:00Z', id(1)]],
  ['firstName', ['a\0', '2026-01-01T00:00:00Z', id(1)]],
  ['custom.x', ['a\0', '2026-01-01T00:00:00Z', id(1)]],
])(
  'a cursor for %s whose values were changed to %j never reaches PostgreSQL',
  async (sort, values) => {
    const { next } = await page(`limit=1&sort=${sort}`)
    const [fingerprint, direction] = JSON.parse(
      Buffer.from(next, 'base64url').toString(),
    ) as unknown[]
    const forged = made(JSON.stringify([fingerprint, direction, ...values]))
    await expect(answer(`sort=${sort}&cursor=${forged}`)).rejects.toMatchObject({
      faults: [{ path: 'cursor', code: 'CURSOR_INVALID' }],
    })
  },
)

test('all pages of a list share one plan', async () => {
  world.sent()
  let { next } = await page('limit=2&sort=lastName')
  const texts = new Set<string>()
  while (next) {
    ;({ next } = await page(`limit=2&sort=lastName&cursor=${next}`))
    texts.add(world.sent().at(-1)?.text ?? '')
  }
  expect(texts.size).toBe(1)
})

test('a page read while records come and go neither repeats nor skips the others', async () => {
  const first = JSON.parse(await answer('limit=4&sort=-lastName')) as {
    data: { id: string }[]
    page: { next: string }
  }
  await world.insert(ACME, world.contact, [{ id: id(100), lastName: 'L9' }])
  await world.tenantDb.query(ACME, {
    text: 'update crm.contacts set deleted_at = now() where tenant_id = $1 and id = $2',
    values: [ACME, first.data[3]?.id],
  })
  const rest = JSON.parse(await answer(`sort=-lastName&cursor=${first.page.next}`)) as {
    data: { id: string }[]
  }
  const ids = [...first.data, ...rest.data].map((record) => record.id)
  expect(new Set(ids).size).toBe(9)
  expect(ids).not.toContain(id(100))
})
