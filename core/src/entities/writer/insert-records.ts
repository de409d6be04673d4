import { quoteIdentifier, quoteLiteral } from '../../database/identifiers.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { TenantDb } from '../../tenancy/tenant-db.ts'
import type { Entity } from '../entity.ts'
import { keptFields, type TenantFields } from '../reader/tenant-fields.ts'
import type { ExternalRef } from './check-input.ts'
import { copyText } from './copy-text.ts'
import { writtenProperties } from './create-statement.ts'
import { customRowsStatements, keysWithRows } from './custom-rows.ts'
import { indexedTexts, type ListIndex, listIndexes } from './list-index.ts'
import { loggedValues } from './logged-values.ts'
import { sqlType, storedValue } from './stored-value.ts'
import { writeStamp } from './write-stamp.ts'

export interface NewRecord {
  readonly id: string
  readonly values: Readonly<Record<string, unknown>>
  readonly refs: readonly ExternalRef[]
  /** What the change row tells beyond the values. */
  readonly beside?: Readonly<Record<string, unknown>> | undefined
}

export interface StageDeps {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly context: RequestContext
  /** The tenant's own, by which the values were checked. */
  readonly fields: TenantFields | undefined
  /** A name for the next staging table of the transaction. */
  readonly stageName: () => string
}

/**
 * Inserts many records at once, with what the writer's statement writes for one: list index rows, external references and change rows.
 * The rows go through a temporary table: `COPY` refuses a table with row-level security, a temporary one is seen by no other
 * connection, vanishes with the transaction, and is not written to the log; what leaves it goes through the policies like any insert.
 *
 * Gives the ids that were not inserted, because another transaction has just taken one of their unique values.
 */
export async function insertRecords(
  deps: StageDeps,
  entity: Entity,
  records: readonly NewRecord[],
): Promise<ReadonlySet<string>> {
  if (records.length === 0) return new Set()
  const { tenantDb, context } = deps
  const { tenantId } = context
  const stage = quoteIdentifier(deps.stageName())
  const properties = writtenProperties(entity)
  const indexes = listIndexes(entity)
  const hasRefs = records.some(({ refs }) => refs.length > 0)
  const columns = [
    'id uuid',
    'logged jsonb',
    ...properties.map((property, at) => `c${at} ${sqlType(property)}`),
    ...indexes.map((_, at) => `x${at} text[]`),
    ...(hasRefs ? ['refs jsonb'] : []),
  ]
  await tenantDb.query(tenantId, {
    text: `create temporary table ${stage} (${columns.join(', ')}) on commit drop`,
    values: [],
  })
  await tenantDb.copyIn(
    tenantId,
    `copy ${stage} from stdin`,
    copyText(
      records.map(({ id, values, refs, beside }) => [
        id,
        JSON.stringify({ ...loggedValues(entity, values, deps.fields), ...beside }),
        ...properties.map((property) =>
          property.key === 'custom'
            ? JSON.stringify(values['custom'] ?? {})
            : storedValue(property, values[property.key]),
        ),
        ...indexes.map((index) => textsOrNull(indexedTexts(index, values[index.property.key]))),
        ...(hasRefs ? [refs.length === 0 ? null : JSON.stringify(refs)] : []),
      ]),
    ),
  )
  const send = (text: string, ...values: readonly unknown[]) =>
    tenantDb.query(tenantId, { text, values: [tenantId, ...values] })
  const stamp = writeStamp(context)
  const missing = await insertStaged()
  if (missing.length > 0)
    await tenantDb.query(tenantId, {
      text: `delete from ${stage} where id = any($1::uuid[])`,
      values: [missing],
    })
  // Sent together: the connection does not wait for one answer before the next question.
  await Promise.all([
    ...(indexes.length > 0 ? [send(indexStatement(deps.schema, entity, stage, indexes))] : []),
    ...(hasRefs ? [send(refsStatement(deps.schema, entity, stage))] : []),
    send(logStatement(deps.schema, entity, stage), stamp.json, stamp.through, stamp.requestId),
  ])
  const gone = new Set(missing)
  await writeCustomRows(
    deps,
    entity,
    records.filter(({ id }) => !gone.has(id)),
  )
  return gone

  /** As if nobody else were writing, and only when somebody is by skipping what they took: skipping takes a tenth more time. */
  async function insertStaged(): Promise<readonly string[]> {
    const insert = (onConflict: string) =>
      send(insertStatement(deps.schema, entity, stage, onConflict), stamp.json)
    try {
      await tenantDb.transaction(tenantId, () => insert(''))
      return []
    } catch (error) {
      if ((error as { code?: unknown }).code !== '23505') throw error
    }
    await insert('on conflict do nothing')
    const rows = await send(missingStatement(deps.schema, entity, stage))
    return rows.map(([id]) => id as string)
  }
}

/** What goes with the custom values of records that were just written. */
export async function writeCustomRows(
  { schema, tenantDb, context: { tenantId }, fields }: StageDeps,
  entity: Entity,
  records: readonly { readonly id: string; readonly values: Readonly<Record<string, unknown>> }[],
): Promise<void> {
  const kept = keptFields(fields, entity.name)
  const customs = records.map(({ values }) => values['custom'] as Record<string, unknown> | null)
  const keys = keysWithRows(kept, customs)
  if (keys.length === 0) return
  const ids = records.filter((_, at) => customs[at]).map(({ id }) => id)
  for (const statement of customRowsStatements({ schema, entity, tenantId, ids, kept }, keys))
    await tenantDb.query(tenantId, statement)
}

function insertStatement(
  schema: string,
  entity: Entity,
  stage: string,
  onConflict: string,
): string {
  const properties = writtenProperties(entity)
  const columns = properties.map((property) => quoteIdentifier(property.column))
  return `insert into ${quoteIdentifier(schema)}.${quoteIdentifier(entity.table)} (tenant_id, id, created_by, updated_by, ${columns.join(', ')})
    select $1::uuid, s.id, $2::jsonb, $2::jsonb, ${columns.map((_, at) => `s.c${at}`).join(', ')} from ${stage} s ${onConflict}`
}

function missingStatement(schema: string, entity: Entity, stage: string): string {
  return `select s.id from ${stage} s where not exists (
    select from ${quoteIdentifier(schema)}.${quoteIdentifier(entity.table)} t where t.tenant_id = $1::uuid and t.id = s.id)`
}

/** Record by record, not field by field: then the primary key grows at its end alone, which takes a third of the time. */
function indexStatement(
  schema: string,
  entity: Entity,
  stage: string,
  indexes: readonly ListIndex[],
): string {
  const lists = indexes.map(
    ({ field }, at) =>
      `select ${quoteLiteral(field)} as field, text, ord from unnest(s.x${at}) with ordinality as element (text, ord)`,
  )
  return `insert into ${quoteIdentifier(schema)}.value_index (tenant_id, entity, field, record_id, ord, v_text)
    select $1::uuid, ${quoteLiteral(entity.name)}, e.field, s.id, e.ord - 1, e.text
    from ${stage} s cross join lateral (${lists.join(' union all ')}) e`
}

function refsStatement(schema: string, entity: Entity, stage: string): string {
  return `insert into ${quoteIdentifier(schema)}.external_refs (tenant_id, entity, system, type, external_id, record_id)
    select $1::uuid, ${quoteLiteral(entity.name)}, ref ->> 'system', ref ->> 'type', ref ->> 'id', s.id
    from ${stage} s, jsonb_array_elements(s.refs) ref`
}

function logStatement(schema: string, entity: Entity, stage: string): string {
  return `insert into ${quoteIdentifier(schema)}.changes (tenant_id, entity, record_id, action, name, actor, through, after, version, request_id)
    select $1::uuid, ${quoteLiteral(entity.name)}, s.id, 'created', ${quoteLiteral(`${entity.name}.created`)}, $2::jsonb, $3, s.logged, 1, $4 from ${stage} s`
}

export function textsOrNull(texts: readonly string[]): readonly string[] | null {
  return texts.length === 0 ? null : texts
}
