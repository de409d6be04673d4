import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import type { TestClient, TestCrm } from '@crmkit/core/testing'

import { type Board, makeBoard } from './sales.ts'

const FOLDER = '../../../../../shared/data/crm-sales-opportunities/'

/** Real files lie beside the repository; a missing one fails, because a skipped test would look green. */
export async function realFile(name: string): Promise<string> {
  const file = new URL(FOLDER + name, import.meta.url)
  if (!existsSync(file))
    throw new Error(`Expected the real data at ${fileURLToPath(file)}: mount it there.`)
  return readFile(file, 'utf8')
}

/** The stages of the data set; deals without dates are in the first. */
export const REAL_STAGES = [
  { name: 'Prospecting', probability: 10 },
  { name: 'Engaging', probability: 40, rottingDays: 60 },
  { name: 'Won', kind: 'won' },
  { name: 'Lost', kind: 'lost' },
]

export interface Imported {
  readonly id: string
  readonly state: string
  readonly counters: Readonly<Record<string, number>>
}

export async function importFile(
  t: TestCrm,
  client: TestClient,
  options: Readonly<Record<string, unknown>>,
  file: string,
): Promise<Imported> {
  const query = Object.entries(options)
    .map(([key, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      return `${key}=${encodeURIComponent(text)}`
    })
    .join('&')
  const { status, body } = await client.post(`/imports?${query}`, file, {
    'content-type': 'text/csv',
  })
  if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`)
  await t.drain()
  return (await client.get(`/imports/${body.data.id}`)).body.data as Imported
}

/** Teams, members, products, accounts and a pipeline: what the deals of the data set point at. */
export async function importSurroundings(t: TestCrm, client: TestClient): Promise<Board> {
  const people = await realFile('sales_teams.csv')
  const teams = { manager: 'name', regional_office: 'parent.name', sales_agent: null }
  await importFile(
    t,
    client,
    { entity: 'teams', mode: 'upsert', match: ['name'], mapping: teams },
    people,
  )
  const members = { sales_agent: 'name', manager: 'teams.name', regional_office: null }
  await importFile(
    t,
    client,
    { entity: 'members', mode: 'upsert', match: ['name'], mapping: members },
    people,
  )
  const series = { series: 'category' }
  await importFile(
    t,
    client,
    { entity: 'products', currency: 'USD', mapping: series },
    await realFile('products.csv'),
  )
  const accounts = { entity: 'companies', currency: 'USD', mapping: { office_location: null } }
  await importFile(t, client, accounts, await realFile('accounts.csv'))
  return makeBoard(client, REAL_STAGES, { name: 'Opportunities' })
}

/** The one word the file of deals needs: what its ids are. Dates, stages, agents and products are understood. */
export function dealOptions({ pipelineId }: Board): Record<string, unknown> {
  return {
    entity: 'deals',
    mode: 'upsert',
    currency: 'USD',
    mapping: { opportunity_id: 'external:crm:opportunity' },
    defaults: { pipelineId },
  }
}
