import { setTimeout as sleep } from 'node:timers/promises'

import { expect } from '@jest/globals'
import pg from 'pg'

import { createTestCrm, type TestClient, type TestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'

/** A library whose authors and books get custom fields, and a look behind the engine. */
export interface FieldWorld extends TestCrm {
  /** Past row-level security. */
  sql<T extends object>(text: string, values?: readonly unknown[]): Promise<T[]>
  readonly superuserUrl: string
}

export async function fieldWorld(): Promise<FieldWorld> {
  const t = await createTestCrm({ plugins: [await library()] })
  const url = new URL(process.env['CRMKIT_TEST_SUPERUSER_URL'] ?? '')
  url.pathname = new URL(t.databaseUrl).pathname
  // A connection for each statement: one that is left would keep the test's owner, who is no superuser, from dropping the database.
  const sql = async <T extends object>(text: string, values: readonly unknown[] = []) => {
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    const { rows } = await client.query<T>(text, [...values]).finally(() => client.end())
    return rows
  }
  return { ...t, sql, superuserUrl: url.href, close: () => closeWhenGone(t, url) }
}

/** The server ends a session a moment after the client has closed it. */
async function closeWhenGone(t: TestCrm, url: URL): Promise<void> {
  const client = new pg.Client({ connectionString: process.env['CRMKIT_TEST_SUPERUSER_URL'] })
  await client.connect()
  const left = 'select 1 from pg_stat_activity where datname = $1 and usename = $2'
  while ((await client.query(left, [url.pathname.slice(1), url.username])).rowCount) await sleep(20)
  await client.end()
  await t.close()
}

/** Makes a field of authors; what is not said has its default. */
export async function makeField(
  client: TestClient,
  key: string,
  schema: object,
  more: object = {},
) {
  const { status, body } = await client.post('/schemas/author/fields', { key, schema, ...more })
  expect([status, body.errors]).toEqual([201, undefined])
  return body.data as { version: number; index: string; [member: string]: unknown }
}

export async function makeAuthor(
  client: TestClient,
  name: string,
  custom: object = {},
): Promise<string> {
  const { status, body } = await client.post('/authors', { name, custom })
  expect([status, body.errors]).toEqual([201, undefined])
  return body.data.id as string
}

/** Names of the authors a list answers. */
export async function namesOf(
  client: TestClient,
  query: { filter?: object; sort?: string; limit?: number },
): Promise<string[]> {
  const { status, body } = await client.post('/authors/query', {
    fields: ['name'],
    sort: 'name',
    ...query,
  })
  expect([status, body.detail]).toEqual([200, undefined])
  return (body.data as { name: string }[]).map(({ name }) => name)
}

export const choice = (...values: string[]): object => ({
  type: 'string',
  oneOf: values.map((value) => ({ const: value, title: value.toUpperCase() })),
})
