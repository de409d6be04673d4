import { quoteIdentifier, quoteLiteral } from '../database/identifiers.ts'
import type { Entity } from '../entities/entity.ts'
import type { ExternalRef } from '../entities/writer/check-input.ts'
import { writtenProperties } from '../entities/writer/create-statement.ts'
import { indexedTexts, listIndexes } from '../entities/writer/list-index.ts'
import { loggedValues } from '../entities/writer/logged-values.ts'
import { sqlType, storedValue } from '../entities/writer/stored-value.ts'
import { writeStamp } from '../entities/writer/write-stamp.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { copyText } from './copy-text.ts'

export interface NewRecord {
  readonly id: string
  readonly values: Readonly<Record<string, unknown>>
  readonly refs: readonly ExternalRef[]
}

export interface StageDeps {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly context: RequestContext
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
      records.map(({ id, values, refs }) => [
        id,
        JSON.stringify(loggedValues(entity, values)),
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
  const stamp = writeStamp(context)
  const rows = await tenantDb.query(tenantId, {
    text: insertStatement(deps.schema, entity, stage, hasRefs),
    values: [tenantId, stamp.json, stamp.through, stamp.requestId],
  })
  return new Set(rows.map(([id]) => id as string))
}

function insertStatement(
  schemaName: string,
  entity: Entity,
  stage: string,
  hasRefs: boolean,
): string {
  const schema = quoteIdentifier(schemaName)
  const name = quoteLiteral(entity.name)
  const properties = writtenProperties(entity)
  const columns = properties.map((property) => quoteIdentifier(property.column))
  const indexed = listIndexes(entity).map(
    ({ field }, at) => `index_${at} as (
      insert into ${schema}.value_index (tenant_id, entity, field, record_id, ord, v_text)
      select $1::uuid, ${name}, ${quoteLiteral(field)}, n.id, ord - 1, text
      from n join ${stage} s on s.id = n.id, unnest(s.x${at}) with ordinality as element (text, ord)
    ), `,
  )
  const refs = hasRefs
    ? `refs as (
      insert into ${schema}.external_refs (tenant_id, entity, system, type, external_id, record_id)
      select $1::uuid, ${name}, ref ->> 'system', ref ->> 'type', ref ->> 'id', n.id
      from n join ${stage} s on s.id = n.id, jsonb_array_elements(s.refs) ref
    ), `
    : ''
  return `with n as (
      insert into ${schema}.${quoteIdentifier(entity.table)} (tenant_id, id, created_by, updated_by, ${columns.join(', ')})
      select $1::uuid, s.id, $2::jsonb, $2::jsonb, ${columns.map((_, at) => `s.c${at}`).join(', ')} from ${stage} s
      on conflict do nothing
      returning id
    ), ${indexed.join('')}${refs}log as (
      insert into ${schema}.changes (tenant_id, entity, record_id, action, name, actor, through, after, version, request_id)
      select $1::uuid, ${name}, n.id, 'created', ${quoteLiteral(`${entity.name}.created`)}, $2::jsonb, $3, s.logged, 1, $4
      from n join ${stage} s on s.id = n.id
    ) select s.id from ${stage} s where not exists (select from n where n.id = s.id)`
}

export function textsOrNull(texts: readonly string[]): readonly string[] | null {
  return texts.length === 0 ? null : texts
}
