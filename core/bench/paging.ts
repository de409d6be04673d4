/** Question: does a page 4,000 pages deep cost what page 1 costs? Run: `npm run bench -- paging`. */
import { pino } from 'pino'

import { contacts } from '@crmkit/contacts'

import { createCrm } from '../src/index.ts'
import { benchDatabase } from './bench-database.ts'
import { saveResult } from './save-result.ts'

const PAGES = 4_000
const PAGE_ROWS = 25
const REQUESTS = 2_000

const database = await benchDatabase(PAGES * PAGE_ROWS + 1_000)
const crm = createCrm({
  plugins: [contacts()],
  database: { url: database.ownerUrl, appUrl: database.appUrl },
  worker: 'off',
  logger: pino({ level: 'silent' }),
})
try {
  await crm.ready()
  const first = `limit=${PAGE_ROWS}`
  const deep = await cursorOf(PAGES)
  // In turn, so that the machine's drift meets both.
  const times: Record<'first' | 'deep', number[]> = { first: [], deep: [] }
  for (let i = 0; i < REQUESTS; i++) {
    times.first.push(await timed(first))
    times.deep.push(await timed(deep))
  }
  const [firstMs, deepMs] = [median(times.first), median(times.deep)]
  await saveResult('paging', { pages: PAGES, pageRows: PAGE_ROWS, requests: REQUESTS }, [
    {
      scenario: `page ${PAGES} against page 1`,
      firstMs,
      deepMs,
      ratio: Math.round((deepMs / firstMs) * 100) / 100,
    },
  ])
} finally {
  await crm.close()
  await database.close()
}

async function cursorOf(page: number): Promise<string> {
  let query = 'limit=200'
  for (let row = 0; row < page * PAGE_ROWS; row += 200) {
    const { page: place } = (await list(query)) as { page: { next: string } }
    query = `limit=200&cursor=${encodeURIComponent(place.next)}`
  }
  return query.replace('limit=200', `limit=${PAGE_ROWS}`)
}

async function timed(query: string): Promise<number> {
  const start = performance.now()
  await list(query)
  return performance.now() - start
}

async function list(query: string): Promise<unknown> {
  const answer = await crm.inject({
    method: 'GET',
    url: `/api/v1/contacts?${query}`,
    headers: { authorization: `Bearer ${database.apiKey}` },
  })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body
}

function median(values: number[]): number {
  return Math.round(values.sort((a, b) => a - b)[Math.floor(values.length / 2)]! * 1_000) / 1_000
}
