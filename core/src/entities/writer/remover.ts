import { quoteIdentifier, quoteLiteral } from '../../database/identifiers.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Row } from '../../tenancy/statement.ts'
import type { Entity } from '../entity.ts'
import { errors } from '../errors.ts'
import type { Relation } from '../property.ts'
import { keptFields } from '../reader/tenant-fields.ts'
import { constraintError } from './constraint-error.ts'
import { customRowsStatements } from './custom-rows.ts'
import type { WholeRecord } from './record-lookup.ts'
import { assertMay, stale } from './write-guards.ts'
import { writeStamp } from './write-stamp.ts'
import type { WriteCondition, WriterOptions, Written } from './writer.ts'

export interface Remover {
  /** Soft delete; records that cannot live without this one go with it, under the same time stamp. */
  remove(
    context: RequestContext,
    entity: Entity,
    id: string,
    condition?: WriteCondition,
  ): Promise<void>
  /** Brings back a deleted record and what was deleted with it. */
  restore(context: RequestContext, entity: Entity, id: string): Promise<Written>
  /** Removes the row itself, living or deleted; it cannot be undone. */
  purge(
    context: RequestContext,
    entity: Entity,
    id: string,
    condition?: WriteCondition,
  ): Promise<void>
}

export function createRemover({
  schema,
  tenantDb,
  registry,
  reader,
  lookup,
  hooksOf,
  tenantFields,
  wake,
}: WriterOptions): Remover {
  const prefix = quoteIdentifier(schema)

  return { remove, restore, purge }

  function remove(
    context: RequestContext,
    entity: Entity,
    id: string,
    condition: WriteCondition = {},
  ): Promise<void> {
    const scope = assertMay(context, entity, entity.softDelete ? 'delete' : 'purge')
    return guarded(context, entity, async () => {
      await lookup.lock(context, entity, id, scope)
      const before = await recordBefore(context, entity, id, condition)
      await hooksOf(entity.name).run('beforeDelete', { before }, context)
      if (entity.softDelete) {
        await assertUnreferenced(context, entity, id)
        for (const dependant of dependants(entity, 'cascade'))
          await removeDependants(context, dependant, id)
        await mark(context, entity, id, 'deleted', 'now()')
      } else await erase(context, entity, id)
      await hooksOf(entity.name).run('afterDelete', { before }, context)
    })
  }

  function restore(context: RequestContext, entity: Entity, id: string): Promise<Written> {
    const scope = assertMay(context, entity, 'delete')
    return guarded(context, entity, async () => {
      await lookup.lock(context, entity, id, scope, 'all')
      const record = await lookup.whole(context.tenantId, entity, id)
      if (record.deletedAt === null) throw errors.NOT_DELETED({ entity: entity.name, id })
      await mark(context, entity, id, 'restored', 'null')
      for (const dependant of dependants(entity, 'cascade'))
        await restoreDependants(context, dependant, id, record.deletedAt)
      const restored = await reader.get(context, entity, id)
      return restored ? restored : { id, version: 1, json: JSON.stringify({ id }) }
    })
  }

  function purge(
    context: RequestContext,
    entity: Entity,
    id: string,
    condition: WriteCondition = {},
  ): Promise<void> {
    const scope = assertMay(context, entity, 'purge')
    return guarded(context, entity, async () => {
      await lookup.lock(context, entity, id, scope, 'all')
      await recordBefore(context, entity, id, condition)
      await erase(context, entity, id)
    })
  }

  async function erase(context: RequestContext, entity: Entity, id: string): Promise<void> {
    for (const list of dependants(entity, 'set null', 'list')) await detach(context, list, id)
    const stamp = writeStamp(context)
    await run(
      context,
      `with gone as (delete from ${tableOf(entity)} where tenant_id = $1::uuid and id = $2::uuid returning version),
        texts as (delete from ${prefix}.value_index where tenant_id = $1::uuid and record_id = $2::uuid and entity = $6),
        claims as (delete from ${prefix}.custom_unique where tenant_id = $1::uuid and record_id = $2::uuid and entity = $6),
        refs as (delete from ${prefix}.external_refs where tenant_id = $1::uuid and record_id = $2::uuid and entity = $6)
      insert into ${prefix}.changes (tenant_id, entity, record_id, action, name, actor, through, version, request_id)
      select $1, $6, $2, 'purged', $6 || '.purged', $3::json, $4, version + 1, $5 from gone`,
      [context.tenantId, id, stamp.json, stamp.through, stamp.requestId, entity.name],
    )
  }

  /** Sets or clears `deleted_at` of one record, with its change row. */
  async function mark(
    context: RequestContext,
    entity: Entity,
    id: string,
    action: 'deleted' | 'restored',
    at: string,
  ): Promise<void> {
    const stamp = writeStamp(context)
    await run(
      context,
      `with n as (
        update ${tableOf(entity)} set deleted_at = ${at}, updated_at = now(), updated_by = $3::json, version = version + 1
        where tenant_id = $1::uuid and id = $2::uuid returning version
      ) insert into ${prefix}.changes (tenant_id, entity, record_id, action, name, actor, through, version, request_id)
      select $1, $4, $2, ${quoteLiteral(action)}, $4 || ${quoteLiteral(`.${action}`)}, $3, $5, version, $6 from n`,
      [context.tenantId, id, stamp.json, entity.name, stamp.through, stamp.requestId],
    )
    if (action === 'restored') await claimCustomValues(context, entity, id)
  }

  /** Unique among the living: who comes back may find its value taken. */
  async function claimCustomValues(
    { tenantId }: RequestContext,
    entity: Entity,
    id: string,
  ): Promise<void> {
    const kept = keptFields(await tenantFields?.of(tenantId), entity.name)
    for (const statement of customRowsStatements(
      { schema, entity, tenantId, ids: [id], kept },
      kept.unique,
    )) {
      await tenantDb.query(tenantId, statement)
    }
  }

  async function removeDependants(
    context: RequestContext,
    { entity, column }: Dependant,
    id: string,
  ): Promise<void> {
    const rows = await run(
      context,
      `select id from ${tableOf(entity)} where tenant_id = $1::uuid and ${column} = $2::uuid and deleted_at is null`,
      [context.tenantId, id],
    )
    for (const [dependant] of rows) {
      for (const next of dependants(entity, 'cascade'))
        await removeDependants(context, next, dependant as string)
      await mark(context, entity, dependant as string, 'deleted', 'now()')
    }
  }

  /** Those that went in the same transaction carry the same time stamp: `now()` is the transaction's start. */
  async function restoreDependants(
    context: RequestContext,
    { entity, column }: Dependant,
    id: string,
    deletedAt: string,
  ): Promise<void> {
    const rows = await run(
      context,
      `select id from ${tableOf(entity)} where tenant_id = $1::uuid and ${column} = $2::uuid and deleted_at = $3::timestamptz`,
      [context.tenantId, id, deletedAt],
    )
    for (const [dependant] of rows) {
      await mark(context, entity, dependant as string, 'restored', 'null')
      for (const next of dependants(entity, 'cascade'))
        await restoreDependants(context, next, dependant as string, deletedAt)
    }
  }

  async function assertUnreferenced(
    context: RequestContext,
    entity: Entity,
    id: string,
  ): Promise<void> {
    for (const dependant of dependants(entity, 'restrict')) {
      const [row] = await run(
        context,
        `select 1 from ${tableOf(dependant.entity)} where tenant_id = $1::uuid and ${dependant.column} = $2::uuid and deleted_at is null limit 1`,
        [context.tenantId, id],
      )
      if (row)
        throw errors.STILL_REFERENCED({
          entity: entity.name,
          by: dependant.entity.label.many.toLowerCase(),
        })
    }
  }

  /** Takes a purged record out of the lists that name it. */
  async function detach(
    context: RequestContext,
    { entity, relation, column }: Dependant,
    id: string,
  ): Promise<void> {
    await run(
      context,
      `with touched as (
        select record_id from ${prefix}.value_index
        where tenant_id = $1::uuid and entity = $3 and field = $4 and v_text = $2::text
      ), emptied as (
        delete from ${prefix}.value_index v using touched
        where v.tenant_id = $1::uuid and v.record_id = touched.record_id and v.entity = $3 and v.field = $4 and v.v_text = $2::text
      ) update ${tableOf(entity)} t set ${column} = array_remove(t.${column}, $2::uuid), version = t.version + 1, updated_at = now()
      from touched where t.tenant_id = $1::uuid and t.id = touched.record_id`,
      [context.tenantId, id, entity.name, relation.property],
    )
  }

  interface Dependant {
    readonly entity: Entity
    readonly relation: Relation
    readonly column: string
  }

  /** Entities that point at this one and are treated so when it goes. */
  function dependants(
    entity: Entity,
    onDelete: Relation['onDelete'],
    kind: 'one' | 'list' = 'one',
  ): Dependant[] {
    const wanted = kind === 'one' ? 'belongsTo' : 'manyToMany'
    return [...registry.entities.values()].flatMap((other) =>
      [...other.properties.values()].flatMap((property): Dependant[] => {
        const { relation } = property
        if (relation?.entity !== entity.name || relation.kind !== wanted) return []
        if (kind === 'one' && relation.onDelete !== onDelete) return []
        return [{ entity: other, relation, column: quoteIdentifier(property.column) }]
      }),
    )
  }

  async function recordBefore(
    context: RequestContext,
    entity: Entity,
    id: string,
    { version }: WriteCondition,
  ): Promise<WholeRecord> {
    const before = await lookup.whole(context.tenantId, entity, id)
    if (version !== undefined && version !== before.version)
      throw stale(entity, version, before.version)
    return before
  }

  async function run(
    context: RequestContext,
    text: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]> {
    return tenantDb.query(context.tenantId, { text, values })
  }

  async function guarded<T>(
    context: RequestContext,
    entity: Entity,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await tenantDb.transaction(context.tenantId, work)
    } catch (error) {
      throw constraintError(entity, error)
    } finally {
      wake()
    }
  }

  function tableOf(entity: Entity): string {
    return `${prefix}.${quoteIdentifier(entity.table)}`
  }
}
