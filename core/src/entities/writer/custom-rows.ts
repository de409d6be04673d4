import { quoteIdentifier, quoteLiteral } from '../../database/identifiers.ts'
import { SqlParams } from '../../database/sql.ts'
import type { Statement } from '../../tenancy/statement.ts'
import type { Entity } from '../entity.ts'
import type { KeptFields } from '../reader/tenant-fields.ts'

/** Index rows and claims that go with custom values are made by PostgreSQL from `custom` itself, so that they cannot say anything else. */
interface RowsOptions {
  readonly schema: string
  readonly entity: Entity
  /** `$1` is the tenant. */
  readonly params: SqlParams
  readonly kept: KeptFields
  /** Keys of `custom` that are written. */
  readonly keys: readonly string[]
}

/** Parts of a `with` that write the rows of the record in `n`, which has none yet. */
export function newCustomRows(options: RowsOptions): string[] {
  const { schema, indexed, unique } = written(options)
  return [
    ...(indexed ? [`custom_index as (${insertIndex(options)} ${indexRows(options, schema, indexed)})`] : []),
    ...(unique ? [`custom_claims as (${claim(options, `from n cross join lateral ${unique} r`)})`] : []),
  ]
}

/**
 * Parts of a `with` that make the rows equal to what the updated record in `n` holds; they do nothing when there is no `n`. A statement that
 * waited for the record's lock cannot see the rows that were written meanwhile, and may leave one too many: readers look at the value again.
 */
export function changedCustomRows(options: RowsOptions): string[] {
  const { schema, indexed, unique } = written(options)
  const { entity, params, kept, keys } = options
  const mine = (alias: string): string =>
    `${alias}.tenant_id = $1::uuid and ${alias}.record_id = n.id and ${alias}.entity = ${quoteLiteral(entity.name)}`
  const fields = params.add(keys.filter((key) => kept.indexed.has(key)).map((key) => `custom.${key}`))
  const claimed = params.add(keys.filter((key) => kept.unique.includes(key)))
  return [
    ...(indexed
      ? [
          `custom_rows as materialized (select r.*, n.id, n.created_at from n cross join lateral ${indexed} r)`,
          `custom_gone as (delete from ${schema}.value_index v using n where ${mine('v')} and v.field = any(${fields}::text[])
            and not exists (select from custom_rows r where r.field = v.field and r.ord = v.ord))`,
          `custom_index as (${insertIndex(options)} select $1::uuid, ${quoteLiteral(entity.name)}, r.field, r.id, r.ord, r.v_text, r.v_num, r.v_ts, r.created_at
            from custom_rows r ${REPLACE_INDEX})`,
        ]
      : []),
    ...(unique
      ? [
          `claims_gone as (delete from ${schema}.custom_unique u using n where ${mine('u')} and u.field = any(${claimed}::text[])
            and not exists (select from ${unique} r where r.field = u.field and r.v_hash = u.v_hash))`,
          `custom_claims as (${claim(options, `from n cross join lateral ${unique} r`)})`,
        ]
      : []),
  ]
}
