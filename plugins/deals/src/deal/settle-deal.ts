import { eachRecord, type OneOfMany, type RecordSql } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'

interface Change {
  readonly before: AnyRecord
  data: AnyRecord
}

interface Changed {
  readonly before: AnyRecord
  readonly record: AnyRecord
}

/** Deals without a title are called by their companies and their products. */
export async function nameDeals(
  events: readonly { data: AnyRecord }[],
  context: AnyContext,
): Promise<void> {
  const untitled = events.filter(({ data }) => typeof data['title'] !== 'string')
  if (untitled.length === 0) return
  const companies = await namesOf('company', 'companyId')
  const products = await namesOf('product', 'productId')
  for (const { data } of untitled) {
    const parts = [companies.get(data['companyId']), products.get(data['productId'])]
    data['title'] =
      parts
        .filter((part) => part !== undefined)
        .join(' – ')
        .slice(0, 200) || 'Deal'
  }

  async function namesOf(entity: string, key: string): Promise<ReadonlyMap<unknown, string>> {
    const ids = [...new Set(untitled.map(({ data }) => data[key]))].filter(
      (id) => typeof id === 'string',
    )
    if (ids.length === 0) return new Map()
    // As the caller spells the id.
    const rows = await context.sql(
      (
        sql,
      ) => `select wanted.id, t.name from unnest(${sql.value(ids)}::text[]) as wanted (id) join ${sql.table(entity)} t
        on t.tenant_id = ${sql.tenant} and t.id = wanted.id::uuid`,
    )
    return new Map(rows as readonly (readonly [string, string])[])
  }
}

/** What a deal says twice stays in agreement: its amount with its lines, its primary contact with its participants. */
export async function guardDeals(
  events: readonly OneOfMany<Change>[],
  context: AnyContext,
): Promise<void> {
  for (const { before, data } of events) if (data['title'] === null) data['title'] = before['title']
  await guardLines(
    events.filter(
      ({ before, data }) => changes('amount', before, data) || changes('currency', before, data),
    ),
    context,
  )
  await guardPrimaries(
    events.filter(({ before, data }) => data['contactId'] === null && before['contactId'] !== null),
    context,
  )
}

export async function afterDeals(events: readonly Changed[], context: AnyContext): Promise<void> {
  await followOwners(events, context)
  // Joining asks whether the deal may be changed, which ends up here again.
  await joinPrimaries(
    events.filter(({ before, record }) => before['contactId'] !== record['contactId']),
    context,
  )
}

/** Lines and participants are in reach of whoever the deal is. */
async function followOwners(events: readonly Changed[], context: AnyContext): Promise<void> {
  const moved = events.flatMap(({ before, record }) =>
    before['ownerId'] === record['ownerId'] ? [] : [record],
  )
  if (moved.length === 0) return
  for (const part of ['dealLine', 'dealContact']) {
    await context.sql(
      (sql) => `update ${sql.table(part)} t set owner_id = d.owner
        from unnest(${idsOf(sql, moved)}, ${sql.value(moved.map(({ ownerId }) => ownerId))}::uuid[]) as d (id, owner)
        where t.tenant_id = ${sql.tenant} and t.deal_id = d.id`,
    )
  }
}

/** The primary contacts take part in their deals. */
export async function joinPrimaries(
  events: readonly { readonly record: AnyRecord }[],
  context: AnyContext,
): Promise<void> {
  const led = events.flatMap(({ record }) =>
    typeof record['contactId'] === 'string' ? [record] : [],
  )
  if (led.length === 0) return
  const rows = await context.sql(
    (sql) => `select d.deal_id, d.contact_id from ${sql.table('dealContact')} d
      where d.tenant_id = ${sql.tenant} and d.deal_id = any(${idsOf(sql, led)}) and d.deleted_at is null`,
  )
  const known = new Set(rows.map(([dealId, contactId]) => `${String(dealId)} ${String(contactId)}`))
  const joining = led.flatMap(({ id: dealId, contactId }) =>
    known.has(`${String(dealId)} ${String(contactId)}`) ? [] : [{ dealId, contactId }],
  )
  const [first, ...others] = joining
  if (!first) return
  const participants = (await context.asPlugin()).records('dealContact')
  // What refuses one alone is told as it is, not by its place in a list.
  if (others.length === 0) await participants.create(first)
  else await participants.createMany(joining)
}

async function guardLines(
  events: readonly OneOfMany<Change>[],
  context: AnyContext,
): Promise<void> {
  if (events.length === 0) return
  const rows = await context.sql(
    (
      sql,
    ) => `select l.deal_id, coalesce(sum(l.net), 0)::bigint, max(l.currency) from ${sql.table('dealLine')} l
      where l.tenant_id = ${sql.tenant} and l.deal_id = any(${idsOf(
        sql,
        events.map(({ before }) => before),
      )}) and l.deleted_at is null group by l.deal_id`,
  )
  const lines = new Map(rows.map(([dealId, ...facts]) => [dealId, facts]))
  eachRecord(events, ({ before, data }) => {
    const found = lines.get(before['id'])
    if (!found) return
    const [sum, currency] = found as [number, string | null]
    const came = data['currency'] ?? before['currency']
    if (currency !== null && came !== currency)
      throw errors.DEAL_CURRENCY_OF_LINES({ currency, came })
    const amount = data['amount']
    if (amount === undefined || amount === sum) return
    const message = `is the sum of the lines, ${sum}`
    throw errors.DEAL_AMOUNT_OF_LINES(
      { sum, amount },
      { faults: [{ path: '/amount', code: 'DEAL_AMOUNT_OF_LINES', message }] },
    )
  })
}

async function guardPrimaries(
  events: readonly OneOfMany<Change>[],
  context: AnyContext,
): Promise<void> {
  if (events.length === 0) return
  const rows = await context.sql(
    (sql) => `select distinct d.deal_id from ${sql.table('dealContact')} d
      where d.tenant_id = ${sql.tenant} and d.deal_id = any(${idsOf(
        sql,
        events.map(({ before }) => before),
      )}) and d.deleted_at is null`,
  )
  const joined = new Set(rows.map(([dealId]) => dealId))
  eachRecord(events, ({ before }) => {
    if (!joined.has(before['id'])) return
    const message = 'is one of the participants, as long as there are any'
    throw errors.DEAL_NEEDS_PRIMARY(
      {},
      { faults: [{ path: '/contactId', code: 'DEAL_NEEDS_PRIMARY', message }] },
    )
  })
}

function idsOf(sql: RecordSql, records: readonly AnyRecord[]): string {
  return `${sql.value(records.map(({ id }) => id))}::uuid[]`
}

function changes(key: string, before: AnyRecord, data: AnyRecord): boolean {
  return data[key] !== undefined && data[key] !== before[key]
}
