import { quoteIdentifier, quoteLiteral } from '../database/identifiers.ts'
import { toCrmError } from '../database/sqlstate.ts'
import type { Entity } from '../entities/entity.ts'
import { recordJson } from '../entities/reader/record-json.ts'
import type { ExternalRef } from '../entities/writer/check-input.ts'
import type { WholeRecord } from '../entities/writer/record-lookup.ts'
import { extensionStatement } from '../entities/writer/sidecars.ts'
import { writeStamp } from '../entities/writer/write-stamp.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { JobRun } from '../jobs/define-job.ts'
import type { Row } from '../tenancy/statement.ts'
import { everything } from './find-records.ts'
import type { ImportStore } from './import-store.ts'
import type { ImportsDeps } from './imports-deps.ts'
import { assertGoing, isRowError, jobTransaction } from './job-transaction.ts'
import { differing } from './merge-values.ts'
import type { StoredImport } from './stored-import.ts'
import { updateRecords } from './update-records.ts'

type Reason = 'CHANGED' | 'GONE' | 'IN_USE' | 'CONFLICT'

/** Records of one transaction. */
const PAGE = 1_000

/**
 * Takes back all an import did: changed records get their former values, new ones are removed, linked ones too when nobody uses them.
 * Whatever has been changed since is left alone and listed. Each page is one transaction that also takes its notes away, so an undo
 * that is killed goes on where it stood.
 */
export async function undoImport(
  deps: ImportsDeps,
  store: ImportStore,
  context: RequestContext,
  started: StoredImport,
  run: JobRun,
): Promise<void> {
  const { tenantId } = context
  const { schema, tenantDb, registry } = deps
  const prefix = quoteIdentifier(schema)
  const inTransaction = jobTransaction(deps, tenantId, run)
  const held = <T>(work: () => Promise<T>): Promise<T> =>
    inTransaction(async () => {
      await store.hold(tenantId, started.id, 'undoing', started.cursor)
      return work()
    })

  for (let more = true; more;) {
    assertGoing(run)
    more = await restorePage()
  }
  for (let removed = 1; removed > 0;) removed = await removePass()
  await keepRest()
  await store.finish(tenantId, started.id, 'undone')

  /** Changed records, a page of them; false when none is left. */
  async function restorePage(): Promise<boolean> {
    const rows = await query(
      `select entity, record_id::text, max(version), json_agg(before order by version desc)
       from ${prefix}.import_updated where tenant_id = $1::uuid and import_id = $2 and before <> '{}'
       group by entity, record_id order by record_id limit ${PAGE}`,
      [started.id],
    )
    const notes = rows.map(([entity, id, version, befores]): Note => {
      const {
        externalRefs: refs = [],
        ext = {},
        ...values
      } = Object.assign({}, ...(befores as object[])) as Former
      return {
        entity: registry.get(entity as string),
        id: id as string,
        version: version as number,
        values,
        refs,
        ext,
      }
    })
    for (const [entity, group] of Map.groupBy(notes, (note) => note.entity))
      await restore(entity, group)
    return rows.length === PAGE
  }

  /** Together, or one by one when the database refuses one: a unique value has been taken, a record pointed at is gone. */
  async function restore(entity: Entity, notes: readonly Note[]): Promise<void> {
    try {
      await held(() => restoreTogether(entity, notes))
    } catch (error) {
      if (!isRowError(error)) throw error
      if (notes.length > 1) {
        for (const note of notes) await restore(entity, [note])
        return
      }
      const [note] = notes as [Note]
      toCrmError(error)
      await held(async () => {
        await forget([note])
        await keep(entity, [note.id], 'CONFLICT')
      })
    }
  }

  async function restoreTogether(entity: Entity, notes: readonly Note[]): Promise<void> {
    const records = await lock(
      entity,
      notes.map(({ id }) => id),
    )
    const untouched = notes.filter(
      ({ id, version }) =>
        records.get(id)?.version === version && records.get(id)?.deletedAt === null,
    )
    const changed = notes.filter((note) => records.has(note.id) && !untouched.includes(note))
    let stages = 0
    const fields = await deps.tenantFields.of(tenantId)
    const stage = { ...deps, context, fields, stageName: () => `crm_undo_${++stages}` }
    await updateRecords(
      stage,
      entity,
      untouched.map(({ id, values }) => {
        const before = records.get(id) as WholeRecord
        return { id, before, changes: differing(entity, before, values), refs: [] }
      }),
      undefined,
    )
    for (const { id, refs, ext } of untouched) {
      for (const { system, type, id: externalId } of refs) {
        await query(
          `delete from ${prefix}.external_refs where tenant_id = $1::uuid and entity = $2 and record_id = $3 and system = $4 and type = $5 and external_id = $6`,
          [entity.name, id, system, type, externalId],
        )
      }
      for (const [plugin, values] of Object.entries(ext))
        await tenantDb.query(
          tenantId,
          extensionStatement({ schema, entity, tenantId, id }, plugin, values),
        )
    }
    await forget(notes)
    // A record the import made and then changed is removed below, if its version is still the one we leave here.
    await query(
      `insert into ${prefix}.import_updated (tenant_id, import_id, entity, record_id, version, before)
       select $1::uuid, $2, $3, id, version + 1, '{}' from unnest($4::uuid[], $5::int[]) as n (id, version)`,
      [
        started.id,
        entity.name,
        untouched.map(({ id }) => id),
        untouched.map(({ version }) => version),
      ],
    )
    await keep(
      entity,
      changed.map(({ id }) => id),
      'CHANGED',
    )
    await keep(
      entity,
      notes.filter(({ id }) => !records.has(id)).map(({ id }) => id),
      'GONE',
    )
    await count('restored', untouched.length)
  }

  /** All blocks once, the last first; gives how many records went. What is in use may be free in the next pass. */
  async function removePass(): Promise<number> {
    let removed = 0
    const blocks = await query(
      `select block, entity from ${prefix}.import_created where tenant_id = $1::uuid and import_id = $2 order by block desc`,
      [started.id],
    )
    for (const [block, entity] of blocks as readonly (readonly [number, string])[]) {
      assertGoing(run)
      removed += await held(() => removeBlock(block, registry.get(entity)))
    }
    return removed
  }

  async function removeBlock(block: number, entity: Entity): Promise<number> {
    const [row] = await query(
      `select ids::text[] from ${prefix}.import_created where tenant_id = $1::uuid and import_id = $2 and block = $3`,
      [started.id, block],
    )
    const ids = (row?.[0] ?? []) as readonly string[]
    const versions = new Map(
      (await query(
        `select t.id::text, t.version = coalesce((select max(u.version) from ${prefix}.import_updated u
           where u.tenant_id = $1::uuid and u.import_id = $2 and u.record_id = t.id), 1)
         from ${tableOf(entity)} t where t.tenant_id = $1::uuid and t.id = any($3::uuid[]) for update of t`,
        [started.id, ids],
      )) as readonly (readonly [string, boolean])[],
    )
    const changed = ids.filter((id) => versions.get(id) === false)
    const used = await inUse(
      entity,
      ids.filter((id) => versions.get(id) === true),
    )
    const free = ids.filter((id) => versions.get(id) === true && !used.has(id))
    await purge(entity, free)
    await keep(entity, changed, 'CHANGED')
    await keep(
      entity,
      ids.filter((id) => !versions.has(id)),
      'GONE',
    )
    await query(
      used.size > 0
        ? `update ${prefix}.import_created set ids = $4::uuid[] where tenant_id = $1::uuid and import_id = $2 and block = $3`
        : `delete from ${prefix}.import_created where tenant_id = $1::uuid and import_id = $2 and block = $3`,
      [started.id, block, ...(used.size > 0 ? [[...used]] : [])],
    )
    await count('removed', free.length)
    return free.length
  }

  /** Those of the records that any other record points at, living or deleted: removing them would change or remove that one. */
  async function inUse(entity: Entity, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const used = new Set<string>()
    for (const other of registry.entities.values()) {
      for (const { relation, column, key } of other.properties.values()) {
        if (relation?.entity !== entity.name || ids.length === 0) continue
        const rows =
          relation.kind === 'belongsTo'
            ? await query(
                `select distinct o.${quoteIdentifier(column)}::text from ${tableOf(other)} o where o.tenant_id = $1::uuid and o.${quoteIdentifier(column)} = any($2::uuid[])`,
                [ids],
              )
            : await query(
                `select distinct v.v_text from ${prefix}.value_index v where v.tenant_id = $1::uuid and v.entity = $3 and v.field = $4 and v.v_text = any($2::text[])`,
                [ids, other.name, key],
              )
        for (const [id] of rows) used.add(id as string)
      }
    }
    return used
  }

  async function purge(entity: Entity, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const stamp = writeStamp(context)
    const name = quoteLiteral(entity.name)
    await query(
      `with gone as (delete from ${tableOf(entity)} where tenant_id = $1::uuid and id = any($2::uuid[]) returning id, version),
         texts as (delete from ${prefix}.value_index where tenant_id = $1::uuid and record_id = any($2::uuid[]) and entity = ${name}),
         claims as (delete from ${prefix}.custom_unique where tenant_id = $1::uuid and record_id = any($2::uuid[]) and entity = ${name}),
         refs as (delete from ${prefix}.external_refs where tenant_id = $1::uuid and record_id = any($2::uuid[]) and entity = ${name})
       insert into ${prefix}.changes (tenant_id, entity, record_id, action, name, actor, through, version, request_id)
       select $1::uuid, ${name}, id, 'purged', ${quoteLiteral(`${entity.name}.purged`)}, $3::jsonb, $4, version + 1, $5 from gone`,
      [ids, stamp.json, stamp.through, stamp.requestId],
    )
  }

  /** What no pass could remove. */
  async function keepRest(): Promise<void> {
    await held(async () => {
      const rows = await query(
        `select entity, ids::text[] from ${prefix}.import_created where tenant_id = $1::uuid and import_id = $2`,
        [started.id],
      )
      for (const [entity, ids] of rows)
        await keep(registry.get(entity as string), ids as string[], 'IN_USE')
      for (const table of ['import_created', 'import_updated']) {
        await query(
          `delete from ${prefix}.${table} where tenant_id = $1::uuid and import_id = $2`,
          [started.id],
        )
      }
    })
  }

  async function lock(
    entity: Entity,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, WholeRecord>> {
    const json = recordJson({ schema, entity, rights: everything, alias: 't' })
    const rows = await query(
      `select ${json} from ${tableOf(entity)} t where t.tenant_id = $1::uuid and t.id = any($2::uuid[]) order by t.id for no key update of t`,
      [ids],
    )
    return new Map(
      rows.map(([text]) => {
        const record = JSON.parse(text as string) as WholeRecord
        return [record['id'] as string, record]
      }),
    )
  }

  async function forget(notes: readonly Note[]): Promise<void> {
    await query(
      `delete from ${prefix}.import_updated where tenant_id = $1::uuid and import_id = $2 and record_id = any($3::uuid[])`,
      [started.id, notes.map(({ id }) => id)],
    )
  }

  async function keep(entity: Entity, ids: readonly string[], reason: Reason): Promise<void> {
    if (ids.length === 0) return
    const rows = await query(
      `insert into ${prefix}.import_kept (tenant_id, import_id, entity, record_id, reason)
       select $1::uuid, $2, $3, id, $4 from unnest($5::uuid[]) as k (id) on conflict do nothing returning 1`,
      [started.id, entity.name, reason, ids],
    )
    await count('kept', rows.length)
  }

  async function count(counter: 'removed' | 'restored' | 'kept', more: number): Promise<void> {
    if (more === 0) return
    await query(
      `update ${prefix}.imports set ${counter} = ${counter} + $3 where tenant_id = $1::uuid and id = $2`,
      [started.id, more],
    )
  }

  function tableOf(entity: Entity): string {
    return `${prefix}.${quoteIdentifier(entity.table)}`
  }

  function query(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    return tenantDb.query(tenantId, { text, values: [tenantId, ...values] })
  }
}

/** What the import changed of one record, all its changes together. */
interface Note {
  readonly entity: Entity
  readonly id: string
  /** That the import left behind. */
  readonly version: number
  readonly values: Readonly<Record<string, unknown>>
  readonly refs: readonly ExternalRef[]
  readonly ext: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

interface Former extends Record<string, unknown> {
  readonly externalRefs?: readonly ExternalRef[]
  readonly ext?: Note['ext']
}
