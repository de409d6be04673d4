import { quoteIdentifier, quoteLiteral } from '../database/identifiers.ts'
import { SqlParams } from '../database/sql.ts'
import type { Entity } from '../entities/entity.ts'
import type { Property } from '../entities/property.ts'
import type { ReadRights } from '../entities/reader/readable.ts'
import { recordJson } from '../entities/reader/record-json.ts'
import { scopeCondition } from '../entities/reader/scope-condition.ts'
import type { WholeRecord } from '../entities/writer/record-lookup.ts'
import { sqlType } from '../entities/writer/stored-value.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { Scope } from '../identity/rights.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { MatchKey } from './match-key.ts'

/** Look-ups of many values at once, each an index probe: the statement costs the same whether a value finds one record or a million. */
export interface RecordFinder {
  /** Locked records the actor may change, at most two for each value: two mean that the value does not tell which. */
  existing(
    entity: Entity,
    key: MatchKey,
    values: readonly string[],
    scope: Scope,
  ): Promise<ReadonlyMap<string, readonly WholeRecord[]>>
  /** Ids of living records, at most two for each value; `scope` limits them to what the actor sees, `within` to those that share a value. */
  ids(
    entity: Entity,
    property: Property,
    values: readonly string[],
    scope: Scope | undefined,
    within?: { readonly property: Property; readonly value: string },
  ): Promise<ReadonlyMap<string, readonly string[]>>
  /** Which record holds an external reference. */
  refs(
    entity: Entity,
    refs: readonly { system: string; type: string; id: string }[],
  ): Promise<ReadonlyMap<string, string>>
  /** Which living records have these values together. */
  together(
    entity: Entity,
    properties: readonly Property[],
    rows: readonly (readonly unknown[])[],
  ): Promise<ReadonlyMap<string, string>>
}

export function createRecordFinder(options: {
  schema: string
  tenantDb: TenantDb
  context: RequestContext
}): RecordFinder {
  const { schema, tenantDb, context } = options
  const { tenantId, actor } = context
  const prefix = quoteIdentifier(schema)

  return { existing, ids, refs, together }

  async function existing(entity: Entity, key: MatchKey, values: readonly string[], scope: Scope) {
    const params = new SqlParams([tenantId, values])
    const reached = scopeCondition({ schema, entity, scope, actor, alias: 't', params })
    const json = recordJson({ schema, entity, rights: everything, alias: 't' })
    const rows = await run(
      `select wanted.value, found.json from unnest($2::text[]) as wanted (value)
       cross join lateral (
         select ${json} as json from ${prefix}.${quoteIdentifier(entity.table)} t
         where t.tenant_id = $1::uuid and ${condition(entity, key, params)} and t.deleted_at is null ${reached === '' ? '' : `and ${reached}`}
         order by t.id limit 2 for no key update of t
       ) found`,
      params,
    )
    return grouped(rows, (json) => JSON.parse(json) as WholeRecord)
  }

  /** What a record must fulfil to be meant by `wanted.value`. */
  function condition(entity: Entity, key: MatchKey, params: SqlParams): string {
    switch (key.kind) {
      case 'id':
        return 't.id = wanted.value::uuid'
      case 'column':
        return `t.${quoteIdentifier(key.property.column)} = wanted.value::${sqlType(key.property)}`
      case 'list':
        return `t.id in (select v.record_id from ${prefix}.value_index v where v.tenant_id = $1::uuid and v.entity = ${quoteLiteral(entity.name)}
          and v.field = ${quoteLiteral(key.field)} and v.v_text = wanted.value)`
      case 'external':
        return `t.id = (select r.record_id from ${prefix}.external_refs r where r.tenant_id = $1::uuid and r.entity = ${quoteLiteral(entity.name)}
          and r.system = ${params.add(key.system)} and r.type = ${params.add(key.type)} and r.external_id = wanted.value)`
    }
  }

  async function ids(
    entity: Entity,
    property: Property,
    values: readonly string[],
    scope: Scope | undefined,
    within?: { readonly property: Property; readonly value: string },
  ) {
    const params = new SqlParams([tenantId, values])
    const reached =
      scope === undefined
        ? ''
        : scopeCondition({ schema, entity, scope, actor, alias: 't', params })
    const shared = within
      ? ` and t.${quoteIdentifier(within.property.column)} = ${params.add(within.value)}::${sqlType(within.property)}`
      : ''
    const rows = await run(
      `select wanted.value, found.id from unnest($2::text[]) as wanted (value)
       cross join lateral (
         select t.id from ${prefix}.${quoteIdentifier(entity.table)} t
         where t.tenant_id = $1::uuid and t.${quoteIdentifier(property.column)} = wanted.value::${sqlType(property)} and t.deleted_at is null
           ${reached === '' ? '' : `and ${reached}`}${shared}
         limit 2
       ) found`,
      params,
    )
    return grouped(rows, (id) => id)
  }

  async function refs(
    entity: Entity,
    wanted: readonly { system: string; type: string; id: string }[],
  ) {
    const columns = [
      wanted.map(({ system }) => system),
      wanted.map(({ type }) => type),
      wanted.map(({ id }) => id),
    ]
    const rows = await run(
      `select r.system || ':' || r.type || ':' || r.external_id, r.record_id::text
       from unnest($2::text[], $3::text[], $4::text[]) as wanted (system, type, id)
       join ${prefix}.external_refs r on r.tenant_id = $1::uuid and r.entity = ${quoteLiteral(entity.name)}
         and r.system = wanted.system and r.type = wanted.type and r.external_id = wanted.id`,
      new SqlParams([tenantId, ...columns]),
    )
    return new Map(rows as [string, string][])
  }

  async function together(
    entity: Entity,
    properties: readonly Property[],
    wanted: readonly (readonly unknown[])[],
  ) {
    const params = new SqlParams([tenantId, wanted.map((_, index) => index)])
    const lists = properties.map(
      (property, at) => `${params.add(wanted.map((row) => row[at]))}::${sqlType(property)}[]`,
    )
    const names = properties.map((_, at) => `v${at}`)
    const equal = properties.map(
      (property, at) => `t.${quoteIdentifier(property.column)} = wanted.v${at}`,
    )
    const rows = await run(
      `select wanted.at, found.id::text from unnest($2::int[], ${lists.join(', ')}) as wanted (at, ${names.join(', ')})
       cross join lateral (
         select t.id from ${prefix}.${quoteIdentifier(entity.table)} t
         where t.tenant_id = $1::uuid and ${equal.join(' and ')} and t.deleted_at is null limit 1
       ) found`,
      params,
    )
    return new Map(rows.map(([at, id]) => [JSON.stringify(wanted[at as number]), id as string]))
  }

  function run(text: string, { values }: SqlParams) {
    return tenantDb.query(tenantId, { text, values })
  }
}

export const everything: ReadRights = { key: 'system', scope: () => 'all', field: () => 'write' }

function grouped<T>(
  rows: readonly (readonly unknown[])[],
  read: (text: string) => T,
): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const [value, item] of rows as readonly [string, string][]) {
    const known = found.get(value)
    if (known) known.push(read(item))
    else found.set(value, [read(item)])
  }
  return found
}
