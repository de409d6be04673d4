import type { Fault } from '../base/crm-error.ts'
import { isCrmError } from '../base/crm-error.ts'
import type { Entity } from '../entities/entity.ts'
import type { HooksOf } from '../entities/entity-hooks.ts'
import type { RecordLookup, WholeRecord } from '../entities/writer/record-lookup.ts'
import type { Writer } from '../entities/writer/writer.ts'
import { insertRecords, type StageDeps } from './insert-records.ts'
import { differing } from './merge-values.ts'
import { asInput, needsWriter } from './one-by-one.ts'
import type {
  Decisions,
  Outcome,
  Planned,
  PlannedCreate,
  PlannedUpdate,
  RefusedRow,
} from './planned.ts'
import type { RowFault } from './stored-import.ts'
import { updateRecords } from './update-records.ts'
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

/** Writes what was decided: set by set where no hook needs to see single records, else one by one through the writer. */
export async function writePlanned(
  deps: WriteDeps,
  importId: string,
  entity: Entity,
  decisions: Decisions,
): Promise<WrittenBlock> {
  const refused = [...decisions.refused]
  const outcomes = { created: 0, updated: 0, unchanged: 0 }
  const created = new Map<string, string[]>()
  const addCreated = (name: string, ids: readonly string[]) =>
    created.set(name, [...(created.get(name) ?? []), ...ids])
  const links = await writeLinks(deps, decisions)
  for (const [name, ids] of links.made) addCreated(name, ids)
  const linked = [...links.made.values()].reduce((sum, ids) => sum + ids.length, 0)
  /** The writer gives ids of its own; rows that point at such a record know it by the planned one. */
  const given = new Map(links.given)

  const hooks = deps.hooksOf(entity.name)
  const failed = new Map<Planned, readonly RowFault[]>()
  failUnlinked()
  const creates = Map.groupBy(good(decisions.creates), (planned) =>
    createsEach(planned) ? 'each' : 'all',
  )
  addCreated(entity.name, await createAll(creates.get('all') ?? []))
  const alone: string[] = []
  for (const planned of creates.get('each') ?? []) alone.push(...(await createOne(planned)))
  addCreated(entity.name, alone)
  const updates = Map.groupBy(good(decisions.updates), (planned) =>
    updatesEach(planned) ? 'each' : 'all',
  )
  await updateAll(updates.get('all') ?? [])
  for (const planned of updates.get('each') ?? []) await updateOne(planned)

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

  async function createAll(all: readonly PlannedCreate[]): Promise<string[]> {
    const conflicts = await insertRecords(
      deps,
      entity,
      all.map(({ id, values, refs }) => ({ id, refs, values: withGivenIds(values) })),
    )
    for (const planned of all)
      if (conflicts.has(planned.id)) failed.set(planned, [justTaken(entity)])
    return good(all).map(({ id }) => id)
  }

  function createsEach({ ext }: PlannedCreate): boolean {
    return needsWriter(hooks, 'create') || Object.keys(ext).length > 0
  }

  async function createOne(planned: PlannedCreate): Promise<string[]> {
    const input = asInput(entity, withGivenIds(planned.values), planned)
    const written = await refusable(planned, () => deps.writer.create(deps.context, entity, input))
    if (!written) return []
    given.set(planned.id, written.id)
    return [written.id]
  }

  function updatesEach(planned: PlannedUpdate): boolean {
    return needsWriter(hooks, 'update') || Object.keys(planned.ext).length > 0
  }

  async function updateAll(updates: readonly PlannedUpdate[]): Promise<void> {
    const real = updates.filter(
      ({ changes, refs }) => Object.keys(changes).length > 0 || refs.length > 0,
    )
    await updateRecords(
      deps,
      entity,
      real.map((planned) => ({ ...planned, changes: withGivenIds(planned.changes) })),
      importId,
    )
  }

  async function updateOne(planned: PlannedUpdate): Promise<void> {
    const { id, before, changes, refs, ext } = planned
    if (Object.keys(changes).length === 0 && refs.length === 0 && Object.keys(ext).length === 0)
      return
    const patch = {
      ...withGivenIds(changes),
      ...('custom' in changes ? { custom: customPatch(before['custom'], changes['custom']) } : {}),
      ...(Object.keys(ext).length === 0 ? {} : { ext }),
    }
    const written = await refusable(planned, () =>
      deps.writer.update(deps.context, entity, id, patch),
    )
    if (!written || written.version === before.version) return
    const after = await deps.lookup.whole(deps.context.tenantId, entity, id)
    const own = [...entity.properties.values()].filter(
      ({ system, key }) => !system || key === 'ownerId' || key === 'custom',
    )
    const former = differing(
      entity,
      after,
      Object.fromEntries(own.map(({ key }) => [key, before[key] ?? null])),
    )
    await deps.tenantDb.query(
      deps.context.tenantId,
      journalStatement(deps, importId, entity, id, written.version, {
        ...former,
        ...(Object.keys(ext).length === 0 ? {} : { ext: formerExt(before, ext) }),
      }),
    )
    if (refs.length > 0)
      await updateRecords(deps, entity, [{ id, before: after, changes: {}, refs }], importId)
  }

  /** In a savepoint of its own: a refused record leaves no trace and the others go on. */
  async function refusable<T>(planned: Planned, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await deps.tenantDb.transaction(deps.context.tenantId, work)
    } catch (error) {
      if (!isCrmError(error) || error.status >= 500) throw error
      const faults =
        error.faults.length > 0
          ? error.faults
          : [{ path: '', code: error.code, message: error.message }]
      failed.set(planned, faults.map(deps.nameFault))
      return undefined
    }
  }

  function withGivenIds(
    values: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> {
    if (given.size === 0) return values
    const real = (id: unknown): unknown => (typeof id === 'string' ? (given.get(id) ?? id) : id)
    const replaced = { ...values }
    for (const [key, value] of Object.entries(values)) {
      if (entity.properties.get(key)?.relation)
        replaced[key] = Array.isArray(value) ? value.map(real) : real(value)
    }
    return replaced
  }
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

function journalStatement(
  deps: StageDeps,
  importId: string,
  entity: Entity,
  id: string,
  version: number,
  former: Readonly<Record<string, unknown>>,
) {
  return {
    text: `insert into "${deps.schema}".import_updated (tenant_id, import_id, entity, record_id, version, before) values ($1, $2, $3, $4, $5, $6)`,
    values: [deps.context.tenantId, importId, entity.name, id, version, JSON.stringify(former)],
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
