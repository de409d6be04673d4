import pg from 'pg'

import { activities } from '@crmkit/activities'
import { contacts } from '@crmkit/contacts'
import {
  createTestCrm,
  type TestActor,
  type TestClient,
  type TestCrm,
  type TestCrmOptions,
} from '@crmkit/core/testing'

/** Somebody of a tenant, as the host knows them. */
export interface Person extends TestClient {
  readonly memberId: string
}

export interface World {
  readonly t: TestCrm
  person(name: string, actor?: TestActor, tenant?: string): Promise<Person>
  /** Rows of the owner's look behind the engine. */
  sql<T extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<T[]>
  close(): Promise<void>
}

export async function createWorld(options: Partial<TestCrmOptions> = {}): Promise<World> {
  const t = await createTestCrm({ plugins: [contacts(), activities()], ...options })
  return {
    t,
    async person(name, actor = {}, tenant = 'acme') {
      const who = { id: name.toLowerCase(), name, email: `${name.toLowerCase()}@acme.example` }
      const client = t.as(tenant, { ...who, ...actor })
      const { body } = await client.get('/me')
      return { ...client, memberId: body.data.member.id as string }
    },
    async sql(text, values = []) {
      const client = new pg.Client(t.databaseUrl)
      await client.connect()
      try {
        return (await client.query<never>(text, values.length > 0 ? [...values] : undefined)).rows
      } finally {
        await client.end()
      }
    },
    close: () => t.close(),
  }
}

/** The record an answer holds; fails with the whole answer when it is none. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads answers of every shape, and each is checked against the OpenAPI document
export function dataOf({ status, body }: { status: number; body: any }): any {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body.data
}

export async function createContact(person: TestClient, lastName: string): Promise<string> {
  return dataOf(await person.post('/contacts', { lastName })).id as string
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
export async function createActivity(person: TestClient, data: object): Promise<any> {
  return dataOf(await person.post('/activities', { kind: 'task', ...data }))
}

/** Runs the jobs that are due at a later time now. */
export async function runLater(world: World): Promise<void> {
  await world.t.drain()
  await world.sql('update crm_jobs._private_jobs set run_at = now() where run_at > now()')
  await world.t.drain()
}
