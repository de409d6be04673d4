import { quoteIdentifier, quoteLiteral } from '../../database/identifiers.ts'
import { SqlParams } from '../../database/sql.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Scope } from '../../identity/rights.ts'
import type { Entity } from '../entity.ts'
import type { Property } from '../property.ts'
import { recordJson } from '../reader/record-json.ts'
import { scopeCondition } from '../reader/scope-condition.ts'
import { MASKED } from './logged-values.ts'
import { sqlType, storedValue } from './stored-value.ts'
import type { WriteStamp } from './write-stamp.ts'

export interface UpdateValues {
  readonly id: string
  /** New values by property; `custom` holds only the keys that change, null meaning gone. */
  readonly values: Readonly<Record<string, unknown>>
  /** Version the caller saw; undefined to overwrite whatever is there. */
  readonly version: number | undefined
  readonly stamp: WriteStamp
  readonly scope: Scope
  /** Counts as a change even when no column differs: something beside the row is being written. */
  readonly touch?: boolean
}

/**
 * One statement: lock the record, update what really differs, write the change row with before and after.
 *
 * Answers one row `(version before, version after or null, record)`: no row means no such record for this actor, a null
 * version after means that nothing differed or that the caller's version is stale.
 */
export function updateStatement(
  options: { schema: string; entity: Entity; context: RequestContext },
  input: UpdateValues,
): { text: string; values: readonly unknown[] } {
  const { entity, context } = options
  const schema = quoteIdentifier(options.schema)
  const table = `${schema}.${quoteIdentifier(entity.table)}`
  const params = new SqlParams([context.tenantId, input.id, input.version ?? null, input.stamp.json])
  const sets = Object.keys(input.values).map((key) => assignment(property(entity, key), input.values[key], params))
  const scope = scopeCondition({
    schema: options.schema,
    entity,
    scope: input.scope,
    actor: context.actor,
    alias: 't',
    params,
  })
  const json = (alias: string): string => recordJson({ schema: options.schema, entity, rights: context.rights, alias })
  const text = `with o as materialized (
    select t.* from ${table} t
    where t.tenant_id = $1::uuid and t.id = $2::uuid and t.deleted_at is null${scope === '' ? '' : ` and ${scope}`}
    for no key update
  ), n as (
    update ${table} t set ${sets.map(({ set }) => `${set}, `).join('')}updated_at = now(), updated_by = $4::json, version = o.version + 1
    from o where t.tenant_id = $1::uuid and t.id = o.id and ($3::integer is null or o.version = $3)
      and (${[...sets.map(({ differs }) => differs), ...(input.touch || sets.length === 0 ? ['true'] : [])].join(' or ')})
    returning t.*
  ), log as (
    insert into ${schema}.changes (tenant_id, entity, record_id, action, name, actor, through, before, after, version, request_id)
    select $1, ${quoteLiteral(entity.name)}, n.id, 'updated', ${quoteLiteral(`${entity.name}.updated`)}, $4,
      ${params.add(input.stamp.through)}, ${logged(sets, 'o')}, ${logged(sets, 'n')}, n.version, ${params.add(input.stamp.requestId)}
    from o, n
  ) select o.version, n.version, case when n.id is null then ${json('o')} else ${json('n')} end from o left join n on true`
  return { text, values: params.values }
}

function logged(sets: readonly Assignment[], alias: 'o' | 'n'): string {
  return sets.length === 0 ? "'{}'::jsonb" : sets.map(({ log }) => log(alias)).join(' || ')
}

interface Assignment {
  readonly set: string
  readonly differs: string
  /** `{"key": value}` of the row named by the alias when the value changed, else `{}`. */
  readonly log: (alias: 'o' | 'n') => string
}

function assignment(property: Property, value: unknown, params: SqlParams): Assignment {
  const column = quoteIdentifier(property.column)
  if (property.key === 'custom') return customAssignment(column, value as Readonly<Record<string, unknown>>, params)
  const place = `${params.add(storedValue(property, value))}::${sqlType(property)}`
  const key = quoteLiteral(property.key)
  // `json` has no equality of its own.
  const comparable = (value: string): string => (property.kind === 'json' ? `${value}::jsonb` : value)
  const differs = (one: string, other: string): string => `${comparable(one)} is distinct from ${comparable(other)}`
  const shown = (alias: string): string =>
    property.pii ? `case when ${alias}.${column} is null then 'null'::jsonb else ${quoteLiteral(`"${MASKED}"`)}::jsonb end` : `coalesce(to_jsonb(${alias}.${column}), 'null')`
  return {
    set: `${column} = ${place}`,
    differs: differs(`o.${column}`, place),
    log: (alias) =>
      `case when ${differs(`o.${column}`, `n.${column}`)} then jsonb_build_object(${key}, ${shown(alias)}) else '{}' end`,
  }
}

/** Merge patch of the tenant's fields in SQL, so that two people changing different fields do not overwrite each other. */
function customAssignment(column: string, patch: Readonly<Record<string, unknown>>, params: SqlParams): Assignment {
  const keys = Object.keys(patch)
  const kept = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null))
  const set = params.add(JSON.stringify(kept))
  const gone = params.add(keys.filter((key) => patch[key] === null))
  const touched = params.add(keys)
  const merged = (alias: string): string => `((${alias}.${column} || ${set}::jsonb) - ${gone}::text[])`
  return {
    set: `${column} = ${merged('t')}`,
    differs: `o.${column} is distinct from ${merged('o')}`,
    log: (alias) => `coalesce((select jsonb_build_object('custom', jsonb_object_agg(key, ${alias}.${column} -> key))
      from unnest(${touched}::text[]) key where o.${column} -> key is distinct from n.${column} -> key having count(*) > 0), '{}')`,
  }
}

function property(entity: Entity, key: string): Property {
  const found = entity.properties.get(key)
  if (!found) throw new Error(`The ${entity.name} has no property "${key}": a hook completed an unknown one.`)
  return found
}
