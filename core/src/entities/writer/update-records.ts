import { quoteIdentifier, quoteLiteral } from '../../database/identifiers.ts'
import type { Entity } from '../entity.ts'
import type { Property } from '../property.ts'
import type { ExternalRef } from './check-input.ts'
import { copyText } from './copy-text.ts'
import { type StageDeps, textsOrNull, writeCustomRows } from './insert-records.ts'
import { indexedTexts, listIndexes } from './list-index.ts'
import { loggedValues } from './logged-values.ts'
import { sqlType, storedValue } from './stored-value.ts'
import { writeStamp } from './write-stamp.ts'

/** A record that has been locked by this transaction, and what of it changes. */
export interface ChangedRecord {
  readonly id: string
  readonly before: Readonly<Record<string, unknown>>
  readonly changes: Readonly<Record<string, unknown>>
  readonly refs: readonly ExternalRef[]
  /** What the change row tells beyond the changes; of `custom` it tells the keys that change, if they are here. */
  readonly beside?: { readonly before: object; readonly after: object } | undefined
}

/**
 * Updates many records at once, each in its own fields, with list index rows, external references and change rows. With a `journal`
 * (an import's id) the former values are kept for the undo.
 */
export async function updateRecords(
  deps: StageDeps,
  entity: Entity,
  records: readonly ChangedRecord[],
  journal: string | undefined,
): Promise<void> {
  if (records.length === 0) return
  const { tenantDb, context } = deps
  const { tenantId } = context
  const stage = quoteIdentifier(deps.stageName())
  const changed = new Set(records.flatMap(({ changes }) => Object.keys(changes)))
  const properties = [...entity.properties.values()].filter(({ key }) => changed.has(key))
  const indexes = listIndexes(entity).filter(({ property }) => changed.has(property.key))
  const columns = [
    ...['id uuid', 'keys text[]', 'before jsonb', 'old jsonb', 'new jsonb', 'refs jsonb'],
    ...properties.map((property, at) => `c${at} ${sqlType(property)}`),
    ...indexes.map((_, at) => `x${at} text[]`),
  ]
  await tenantDb.query(tenantId, {
    text: `create temporary table ${stage} (${columns.join(', ')}) on commit drop`,
    values: [],
  })
  await tenantDb.copyIn(
    tenantId,
    `copy ${stage} from stdin`,
    copyText(
      records.map(({ id, before, changes, refs, beside }) => {
        const former = formerValues(before, changes)
        return [
          id,
          Object.keys(changes),
          JSON.stringify(refs.length === 0 ? former : { ...former, externalRefs: refs }),
          JSON.stringify({ ...loggedValues(entity, former, deps.fields), ...beside?.before }),
          JSON.stringify({ ...loggedValues(entity, changes, deps.fields), ...beside?.after }),
          refs.length === 0 ? null : JSON.stringify(refs),
          ...properties.map((property) => storedValue(property, changes[property.key])),
          ...indexes.map((index) => textsOrNull(indexedTexts(index, changes[index.property.key]))),
        ]
      }),
    ),
  )
  // Without knowing how many rows there are, PostgreSQL joins them row by row: the time of a block grows with its square.
  await tenantDb.query(tenantId, { text: `analyze ${stage} (id)`, values: [] })
  const stamp = writeStamp(context)
  const write = (text: string, ...more: readonly unknown[]) =>
    tenantDb.query(tenantId, { text, values: [tenantId, ...more] })
  for (const { field, property } of indexes)
    await write(removeIndexRows(deps.schema, entity, stage, field, property))
  for (const [at, { field, property }] of indexes.entries())
    await write(addIndexRows(deps.schema, entity, stage, field, property, at))
  await write(
    updateStatement(deps.schema, entity, stage, properties, journal !== undefined),
    stamp.json,
    stamp.through,
    stamp.requestId,
    ...(journal === undefined ? [] : [journal]),
  )
  // A key the record loses has rows too.
  await writeCustomRows(
    deps,
    entity,
    records
      .filter(({ changes }) => 'custom' in changes)
      .map(({ id, before, changes }) => ({
        id,
        values: { custom: { ...(before['custom'] as object), ...(changes['custom'] as object) } },
      })),
  )
  if (records.some(({ refs }) => refs.length > 0)) await write(addRefs(deps.schema, entity, stage))
}

function formerValues(
  before: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.keys(changes).map((key) => [key, before[key] ?? null]))
}

function updateStatement(
  schemaName: string,
  entity: Entity,
  stage: string,
  properties: readonly Property[],
  hasJournal: boolean,
): string {
  const schema = quoteIdentifier(schemaName)
  const sets = properties.map((property, at) => {
    const column = quoteIdentifier(property.column)
    return `${column} = case when ${quoteLiteral(property.key)} = any(s.keys) then s.c${at} else t.${column} end, `
  })
  // Times are told as PostgreSQL spells them, before as after.
  const times = properties.filter(({ kind, pii }) => kind === 'date-time' && !pii)
  const told = times.reduce(
    (text, { key, column }) =>
      `${text} || case when ${quoteLiteral(key)} = any(s.keys) then jsonb_build_object(${quoteLiteral(key)}, n.${quoteIdentifier(column)}) else '{}' end`,
    's.new',
  )
  const journal = hasJournal
    ? `journal as (
      insert into ${schema}.import_updated (tenant_id, import_id, entity, record_id, version, before)
      select $1::uuid, $5::uuid, ${quoteLiteral(entity.name)}, n.id, n.version, s.before from n join ${stage} s on s.id = n.id
    ), `
    : ''
  return `with n as (
      update ${schema}.${quoteIdentifier(entity.table)} t
      set ${sets.join('')}updated_at = now(), updated_by = $2::jsonb, version = t.version + 1
      from ${stage} s where t.tenant_id = $1::uuid and t.id = s.id returning t.id, t.version${times.map(({ column }) => `, t.${quoteIdentifier(column)}`).join('')}
    ), ${journal}log as (
      insert into ${schema}.changes (tenant_id, entity, record_id, action, name, actor, through, before, after, version, request_id)
      select $1::uuid, ${quoteLiteral(entity.name)}, n.id, 'updated', ${quoteLiteral(`${entity.name}.updated`)}, $2::jsonb, $3, s.old, ${told}, n.version, $4
      from n join ${stage} s on s.id = n.id
    ) select count(*) from n`
}

/** Apart from adding: within one statement the added rows would meet those that are about to go. */
function removeIndexRows(
  schemaName: string,
  entity: Entity,
  stage: string,
  field: string,
  property: Property,
): string {
  return `delete from ${quoteIdentifier(schemaName)}.value_index v using ${stage} s
    where v.tenant_id = $1::uuid and v.record_id = s.id and v.entity = ${quoteLiteral(entity.name)} and v.field = ${quoteLiteral(field)}
      and ${quoteLiteral(property.key)} = any(s.keys)`
}

function addIndexRows(
  schemaName: string,
  entity: Entity,
  stage: string,
  field: string,
  property: Property,
  at: number,
): string {
  return `insert into ${quoteIdentifier(schemaName)}.value_index (tenant_id, entity, field, record_id, ord, v_text, created_at)
    select $1::uuid, ${quoteLiteral(entity.name)}, ${quoteLiteral(field)}, s.id, ord - 1, text, t.created_at
    from ${stage} s join ${quoteIdentifier(schemaName)}.${quoteIdentifier(entity.table)} t on t.tenant_id = $1::uuid and t.id = s.id, unnest(s.x${at}) with ordinality as element (text, ord) where ${quoteLiteral(property.key)} = any(s.keys)`
}

function addRefs(schemaName: string, entity: Entity, stage: string): string {
  return `insert into ${quoteIdentifier(schemaName)}.external_refs (tenant_id, entity, system, type, external_id, record_id)
    select $1::uuid, ${quoteLiteral(entity.name)}, ref ->> 'system', ref ->> 'type', ref ->> 'id', s.id
    from ${stage} s, jsonb_array_elements(s.refs) ref`
}
