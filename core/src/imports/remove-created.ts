import { quoteIdentifier, quoteLiteral } from '../database/identifiers.ts'
import type { Entity } from '../entities/entity.ts'
import type { Relation } from '../entities/property.ts'
import { writeStamp } from '../entities/writer/write-stamp.ts'
import type { Undo } from './undo-import.ts'

export interface Remover {
  /** All blocks once, the last first; gives how many records went. */
  removePass(): Promise<number>
  /** Lists what no pass could remove. */
  keepRest(): Promise<void>
}

/** Removes the records an import made, as far as nobody has changed or uses them. */
export function createRemover(undo: Undo): Remover {
  const { deps, context, importId, prefix } = undo
  const query: Undo['query'] = (text, values) => undo.query(text, values)
  const { registry } = deps

  return { removePass, keepRest }

  async function removePass(): Promise<number> {
    let removed = 0
    const blocks = await query(
      `select block, entity from ${prefix}.import_created where tenant_id = $1::uuid and import_id = $2 order by block desc`,
      [importId],
    )
    for (const [block, entity] of blocks as readonly (readonly [number, string])[]) {
      undo.assertGoing()
      removed += await undo.held(() => removeBlock(block, registry.get(entity)))
    }
    return removed
  }

  async function removeBlock(block: number, entity: Entity): Promise<number> {
    const ids = await idsOf(block)
    const untouched = await untouchedOf(entity, ids)
    const used = await inUse(
      entity,
      ids.filter((id) => untouched.get(id) === true),
    )
    const free = ids.filter((id) => untouched.get(id) === true && !used.has(id))
    await purge(entity, free)
    await undo.keep(
      entity,
      ids.filter((id) => untouched.get(id) === false),
      'CHANGED',
    )
    await undo.keep(
      entity,
      ids.filter((id) => !untouched.has(id)),
      'GONE',
    )
    await setIds(block, [...used])
    await undo.count('removed', free.length)
    return free.length
  }

  async function idsOf(block: number): Promise<readonly string[]> {
    const [row] = await query(
      `select ids::text[] from ${prefix}.import_created where tenant_id = $1::uuid and import_id = $2 and block = $3`,
      [importId, block],
    )
    return (row?.[0] ?? []) as readonly string[]
  }

  /** Locks the records; those of which nothing is found are gone. */
  async function untouchedOf(
    entity: Entity,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, boolean>> {
    const rows = await query(
      `select t.id::text, t.version = coalesce((select max(u.version) from ${prefix}.import_updated u
         where u.tenant_id = $1::uuid and u.import_id = $2 and u.record_id = t.id), 1)
       from ${undo.tableOf(entity)} t where t.tenant_id = $1::uuid and t.id = any($3::uuid[]) for update of t`,
      [importId, ids],
    )
    return new Map(rows as readonly (readonly [string, boolean])[])
  }

  /** Those of the records that any other record points at, living or deleted: removing them would change or remove that one. */
  async function inUse(entity: Entity, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const used = new Set<string>()
    if (ids.length === 0) return used
    for (const other of registry.entities.values()) {
      for (const { relation, column } of other.properties.values()) {
        if (relation?.entity !== entity.name) continue
        const rows =
          relation.kind === 'belongsTo'
            ? await pointing(other, column, ids)
            : await listing(other, relation, ids)
        for (const [id] of rows) used.add(id as string)
      }
    }
    return used
  }

  function pointing(other: Entity, column: string, ids: readonly string[]) {
    const name = `o.${quoteIdentifier(column)}`
    return query(
      `select distinct ${name}::text from ${undo.tableOf(other)} o where o.tenant_id = $1::uuid and ${name} = any($2::uuid[])`,
      [ids],
    )
  }

  function listing(other: Entity, { property }: Relation, ids: readonly string[]) {
    return query(
      `select distinct v.v_text from ${prefix}.value_index v where v.tenant_id = $1::uuid and v.entity = $3 and v.field = $4 and v.v_text = any($2::text[])`,
      [ids, other.name, property],
    )
  }

  async function purge(entity: Entity, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const stamp = writeStamp(context)
    const name = quoteLiteral(entity.name)
    const beside = ['value_index', 'custom_unique', 'external_refs'].map(
      (table) =>
        `${table}_gone as (delete from ${prefix}.${table} where tenant_id = $1::uuid and record_id = any($2::uuid[]) and entity = ${name})`,
    )
    await query(
      `with gone as (delete from ${undo.tableOf(entity)} where tenant_id = $1::uuid and id = any($2::uuid[]) returning id, version), ${beside.join(', ')}
       insert into ${prefix}.changes (tenant_id, entity, record_id, action, name, actor, through, version, request_id)
       select $1::uuid, ${name}, id, 'purged', ${quoteLiteral(`${entity.name}.purged`)}, $3::jsonb, $4, version + 1, $5 from gone`,
      [ids, stamp.json, stamp.through, stamp.requestId],
    )
  }

  async function setIds(block: number, ids: readonly string[]): Promise<void> {
    const where = `where tenant_id = $1::uuid and import_id = $2 and block = $3`
    if (ids.length === 0)
      await query(`delete from ${prefix}.import_created ${where}`, [importId, block])
    else
      await query(`update ${prefix}.import_created set ids = $4::uuid[] ${where}`, [
        importId,
        block,
        ids,
      ])
  }

  async function keepRest(): Promise<void> {
    await undo.held(async () => {
      const rows = await query(
        `select entity, ids::text[] from ${prefix}.import_created where tenant_id = $1::uuid and import_id = $2`,
        [importId],
      )
      for (const [entity, ids] of rows)
        await undo.keep(registry.get(entity as string), ids as string[], 'IN_USE')
      for (const table of ['import_created', 'import_updated']) {
        await query(
          `delete from ${prefix}.${table} where tenant_id = $1::uuid and import_id = $2`,
          [importId],
        )
      }
    })
  }
}
