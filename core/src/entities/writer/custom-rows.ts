import { quoteIdentifier, quoteLiteral } from '../../database/identifiers.ts'
import { SqlParams } from '../../database/sql.ts'
import type { Statement } from '../../tenancy/statement.ts'
import type { Entity } from '../entity.ts'
import type { KeptFields } from '../reader/tenant-fields.ts'

/**
 * What goes with custom values: index rows and claims of unique values. PostgreSQL makes both from `custom` itself, so that they cannot
 * say anything else, whoever writes: the writer, an import, or the job that builds an index.
 */
interface Target {
  readonly schema: string
  readonly entity: Entity
  /** `$1` is the tenant. */
  readonly params: SqlParams
  readonly kept: KeptFields
}

/** Parts of a `with` for the new record in `n`; empty when none of the keys has rows. */
export function newCustomRows(target: Target, keys: readonly string[]): string[] {
  const indexed = indexSource(target, keys)
  const unique = claimSource(target, keys)
  return [
    ...(indexed
      ? [`custom_index as (${addIndexRows(target, `n cross join lateral ${indexed('n')} r`, 'n')})`]
      : []),
    ...(unique
      ? [`custom_claims as (${addClaims(target, `n cross join lateral ${unique('n')} r`)})`]
      : []),
  ]
}

/**
 * Parts of a `with` that make the rows equal to what the updated record in `n`, whose id is `$2`, holds, and do nothing when there is no
 * `n`. A statement that waited for the record's lock does not see the rows written meanwhile and may leave one too many: readers look at
 * the value again.
 */
export function changedCustomRows(target: Target, keys: readonly string[]): string[] {
  const indexed = indexSource(target, keys)
  const unique = claimSource(target, keys)
  const schema = quoteIdentifier(target.schema)
  // Not `= n.id`: for that PostgreSQL may read all rows of the tenant and join them.
  const own = (alias: string): string =>
    `${alias}.tenant_id = $1::uuid and ${alias}.record_id = $2::uuid`
  return [
    ...(indexed
      ? [
          `custom_rows as materialized (select r.*, n.id, n.created_at from n cross join lateral ${indexed('n')} r)`,
          `custom_gone as (delete from ${schema}.value_index v using n where ${own('v')} and v.entity = ${nameOf(target)} and v.field = any(${indexFields(target, keys)})
            and not exists (select from custom_rows r where r.field = v.field and r.ord = v.ord))`,
          `custom_index as (${addIndexRows(target, 'custom_rows r', 'r')} ${REPLACE})`,
        ]
      : []),
    ...(unique
      ? [
          `claims_gone as (delete from ${schema}.custom_unique u using n where ${own('u')} and ${ofFields('u', target, keys)}
            and not exists (select from ${unique('n')} r where r.field = u.field and r.v_hash = u.v_hash))`,
          `custom_claims as (${addClaims(target, `n cross join lateral ${unique('n')} r`)})`,
        ]
      : []),
  ]
}

/**
 * Statements that make index rows and claims of these records equal to their `custom`, whatever they were. For the transaction that has
 * written or locked the records. Deleted records keep index rows, for when they come back, and claim nothing.
 */
export function customRowsStatements(
  options: {
    readonly schema: string
    readonly entity: Entity
    readonly tenantId: string
    readonly ids: readonly string[]
    readonly kept: KeptFields
  },
  keys: readonly string[] = [...options.kept.indexed.keys(), ...options.kept.unique],
): Statement[] {
  const { schema, entity, kept, tenantId, ids } = options
  const target = (): Target => ({ schema, entity, kept, params: new SqlParams([tenantId, ids]) })
  const records = `(select t.id, t.created_at, t.custom, t.deleted_at from ${quoteIdentifier(schema)}.${quoteIdentifier(entity.table)} t where t.tenant_id = $1::uuid and t.id = any($2::uuid[])) n`
  return [...indexStatement(target(), keys, records), ...claimStatements(target, keys, records)]
}

/** Those of the keys that have rows, of all that the values hold. */
export function keysWithRows(
  kept: KeptFields,
  customs: readonly (Readonly<Record<string, unknown>> | null | undefined)[],
): string[] {
  if (kept.indexed.size === 0 && kept.unique.length === 0) return []
  const keys = new Set(customs.flatMap((custom) => Object.keys(custom ?? {})))
  return [...keys].filter((key) => kept.indexed.has(key) || kept.unique.includes(key))
}

function indexStatement(target: Target, keys: readonly string[], records: string): Statement[] {
  const indexed = indexSource(target, keys)
  if (!indexed) return []
  const text = `with custom_rows as materialized (select r.*, n.id, n.created_at from ${records} cross join lateral ${indexed('n')} r),
    custom_gone as (delete from ${quoteIdentifier(target.schema)}.value_index v
      where v.tenant_id = $1::uuid and v.record_id = any($2::uuid[]) and v.entity = ${nameOf(target)} and v.field = any(${indexFields(target, keys)})
        and not exists (select from custom_rows r where r.id = v.record_id and r.field = v.field and r.ord = v.ord))
    ${addIndexRows(target, 'custom_rows r', 'r')} ${REPLACE}`
  return [{ text, values: target.params.values }]
}

/** Old claims first: the records may have exchanged their values. */
function claimStatements(
  target: () => Target,
  keys: readonly string[],
  records: string,
): Statement[] {
  const [gone, added] = [target(), target()]
  const [old, made] = [claimSource(gone, keys), claimSource(added, keys)]
  if (!old || !made) return []
  const remove = `delete from ${quoteIdentifier(gone.schema)}.custom_unique u
    where u.tenant_id = $1::uuid and u.record_id = any($2::uuid[]) and ${ofFields('u', gone, keys)}
      and not exists (select from ${records} cross join lateral ${old('n')} r where n.id = u.record_id and r.field = u.field and r.v_hash = u.v_hash)`
  const add = addClaims(
    added,
    `${records} cross join lateral ${made('n')} r where n.deleted_at is null`,
  )
  return [
    { text: remove, values: gone.params.values },
    { text: add, values: added.params.values },
  ]
}

type Source = ((alias: string) => string) | undefined

/** Gives the index rows of the record under an alias; undefined when none of the keys is indexed. Adds bind places only then. */
function indexSource({ schema, params, kept }: Target, keys: readonly string[]): Source {
  const indexed = indexedKeys(kept, keys)
  if (indexed.length === 0) return undefined
  const names = `${params.add(indexed)}::text[]`
  const kinds = `${params.add(indexed.map((key) => kept.indexed.get(key)))}::text[]`
  return (alias) =>
    `${quoteIdentifier(schema)}.custom_index_rows(${alias}.custom, ${names}, ${kinds})`
}

/** The same for claims. */
function claimSource({ schema, params, kept }: Target, keys: readonly string[]): Source {
  const unique = uniqueKeys(kept, keys)
  if (unique.length === 0) return undefined
  const names = `${params.add(unique)}::text[]`
  return (alias) => `${quoteIdentifier(schema)}.custom_unique_rows(${alias}.custom, ${names})`
}

const REPLACE = `on conflict (tenant_id, record_id, entity, field, ord) do update
  set v_text = excluded.v_text, v_num = excluded.v_num, v_ts = excluded.v_ts, created_at = excluded.created_at`

/** `from` has rows `r` of `custom_index_rows`; the record's `id` and `created_at` are under `record`. */
function addIndexRows(target: Target, from: string, record: string): string {
  return `insert into ${quoteIdentifier(target.schema)}.value_index (tenant_id, entity, field, record_id, ord, v_text, v_num, v_ts, created_at)
    select $1::uuid, ${nameOf(target)}, r.field, ${record}.id, r.ord, r.v_text, r.v_num, r.v_ts, ${record}.created_at from ${from}`
}

/** `from` has rows `r` of `custom_unique_rows` and records `n`. */
function addClaims(target: Target, from: string): string {
  const schema = quoteIdentifier(target.schema)
  return `insert into ${schema}.custom_unique as held (tenant_id, entity, field, v_hash, record_id)
    select $1::uuid, ${nameOf(target)}, r.field, r.v_hash, n.id from ${from}
    on conflict (tenant_id, entity, field, v_hash) do update
    set record_id = ${schema}.claim_value(${quoteLiteral(target.entity.table)}, held.record_id, excluded.record_id, excluded.field, excluded.v_hash)`
}

function indexFields({ params, kept }: Target, keys: readonly string[]): string {
  return `${params.add(indexedKeys(kept, keys).map((key) => `custom.${key}`))}::text[]`
}

/**
 * Claims of these fields. One text, which no index has: by the primary key PostgreSQL would read all claims of a field to find those of
 * a record, and does so while the table is new and nothing is known of it.
 */
function ofFields(
  alias: string,
  { entity, params, kept }: Target,
  keys: readonly string[],
): string {
  const names = uniqueKeys(kept, keys).map((key) => `${entity.name}.${key}`)
  return `${alias}.entity || '.' || ${alias}.field = any(${params.add(names)}::text[])`
}

function indexedKeys(kept: KeptFields, keys: readonly string[]): string[] {
  return [...new Set(keys)].filter((key) => kept.indexed.has(key))
}

function uniqueKeys(kept: KeptFields, keys: readonly string[]): string[] {
  return [...new Set(keys)].filter((key) => kept.unique.includes(key))
}

function nameOf({ entity }: Target): string {
  return quoteLiteral(entity.name)
}
