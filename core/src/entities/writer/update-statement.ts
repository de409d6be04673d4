import { quoteIdentifier, quoteLiteral } from '../../database/identifiers.ts'
import { SqlParams } from '../../database/sql.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Scope } from '../../identity/rights.ts'
import type { Statement } from '../../tenancy/statement.ts'
import type { Entity } from '../entity.ts'
import type { Property } from '../property.ts'
import { hiddenCustomKeys, recordJson } from '../reader/record-json.ts'
import { scopeCondition } from '../reader/scope-condition.ts'
import { keptFields, type TenantFields } from '../reader/tenant-fields.ts'
import { MAX_CUSTOM_BYTES } from './check-custom.ts'
import { changedCustomRows } from './custom-rows.ts'
import { currentStamp, fieldsGuard } from './fields-guard.ts'
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
  /** What the change row tells of what is written beside the row. */
  readonly beside?: { readonly before: object; readonly after: object } | undefined
}

export interface UpdateOptions {
  readonly schema: string
  readonly entity: Entity
  readonly context: RequestContext
  /** The tenant's fields the values were checked by. */
  readonly fields?: TenantFields | undefined
}

/**
 * One statement: lock the record, update what really differs, write the change row with before and after.
 *
 * Answers one row `(version before, version after or null, record, stamp of the tenant's fields, size of custom)`: no row means no such
 * record for this actor; a null version after means that nothing differed, that the caller's version is stale, that the fields have
 * changed since the check, or that `custom` would become too large. The last two are null when no custom value is written.
 */
export function updateStatement(options: UpdateOptions, input: UpdateValues): Statement {
  return statement(options, input, lockingUpdate)
}

/**
 * The same without the lock before the update: PostgreSQL 18 returns the old row too (`returning old.…`), which saves a tuple lock
 * with its WAL record and a second look at the row. Answers no row also when nothing was written; then `updateStatement` says why.
 */
export function blindUpdateStatement(options: UpdateOptions, input: UpdateValues): Statement {
  return statement(options, input, returningUpdate)
}

interface Parts {
  readonly table: string
  readonly sets: readonly Assignment[]
  /** Condition on the actor's reach of the row `t`, or none. */
  readonly reach: string
  readonly touch: boolean
  /** Further conditions on the row `t`, or none. */
  readonly guard: string
  /** What `guard` may have met, of the row under the alias. */
  readonly reasons: (alias: string) => string
  readonly json: (alias: string) => string
}

function statement(
  options: UpdateOptions,
  input: UpdateValues,
  update: (parts: Parts) => { rows: string; answer: string },
): Statement {
  const { entity, context, fields } = options
  const schema = quoteIdentifier(options.schema)
  const kept = keptFields(fields, entity.name)
  const custom = (input.values['custom'] ?? {}) as Readonly<Record<string, unknown>>
  const customKeys = Object.keys(custom)
  const table = `${schema}.${quoteIdentifier(entity.table)}`
  const params = new SqlParams([
    context.tenantId,
    input.id,
    input.version ?? null,
    input.stamp.json,
  ])
  const sets = Object.keys(input.values).map((key) =>
    key === 'custom'
      ? customAssignment(custom, params, kept.pii)
      : assignment(propertyOf(entity, key), input.values[key], params),
  )
  const scope = scopeCondition({
    schema: options.schema,
    entity,
    scope: input.scope,
    actor: context.actor,
    alias: 't',
    params,
  })
  const guard = fieldsGuard(options.schema, fields, customKeys, params)
  const hidden = hiddenCustomKeys(context.rights, entity, fields)
  const hiddenCustom = hidden.length === 0 ? undefined : params.add(hidden)
  const { rows, answer } = update({
    table,
    sets,
    guard: [...sets.map(({ fits }) => fits?.('t')), guard]
      .filter(Boolean)
      .map((condition) => ` and ${condition}`)
      .join(''),
    reasons: (alias) =>
      `${guard === '' ? 'null' : currentStamp(options.schema)}, ${sets.find(({ size }) => size)?.size?.(alias) ?? 'null'}`,
    reach: scope === '' ? '' : ` and ${scope}`,
    touch: input.touch === true || sets.length === 0,
    json: (alias) =>
      recordJson({ schema: options.schema, entity, rights: context.rights, alias, hiddenCustom }),
  })
  const beside = (side: 'before' | 'after'): string =>
    input.beside === undefined ? '' : ` || ${params.add(JSON.stringify(input.beside[side]))}::jsonb`
  const index = changedCustomRows({ schema: options.schema, entity, params, kept }, customKeys)
  const text = `with ${[rows, ...index].join(', ')}, log as (
    insert into ${schema}.changes (tenant_id, entity, record_id, action, name, actor, through, before, after, version, request_id)
    select $1, ${quoteLiteral(entity.name)}, n.id, 'updated', ${quoteLiteral(`${entity.name}.updated`)}, $4,
      ${params.add(input.stamp.through)}, ${logged(sets, 'o')}${beside('before')}, ${logged(sets, 'n')}${beside('after')}, n.version, ${params.add(input.stamp.requestId)}
    from o, n
  ) ${answer}`
  return { text, values: params.values }
}

function lockingUpdate({ table, sets, reach, touch, guard, reasons, json }: Parts): {
  rows: string
  answer: string
} {
  return {
    rows: `o as materialized (
    select t.* from ${table} t
    where t.tenant_id = $1::uuid and t.id = $2::uuid and t.deleted_at is null${reach}
    for no key update
  ), n as (
    update ${table} t set ${assignments(sets)} from o
    where t.tenant_id = $1::uuid and t.id = o.id and ($3::integer is null or o.version = $3)${guard} and (${differences(sets, 'o', touch)})
    returning t.*
  )`,
    answer: `select o.version, n.version, case when n.id is null then ${json('o')} else ${json('n')} end, ${reasons('o')} from o left join n on true`,
  }
}

function returningUpdate({ table, sets, reach, touch, guard, json }: Parts): {
  rows: string
  answer: string
} {
  const old = sets.map(({ column }) => `, old.${column} as ${oldName(column)}`)
  return {
    rows: `n as (
    update ${table} t set ${assignments(sets)}
    where t.tenant_id = $1::uuid and t.id = $2::uuid and t.deleted_at is null${reach}
      and ($3::integer is null or t.version = $3)${guard} and (${differences(sets, 't', touch)})
    returning t.*${old.join('')}
  ), o as (select ${['id', ...sets.map(({ column }) => `${oldName(column)} as ${column}`)].join(', ')} from n)`,
    answer: `select n.version - 1, n.version, ${json('n')} from n`,
  }
}

function assignments(sets: readonly Assignment[]): string {
  return [
    ...sets.map(({ set }) => set),
    'updated_at = now()',
    'updated_by = $4::json',
    'version = t.version + 1',
  ].join(', ')
}

function differences(sets: readonly Assignment[], alias: string, touch: boolean): string {
  return [...sets.map(({ differs }) => differs(alias)), ...(touch ? ['true'] : [])].join(' or ')
}

function oldName(column: string): string {
  return quoteIdentifier(`old ${column.replaceAll('"', '')}`.slice(0, 63))
}

function logged(sets: readonly Assignment[], alias: 'o' | 'n'): string {
  return sets.length === 0 ? "'{}'::jsonb" : sets.map(({ log }) => log(alias)).join(' || ')
}

interface Assignment {
  /** Quoted name of the column. */
  readonly column: string
  readonly set: string
  /** True when the row named by the alias has another value. */
  readonly differs: (alias: string) => string
  /** `{"key": value}` of the row named by the alias when the value changed, else `{}`. */
  readonly log: (alias: 'o' | 'n') => string
  /** True when the new value of the row named by the alias is small enough, and how large it is in bytes. */
  readonly fits?: (alias: string) => string
  readonly size?: (alias: string) => string
}

function assignment(property: Property, value: unknown, params: SqlParams): Assignment {
  const column = quoteIdentifier(property.column)
  const place = `${params.add(storedValue(property, value))}::${sqlType(property)}`
  const key = quoteLiteral(property.key)
  // `json` has no equality of its own.
  const comparable = (value: string): string =>
    property.kind === 'json' ? `${value}::jsonb` : value
  const differs = (one: string, other: string): string =>
    `${comparable(one)} is distinct from ${comparable(other)}`
  const shown = (alias: string): string =>
    property.pii
      ? `case when ${alias}.${column} is null then 'null'::jsonb else ${quoteLiteral(`"${MASKED}"`)}::jsonb end`
      : `coalesce(to_jsonb(${alias}.${column}), 'null')`
  return {
    column,
    set: `${column} = ${place}`,
    differs: (alias) => differs(`${alias}.${column}`, place),
    log: (alias) =>
      `case when ${differs(`o.${column}`, `n.${column}`)} then jsonb_build_object(${key}, ${shown(alias)}) else '{}' end`,
  }
}

/** Merge patch of the tenant's fields in SQL, so that two people changing different fields do not overwrite each other. */
function customAssignment(
  patch: Readonly<Record<string, unknown>>,
  params: SqlParams,
  pii: readonly string[],
): Assignment {
  const column = 'custom'
  const keys = Object.keys(patch)
  const kept = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null))
  const set = params.add(JSON.stringify(kept))
  const gone = params.add(keys.filter((key) => patch[key] === null))
  const touched = params.add(keys)
  const merged = (alias: string): string =>
    `((${alias}.${column} || ${set}::jsonb) - ${gone}::text[])`
  const masked = pii.some((key) => keys.includes(key)) ? params.add(pii) : undefined
  const shown = (alias: string): string => {
    const value = `${alias}.${column} -> key`
    return masked === undefined
      ? value
      : `case when key = any(${masked}::text[]) and ${value} is not null then ${quoteLiteral(`"${MASKED}"`)}::jsonb else ${value} end`
  }
  // Of the value in memory, uncompressed: what is checked must not depend on how well it compresses.
  const size = (alias: string): string => `pg_column_size(${merged(alias)})`
  return {
    column,
    set: `${column} = ${merged('t')}`,
    differs: (alias) => `${alias}.${column} is distinct from ${merged(alias)}`,
    size,
    fits: (alias) => `${size(alias)} <= ${MAX_CUSTOM_BYTES}`,
    log: (
      alias,
    ) => `coalesce((select jsonb_build_object('custom', jsonb_object_agg(key, ${shown(alias)}))
      from unnest(${touched}::text[]) key where o.${column} -> key is distinct from n.${column} -> key having count(*) > 0), '{}')`,
  }
}

/** The property a hook or a caller writes; only a defect of a hook names one that is not there. */
export function propertyOf(entity: Entity, key: string): Property {
  const found = entity.properties.get(key)
  if (!found)
    throw new Error(`The ${entity.name} has no property "${key}": a hook completed an unknown one.`)
  return found
}
