import { quoteIdentifier } from '../database/identifiers.ts'
import { SqlParams } from '../database/sql.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { Rights } from '../identity/rights.ts'
import type { Change, ChangeAction } from './change.ts'
import type { ChangeLogOptions } from './change-log.ts'
import { CHANGE_COLUMNS, toChange } from './change-row.ts'
import { errors } from './errors.ts'
import { withoutHidden } from './hidden-fields.ts'

/** A change as an API shows it: the tenant is the caller's own. */
export type ListedChange = Omit<Change, 'tenantId'>

export interface ChangePage {
  readonly data: readonly ListedChange[]
  readonly page: { readonly limit: number; readonly next: string | null; readonly prev: null }
}

export interface PageQuery {
  /** 1 to 200; default 50. */
  readonly limit?: number | undefined
  /** `page.next` of an earlier answer. */
  readonly cursor?: string | undefined
}

export interface AuditQuery extends PageQuery {
  readonly entity?: string | undefined
  /** Id of the actor. */
  readonly actor?: string | undefined
  readonly action?: ChangeAction | undefined
  /** RFC 3339; `from` included, `to` not. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const DEFAULT_LIMIT = 50
/**
 * Rows one page of the audit trail looks at: a filter that few rows pass then costs 90 ms a page, not a scan of the whole
 * log; the page is short and its cursor goes on behind them.
 */
const LOOK_AT = 20_000

/** What happened to one record, newest first. The caller has checked that the actor may read the record. */
export async function listRecordChanges(
  options: ChangeLogOptions,
  context: RequestContext,
  query: PageQuery & { entity: string; recordId: string },
): Promise<ChangePage> {
  const params = new SqlParams([context.tenantId])
  const conditions = [
    'c.tenant_id = $1',
    `c.record_id = ${params.add(query.recordId)}`,
    `c.entity = ${params.add(query.entity)}`,
    ...belowCursor(query, params),
  ]
  return listPage(options, context, query, { conditions, params })
}

/**
 * What happened in the tenant, newest first. Shows an entity only to who may read all of its records, and with a narrower
 * reach of `change.read` than `all` only what the actor did.
 */
export async function listAuditTrail(
  options: ChangeLogOptions & { readableEntities(context: RequestContext): readonly string[] },
  context: RequestContext,
  query: AuditQuery,
): Promise<ChangePage> {
  const params = new SqlParams([context.tenantId])
  const range = ['c.tenant_id = $1', ...belowCursor(query, params)]
  if (query.from !== undefined) range.push(`c.at >= ${params.add(query.from)}::timestamptz`)
  if (query.to !== undefined) range.push(`c.at < ${params.add(query.to)}::timestamptz`)
  const readable = options
    .readableEntities(context)
    .filter((entity) => context.rights.scope(`${entity}.read`) === 'all')
  const conditions = [
    ...range,
    // What asks for a job is the outbox's business; jobs have a list of their own.
    "c.action <> 'job'",
    // An event for one member is that member's business.
    'not (c.entity is null and c.record_id is not null)',
    `(c.entity is null or c.entity = any (${params.add(readable)}::text[]))`,
  ]
  if (query.entity !== undefined) conditions.push(`c.entity = ${params.add(query.entity)}`)
  if (query.action !== undefined) conditions.push(`c.action = ${params.add(query.action)}`)
  const actors = [
    query.actor,
    ...(context.rights.scope('change.read') === 'all' ? [] : [context.actor.id]),
  ]
  for (const actor of actors)
    if (actor !== undefined) conditions.push(`c.actor ->> 'id' = ${params.add(actor)}`)
  return listPage(options, context, query, { conditions, params, range })
}

async function listPage(
  { tenantDb, schema }: ChangeLogOptions,
  context: RequestContext,
  { limit = DEFAULT_LIMIT }: PageQuery,
  statement: { conditions: readonly string[]; params: SqlParams; range?: readonly string[] },
): Promise<ChangePage> {
  const { conditions, params, range } = statement
  const changes = `${quoteIdentifier(schema)}.changes c`
  const last = range
    ? `(select c.seq from ${changes} where ${range.join(' and ')} order by c.seq desc offset ${LOOK_AT} limit 1)`
    : 'null::bigint'
  const rows = await tenantDb.query(context.tenantId, {
    text: `with last as materialized (select ${last} as seq)
      select ${CHANGE_COLUMNS}, last.seq from last left join lateral (
        select * from ${changes} where ${conditions.join(' and ')} and (last.seq is null or c.seq > last.seq)
        order by c.seq desc limit ${limit + 1}) c on true order by c.seq desc`,
    values: params.values,
  })
  const found = rows.filter((row) => row[1] !== null).map(toChange)
  const shown = found.slice(0, limit)
  const lookedTo = (rows[0]?.at(-1) ?? null) as number | null
  const goesOn = found.length > limit ? shown.at(-1) : undefined
  const next = goesOn?.seq ?? (lookedTo === null ? null : lookedTo + 1)
  return {
    data: shown
      .map((change) => listed(change, context.rights))
      .filter((change) => change !== undefined),
    page: { limit, next: next === null ? null : encodeCursor(next), prev: null },
  }
}

/** Undefined for an update of which the actor may see nothing: that it happened is part of what is hidden. */
export function listed(
  { tenantId: _, ...change }: Change,
  rights: Rights,
): ListedChange | undefined {
  if (change.entity === null) return change
  const before = withoutHidden(change.before, change.entity, rights)
  const after = withoutHidden(change.after, change.entity, rights)
  const emptied =
    isEmpty(before) && isEmpty(after) && !(isEmpty(change.before) && isEmpty(change.after))
  return emptied && change.action === 'updated' ? undefined : { ...change, before, after }
}

function isEmpty(values: Readonly<Record<string, unknown>> | null): boolean {
  return values === null || Object.keys(values).length === 0
}

function belowCursor({ cursor }: PageQuery, params: SqlParams): string[] {
  return cursor === undefined ? [] : [`c.seq < ${params.add(decodeCursor(cursor))}`]
}

function encodeCursor(seq: number): string {
  return Buffer.from(String(seq)).toString('base64url')
}

function decodeCursor(cursor: string): number {
  const seq = Number(Buffer.from(cursor, 'base64url').toString())
  if (!Number.isSafeInteger(seq) || seq < 0 || encodeCursor(seq) !== cursor)
    throw errors.CURSOR_INVALID({})
  return seq
}
