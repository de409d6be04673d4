import { quoteIdentifier, quoteLiteral } from '../../database/identifiers.ts'
import { SqlParams } from '../../database/sql.ts'
import type { Statement } from '../../tenancy/statement.ts'
import type { Entity } from '../entity.ts'
import type { ExternalRef } from './check-input.ts'
import { indexedTexts, type ListIndex } from './list-index.ts'
import { sqlType, storedValue } from './stored-value.ts'

interface Target {
  readonly schema: string
  readonly entity: Entity
  readonly tenantId: string
  readonly id: string
}

/** Writes what one plugin hangs on a record; keys not given keep their value. */
export function extensionStatement(
  target: Target,
  plugin: string,
  values: Readonly<Record<string, unknown>>,
): Statement {
  const extension = target.entity.extensions.get(plugin)
  if (!extension) throw new Error(`The ${target.entity.name} has no extension of "${plugin}".`)
  const params = new SqlParams([target.tenantId, target.id])
  const written = [...extension.properties.values()].filter((property) =>
    Object.hasOwn(values, property.key),
  )
  const columns = written.map((property) => quoteIdentifier(property.column))
  const places = written.map(
    (property) =>
      `${params.add(storedValue(property, values[property.key]))}::${sqlType(property)}`,
  )
  const table = `${quoteIdentifier(target.schema)}.${quoteIdentifier(extension.table)}`
  const sets = columns.map((column) => `${column} = excluded.${column}`)
  return {
    text: `insert into ${table} (${['tenant_id', 'record_id', ...columns].join(', ')})
      values (${['$1::uuid', '$2::uuid', ...places].join(', ')})
      on conflict (tenant_id, record_id) do ${sets.length > 0 ? `update set ${sets.join(', ')}` : 'nothing'}`,
    values: params.values,
  }
}

/** Makes the index rows of a list equal to its elements. */
export function listIndexStatement(target: Target, index: ListIndex, value: unknown): Statement {
  const texts = indexedTexts(index, value)
  const schema = quoteIdentifier(target.schema)
  return {
    text: `with gone as (
      delete from ${schema}.value_index
      where tenant_id = $1 and record_id = $2 and entity = $3 and field = $4 and ord >= cardinality($5::text[])
    ) insert into ${schema}.value_index (tenant_id, entity, field, record_id, ord, v_text, created_at)
      select $1::uuid, $3, $4, t.id, ord - 1, text, t.created_at
      from ${schema}.${quoteIdentifier(target.entity.table)} t, unnest($5::text[]) with ordinality as element (text, ord)
      where t.tenant_id = $1::uuid and t.id = $2::uuid
      on conflict (tenant_id, record_id, entity, field, ord) do update set v_text = excluded.v_text`,
    values: [target.tenantId, target.id, target.entity.name, index.field, texts],
  }
}

/** Makes the record's external references equal to the given ones; one that another record holds is a conflict. */
export function externalRefsStatements(target: Target, refs: readonly ExternalRef[]): Statement[] {
  const table = `${quoteIdentifier(target.schema)}.external_refs`
  const entity = quoteLiteral(target.entity.name)
  const columns = [
    refs.map((ref) => ref.system),
    refs.map((ref) => ref.type),
    refs.map((ref) => ref.id),
  ]
  const given = 'unnest($3::text[], $4::text[], $5::text[]) as given (system, type, external_id)'
  const values = [target.tenantId, target.id, ...columns]
  return [
    {
      text: `delete from ${table} r where r.tenant_id = $1::uuid and r.record_id = $2::uuid and r.entity = ${entity}
        and not exists (select from ${given} where given.system = r.system and given.type = r.type and given.external_id = r.external_id)`,
      values,
    },
    {
      text: `insert into ${table} (tenant_id, entity, system, type, external_id, record_id)
        select $1::uuid, ${entity}, given.system, given.type, given.external_id, $2::uuid from ${given}
        where not exists (select from ${table} r where r.tenant_id = $1::uuid and r.entity = ${entity} and r.record_id = $2::uuid
          and r.system = given.system and r.type = given.type and r.external_id = given.external_id)`,
      values,
    },
  ]
}
