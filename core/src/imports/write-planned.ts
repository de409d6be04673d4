import type { Fault } from '../base/crm-error.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import type { Entity } from '../entities/entity.ts'
import type { HooksOf } from '../entities/entity-hooks.ts'
import { differing } from '../entities/writer/differing.ts'
import { insertRecords, type StageDeps } from '../entities/writer/insert-records.ts'
import type { RecordLookup, WholeRecord } from '../entities/writer/record-lookup.ts'
import { updateRecords } from '../entities/writer/update-records.ts'
import type { Refusals } from '../entities/writer/write-many.ts'
import type { Writer } from '../entities/writer/writer.ts'
import type {
  Decisions,
  Outcome,
  Planned,
  PlannedCreate,
  PlannedUpdate,
  RefusedRow,
} from './planned.ts'
import type { RowFault } from './stored-import.ts'
import { asInput, needsWriter } from './through-writer.ts'
import { writeLinks } from './write-links.ts'

export interface WriteDeps extends StageDeps {
  readonly writer: Writer
  readonly lookup: RecordLookup
  readonly hooksOf: HooksOf
  readonly nameFault: (fault: Fault) => RowFault
}

export interface WrittenBlock {
  /** Ids of new records by entity, linked ones included. */
  readonly created: ReadonlyMap<string, readonly string[]>
  readonly outcomes: Readonly<Record<Outcome, number>>
  readonly linked: number
  readonly refused: readonly RefusedRow[]
}

/** Writes what was decided: at once where no hook needs to see records, else through the writer. */
export async function writePlanned(
  deps: WriteDeps,
  importId: string,
  entity: Entity,
  decisions: Decisions,
): Promise<WrittenBlock> {
  const { context } = deps
  const refused = [...decisions.refused]
  const outcomes = { created: 0, updated: 0, unchanged: 0 }
  const created = new Map<string, string[]>()
  const addCreated = (name: string, ids: readonly string[]) =>
    created.set(name, [...(created.get(name) ?? []), ...ids])
  const links = await writeLinks(deps, decisions)
  for (const [name, ids] of links.made) addCreated(name, ids)
  const linked = [...links.made.values()].reduce((sum, ids) => sum + ids.length, 0)

  const hooks = deps.hooksOf(entity.name)
  const failed = new Map<Planned, readonly RowFault[]>()
  failUnlinked()
  const creates = Map.groupBy(good(decisions.creates), (planned) =>
    createsHooked(planned) ? 'hooked' : 'bare',
  )
  addCreated(entity.name, await createBare(creates.get('bare') ?? []))
  addCreated(entity.name, await createHooked(creates.get('hooked') ?? []))
  const updates = Map.groupBy(good(decisions.updates.filter(isChanged)), (planned) =>
    updatesHooked(planned) ? 'hooked' : 'bare',
  )
  await updateBare(updates.get('bare') ?? [])
  await updateHooked(updates.get('hooked') ?? [])

  for (const planned of [...decisions.creates, ...decisions.updates]) {
    const faults = failed.get(planned)
    for (const { candidate, outcome } of planned.rows) {
      if (faults) refused.push({ candidate, faults })
      else outcomes[outcome]++
    }
  }
  return { created, outcomes, linked, refused }

  /** A row whose company could not be made is not taken without it. */
  function failUnlinked(): void {
    if (links.refused.size === 0) return
    for (const planned of [...decisions.creates, ...decisions.updates]) {
      const faults = refusedLinks(planned.kind === 'create' ? planned.values : planned.changes)
      if (faults.length > 0) failed.set(planned, faults)
    }
  }

  function refusedLinks(values: Readonly<Record<string, unknown>>): RowFault[] {
    return [...entity.properties.values()].flatMap(({ key, relation }) => {
      if (!relation) return []
      const value = values[key]
      const ids: readonly unknown[] = Array.isArray(value) ? value : [value]
      const reasons = ids.flatMap((id) =>
        typeof id === 'string' ? (links.refused.get(id) ?? []) : [],
      )
      return reasons.map((reason) => deps.nameFault({ path: `/${key}`, ...reason }))
    })
  }

  function good<T extends Planned>(all: readonly T[]): T[] {
    return all.filter((planned) => !failed.has(planned))
  }

  async function createBare(all: readonly PlannedCreate[]): Promise<string[]> {
    const conflicts = await insertRecords(deps, entity, all)
    for (const planned of all)
      if (conflicts.has(planned.id)) failed.set(planned, [justTaken(entity)])
    return good(all).map(({ id }) => id)
  }

  function createsHooked({ ext }: PlannedCreate): boolean {
    return needsWriter(hooks, 'create') || Object.keys(ext).length > 0
  }

  async function createHooked(all: readonly PlannedCreate[]): Promise<string[]> {
    const inputs = all.map((planned) => ({
      id: planned.id,
      input: asInput(entity, planned.values, planned),
    }))
    fail(all, await deps.writer.createMany(context, entity, inputs))
    return good(all).map(({ id }) => id)
  }

  function fail(all: readonly Planned[], refusals: Refusals): void {
    for (const planned of all) {
      const error = refusals.get(planned.id)
      if (!error) continue
      const { faults, code, message } = error
      failed.set(
        planned,
        (faults.length > 0 ? faults : [{ path: '', code, message }]).map(deps.nameFault),
      )
    }
  }

  function updatesHooked(planned: PlannedUpdate): boolean {
    return needsWriter(hooks, 'update') || Object.keys(planned.ext).length > 0
  }

  async function updateBare(all: readonly PlannedUpdate[]): Promise<void> {
    await updateRecords(deps, entity, all, importId)
  }

  async function updateHooked(all: readonly PlannedUpdate[]): Promise<void> {
    if (all.length === 0) return
    const patches = all.map(({ id, before, changes, ext }) => ({
      id,
      patch: {
        ...changes,
        ...('custom' in changes
          ? { custom: customPatch(before['custom'], changes['custom']) }
          : {}),
        ...(Object.keys(ext).length === 0 ? {} : { ext }),
      },
    }))
    fail(all, await deps.writer.updateMany(context, entity, patches))
    const written = good(all)
    const afters = await deps.lookup.wholeMany(
      context.tenantId,
      entity,
      written.map(({ id }) => id),
    )
    await noteFormer(written, afters)
    const withRefs = written.flatMap(({ id, refs }) => {
      const before = afters.get(id)
      return before && refs.length > 0 ? [{ id, before, changes: {}, refs }] : []
    })
    await updateRecords(deps, entity, withRefs, importId)
  }

  /** What the records held before the writer and its hooks changed them. */
  async function noteFormer(
    written: readonly PlannedUpdate[],
    afters: ReadonlyMap<string, WholeRecord>,
  ): Promise<void> {
    const notes = written.flatMap(({ id, before, ext }) => {
      const after = afters.get(id)
      if (!after || after.version === before.version) return []
      const own = [...entity.properties.values()].filter(
        ({ system, key }) => !system || key === 'ownerId' || key === 'custom',
      )
      const former = differing(
        entity,
        after,
        Object.fromEntries(own.map(({ key }) => [key, before[key] ?? null])),
      )
      const held = Object.keys(ext).length === 0 ? {} : { ext: formerExt(before, ext) }
      return [{ id, version: after.version, before: { ...former, ...held } }]
    })
    if (notes.length > 0)
      await deps.tenantDb.query(
        context.tenantId,
        journalStatement(deps, importId, entity, JSON.stringify(notes)),
      )
  }
}

function isChanged({ changes, refs, ext }: PlannedUpdate): boolean {
  return Object.keys(changes).length > 0 || refs.length > 0 || Object.keys(ext).length > 0
}

/** The keys that differ, null for those that go: the rest of `custom` may be what the actor cannot write. */
function customPatch(before: unknown, after: unknown): Record<string, unknown> {
  const [old, now] = [before ?? {}, after ?? {}] as Record<string, unknown>[] as [
    Record<string, unknown>,
    Record<string, unknown>,
  ]
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return Object.fromEntries(
    keys
      .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]))
      .map((key) => [key, now[key] ?? null]),
  )
}

function justTaken(entity: Entity): RowFault {
  return {
    field: '',
    code: 'UNIQUE_TAKEN',
    message: `another ${entity.label.one.toLowerCase()} took a unique value of this row in this moment`,
  }
}

function journalStatement(deps: StageDeps, importId: string, entity: Entity, notes: string) {
  return {
    text: `insert into ${quoteIdentifier(deps.schema)}.import_updated (tenant_id, import_id, entity, record_id, version, before)
      select $1::uuid, $2, $3, n.id, n.version, n.before from jsonb_to_recordset($4::jsonb) as n (id uuid, version int, before jsonb)`,
    values: [deps.context.tenantId, importId, entity.name, notes],
  }
}

/** What other plugins held about the record, of the fields that are about to change. */
function formerExt(
  before: WholeRecord,
  ext: PlannedUpdate['ext'],
): Record<string, Record<string, unknown>> {
  const held = (before['ext'] ?? {}) as Readonly<
    Record<string, Readonly<Record<string, unknown>> | null>
  >
  return Object.fromEntries(
    Object.entries(ext).map(([plugin, values]) => [
      plugin,
      Object.fromEntries(Object.keys(values).map((key) => [key, held[plugin]?.[key] ?? null])),
    ]),
  )
}
