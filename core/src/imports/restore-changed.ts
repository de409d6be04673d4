import type { Entity } from '../entities/entity.ts'
import { recordJson } from '../entities/reader/record-json.ts'
import type { ExternalRef } from '../entities/writer/check-input.ts'
import { differing } from '../entities/writer/differing.ts'
import type { WholeRecord } from '../entities/writer/record-lookup.ts'
import { extensionStatement } from '../entities/writer/sidecars.ts'
import { updateRecords } from '../entities/writer/update-records.ts'
import { everything } from './find-records.ts'
import { isRowError } from './job-transaction.ts'
import type { Undo } from './undo-import.ts'

type Values = Readonly<Record<string, unknown>>

/** What an import changed of one record, all its changes together. */
interface Note {
  readonly entity: Entity
  readonly id: string
  /** That the import left behind. */
  readonly version: number
  readonly values: Values
  readonly refs: readonly ExternalRef[]
  readonly ext: Readonly<Record<string, Values>>
}

interface Former extends Values {
  readonly externalRefs?: readonly ExternalRef[]
  readonly ext?: Note['ext']
}

/** Records of one transaction. */
const PAGE = 1_000

/** Gives changed records their former values. */
export function createRestorer(undo: Undo): { restoreAll(): Promise<void> } {
  const { deps, context, importId, prefix } = undo
  const query: Undo['query'] = (text, values) => undo.query(text, values)
  const { schema, tenantDb, registry, tenantFields, hooksOf, lookup } = deps
  const { tenantId } = context

  return { restoreAll }

  async function restoreAll(): Promise<void> {
    for (let behind: string | null = null; ;) {
      undo.assertGoing()
      const notes = await readNotes(behind)
      for (const [entity, group] of Map.groupBy(notes, (note) => note.entity))
        await restore(entity, group)
      const last = notes.at(-1)
      if (!last || notes.length < PAGE) return
      behind = last.id
    }
  }

  /** Records that have been set back carry an empty note with the version they got. */
  async function readNotes(behind: string | null): Promise<Note[]> {
    const rows = await query(
      `select entity, record_id::text, max(version), json_agg(before order by version desc)
       from ${prefix}.import_updated where tenant_id = $1::uuid and import_id = $2 and ($3::uuid is null or record_id > $3)
       group by entity, record_id having bool_or(before <> '{}') order by record_id limit ${PAGE}`,
      [importId, behind],
    )
    return rows.map(([entity, id, version, befores]) => ({
      entity: registry.get(entity as string),
      id: id as string,
      version: version as number,
      ...earliest(befores as readonly Former[]),
    }))
  }

  /** Together, or one by one when the database refuses one: a unique value has been taken, a record pointed at is gone. */
  async function restore(entity: Entity, notes: readonly Note[]): Promise<void> {
    try {
      await undo.held(() => restoreTogether(entity, notes))
    } catch (error) {
      if (!isRowError(error)) throw error
      const [first, ...others] = notes
      if (others.length > 0) {
        for (const note of notes) await restore(entity, [note])
      } else if (first) {
        await undo.held(async () => {
          await forget([first])
          await undo.keep(entity, [first.id], 'CONFLICT')
        })
      }
    }
  }

  async function restoreTogether(entity: Entity, notes: readonly Note[]): Promise<void> {
    const records = await lock(
      entity,
      notes.map(({ id }) => id),
    )
    const stateOf = ({ id, version }: Note): 'GONE' | 'CHANGED' | 'untouched' => {
      const record = records.get(id)
      if (!record) return 'GONE'
      return record.version === version && record.deletedAt === null ? 'untouched' : 'CHANGED'
    }
    const { untouched = [], CHANGED = [], GONE = [] } = Object.groupBy(notes, stateOf)
    await setBack(entity, untouched, records)
    await forget(notes)
    // A record the import made and then changed is removed later, if its version is still the one left here.
    await query(
      `insert into ${prefix}.import_updated (tenant_id, import_id, entity, record_id, version, before)
       select $1::uuid, $2, $3, id, version + 1, '{}' from unnest($4::uuid[], $5::int[]) as n (id, version)`,
      [
        importId,
        entity.name,
        untouched.map(({ id }) => id),
        untouched.map(({ version }) => version),
      ],
    )
    await undo.keep(
      entity,
      CHANGED.map(({ id }) => id),
      'CHANGED',
    )
    await undo.keep(
      entity,
      GONE.map(({ id }) => id),
      'GONE',
    )
    await undo.count('restored', untouched.length)
  }

  async function setBack(
    entity: Entity,
    notes: readonly Note[],
    records: ReadonlyMap<string, WholeRecord>,
  ): Promise<void> {
    let stages = 0
    const fields = await tenantFields.of(tenantId)
    const changes = notes.map(({ id, values }) => {
      const before = records.get(id) as WholeRecord
      return { id, before, changes: differing(entity, before, values), refs: [] }
    })
    await updateRecords(
      { ...deps, context, fields, stageName: () => `crm_undo_${++stages}` },
      entity,
      changes,
      undefined,
    )
    await tellHooks(entity, changes, records)
    for (const { id, refs, ext } of notes) {
      for (const ref of refs) {
        await query(
          `delete from ${prefix}.external_refs where tenant_id = $1::uuid and entity = $2 and record_id = $3 and system = $4 and type = $5 and external_id = $6`,
          [entity.name, id, ref.system, ref.type, ref.id],
        )
      }
      for (const [plugin, values] of Object.entries(ext)) {
        await tenantDb.query(
          tenantId,
          extensionStatement({ schema, entity, tenantId, id }, plugin, values),
        )
      }
    }
  }

  /** What hooks keep beside a record (the stages a deal has been in) follows it back. */
  async function tellHooks(
    entity: Entity,
    changes: readonly { readonly id: string; readonly changes: Values }[],
    records: ReadonlyMap<string, WholeRecord>,
  ): Promise<void> {
    const hooks = hooksOf(entity.name)
    if (!hooks.has('afterUpdate')) return
    const real = changes.filter(({ changes: values }) => Object.keys(values).length > 0)
    const whole = await lookup.wholeMany(
      tenantId,
      entity,
      real.map(({ id }) => id),
    )
    const events = real.map(({ id, changes: values }) => ({
      before: records.get(id),
      record: whole.get(id),
      changed: Object.keys(values),
    }))
    if (hooks.takesMany('afterUpdate')) {
      const [refusal] = (await hooks.runMany('afterUpdate', events, context)).values()
      if (refusal) throw refusal
    } else for (const event of events) await hooks.run('afterUpdate', event, context)
  }

  async function lock(
    entity: Entity,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, WholeRecord>> {
    const json = recordJson({ schema, entity, rights: everything, alias: 't' })
    const rows = await query(
      `select ${json} from ${undo.tableOf(entity)} t where t.tenant_id = $1::uuid and t.id = any($2::uuid[]) order by t.id for no key update of t`,
      [ids],
    )
    const records = rows.map(([text]) => JSON.parse(text as string) as WholeRecord)
    return new Map(records.map((record) => [record['id'] as string, record]))
  }

  async function forget(notes: readonly Note[]): Promise<void> {
    await query(
      `delete from ${prefix}.import_updated where tenant_id = $1::uuid and import_id = $2 and record_id = any($3::uuid[])`,
      [importId, notes.map(({ id }) => id)],
    )
  }
}

/** What a record held before the first change; the notes come with the last change first. */
function earliest(befores: readonly Former[]): Pick<Note, 'values' | 'refs' | 'ext'> {
  const ext: Record<string, Values> = {}
  for (const before of befores) {
    for (const [plugin, values] of Object.entries(before.ext ?? {}))
      ext[plugin] = { ...ext[plugin], ...values }
  }
  const { externalRefs: _refs, ext: _ext, ...values } = Object.assign({}, ...befores) as Former
  return { values, ext, refs: befores.flatMap(({ externalRefs = [] }) => externalRefs) }
}
