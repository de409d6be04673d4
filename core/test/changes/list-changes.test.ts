import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'

import { appendChange } from '../../src/changes/change-log.ts'
import {
  type AuditQuery,
  listAuditTrail,
  listRecordChanges,
} from '../../src/changes/list-changes.ts'
import type { RequestContext } from '../../src/identity/request-context.ts'
import type { Rights, Scope } from '../../src/identity/rights.ts'
import {
  createEngineDatabase,
  type EngineDatabase,
  systemContext,
} from '../jobs/engine-database.ts'
import { forgetChanges } from './change-rows.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())
beforeEach(() => forgetChanges(db))

const ada = '019a0000-0000-7000-8000-00000000000a'
const bob = '019a0000-0000-7000-8000-00000000000b'

interface Row {
  entity?: string | null
  record?: string | null
  action?: string
  name?: string
  actor?: string
  before?: object | null
  after?: object | null
  daysAgo?: number
}

/** Rows as the writer leaves them; `daysAgo` moves them, which only a superuser can. */
async function write(tenant: string, ...rows: Row[]): Promise<void> {
  for (const row of rows) {
    const {
      entity = 'contact',
      record = ada,
      action = 'updated',
      name = `${entity}.${action}`,
    } = row
    const { actor = 'u1', before = null, after = {} } = row
    await db.tenantDb.query(tenant, {
      text: `insert into crm.changes (tenant_id, entity, record_id, action, name, actor, through, before, after, version, request_id)
        values ($1, $2, $3, $4, $5, $6, 'http', $7, $8, 1, 'r')`,
      values: [tenant, entity, record, action, name, { kind: 'user', id: actor }, before, after],
    })
  }
}

function contextOf(
  tenantId: string,
  rights: Partial<Record<string, Scope>> = {},
  hidden: readonly string[] = [],
): RequestContext {
  const compiled: Rights = {
    key: 'test',
    scope: (permission) => rights[permission],
    field: (entity, property) => (hidden.includes(`${entity}.${property}`) ? 'none' : 'write'),
  }
  return { ...systemContext(tenantId), rights: compiled }
}

const all = { 'change.read': 'all', 'contact.read': 'all', 'deal.read': 'all' } as const
const audit = (context: RequestContext, query: AuditQuery = {}) =>
  listAuditTrail({ ...db, readableEntities: () => ['contact', 'deal'] }, context, query)

test('A record’s changes come newest first, page by page, and only those of the tenant', async () => {
  await write(db.acme, ...Array.from({ length: 5 }, (_, at) => ({ after: { step: at } })), {
    record: bob,
  })
  await write(db.globex, { after: { other: 'tenant' } })
  const query = { entity: 'contact', recordId: ada, limit: 2 }
  const pages: unknown[][] = []
  let cursor: string | undefined
  do {
    const page = await listRecordChanges(db, contextOf(db.acme), { ...query, cursor })
    pages.push(page.data.map((change) => change.after))
    cursor = page.page.next ?? undefined
  } while (cursor !== undefined)
  expect(pages).toEqual([[{ step: 4 }, { step: 3 }], [{ step: 2 }, { step: 1 }], [{ step: 0 }]])
})

test('A field the actor may not read is in no change, nor is an update of nothing else', async () => {
  await write(
    db.acme,
    {
      action: 'created',
      after: {
        name: 'Ada',
        salary: 1,
        custom: { grade: 2, team: 'x' },
        ext: { billing: { taxId: 'T', city: 'Y' } },
      },
    },
    { before: { salary: 1 }, after: { salary: 2 } },
    { before: { salary: 2, name: 'Ada' }, after: { salary: 3, name: 'A' } },
  )
  const context = contextOf(db.acme, {}, [
    'contact.salary',
    'contact.custom.grade',
    'contact.ext.billing.taxId',
  ])
  const { data } = await listRecordChanges(db, context, { entity: 'contact', recordId: ada })
  expect(data.map(({ before, after }) => ({ before, after }))).toEqual([
    { before: { name: 'Ada' }, after: { name: 'A' } },
    {
      before: null,
      after: { name: 'Ada', custom: { team: 'x' }, ext: { billing: { city: 'Y' } } },
    },
  ])
})

test('The audit trail filters by entity, actor, action and time, and leaves asked-for jobs out', async () => {
  await write(
    db.acme,
    { action: 'created', actor: 'u1' },
    { entity: 'deal', action: 'created', actor: 'u2' },
    { action: 'deleted', actor: 'u2' },
  )
  await write(db.globex, { action: 'created', actor: 'u2' })
  const system = systemContext(db.acme)
  await appendChange(db, system, {
    action: 'job',
    name: 'a:greet',
    after: { payload: 1, maxAttempts: 1 },
  })
  await appendChange(db, system, { action: 'event', name: 'inbox.opened', after: { id: 1 } })
  const context = contextOf(db.acme, all)
  const names = async (query: AuditQuery) =>
    (await audit(context, query)).data.map((change) => change.name)
  expect(await names({})).toEqual([
    'inbox.opened',
    'contact.deleted',
    'deal.created',
    'contact.created',
  ])
  expect(await names({ entity: 'deal' })).toEqual(['deal.created'])
  expect(await names({ actor: 'u2' })).toEqual(['contact.deleted', 'deal.created'])
  expect(await names({ action: 'created', actor: 'u1' })).toEqual(['contact.created'])
  const hour = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  expect(await names({ from: hour(-1), to: hour(1) })).toHaveLength(4)
  expect(await names({ to: hour(-1) })).toEqual([])
  expect((await audit(context, {})).data[0]).not.toHaveProperty('tenantId')
})

test('The audit trail shows an entity only to who may read all of it, and without full reach only the own deeds', async () => {
  await write(
    db.acme,
    { actor: 'test' },
    { entity: 'deal', record: bob, actor: 'test' },
    { actor: 'somebody' },
  )
  const names = async (rights: Partial<Record<string, Scope>>) =>
    (await audit(contextOf(db.acme, rights))).data.map(
      (change) => `${change.entity} by ${change.actor.id}`,
    )
  expect(await names(all)).toEqual(['contact by somebody', 'deal by test', 'contact by test'])
  expect(await names({ ...all, 'deal.read': 'own' })).toEqual([
    'contact by somebody',
    'contact by test',
  ])
  expect(await names({ ...all, 'change.read': 'own' })).toEqual(['deal by test', 'contact by test'])
  expect(await names({ 'change.read': 'all' })).toEqual([])
})

test('A page with a filter that few changes pass looks at a bounded part of the log and goes on behind it', async () => {
  await write(db.acme, { name: 'contact.first', actor: 'rare' })
  await db.tenantDb.query(db.acme, {
    text: `insert into crm.changes (tenant_id, entity, record_id, action, name, actor, through, after, version, request_id)
      select $1, 'contact', $2, 'updated', 'contact.updated', '{"kind":"user","id":"u1"}', 'http', '{}', 1, 'r' from generate_series(1, 25000)`,
    values: [db.acme, ada],
  })
  const context = contextOf(db.acme, all)
  const first = await audit(context, { actor: 'rare' })
  expect(first.data).toEqual([])
  const second = await audit(context, { actor: 'rare', cursor: first.page.next! })
  expect(second).toMatchObject({
    data: [{ name: 'contact.first' }],
    page: { next: null, prev: null, limit: 50 },
  })
})

test('A cursor that is none of ours is refused', async () => {
  for (const cursor of ['x', 'MQ==', '', 'LTE']) {
    await expect(audit(contextOf(db.acme, all), { cursor })).rejects.toMatchObject({
      code: 'CURSOR_INVALID',
      status: 400,
    })
  }
})
