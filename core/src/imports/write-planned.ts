import type { Fault } from '../base/crm-error.ts'
import { isCrmError } from '../base/crm-error.ts'
import type { Entity } from '../entities/entity.ts'
import type { EntityHookRunner, HooksOf } from '../entities/entity-hooks.ts'
import type { RecordLookup } from '../entities/writer/record-lookup.ts'
import type { Writer } from '../entities/writer/writer.ts'
import { insertRecords, type StageDeps } from './insert-records.ts'
import { differing } from './merge-values.ts'
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
  /** The writer gives ids of its own; rows that point at such a record know it by the planned one. */
  const given = new Map<string, string>()

  for (const [other, records] of linksByEntity(decisions)) {
    addCreated(other.name, await writeLinks(deps, other, records, given))
  }
  const linked = [...created.values()].reduce((sum, ids) => sum + ids.length, 0)

  const hooks = deps.hooksOf(entity.name)
  const creates = needsWriter(hooks, 'create') ? () => createEach() : () => createAll()
  const failed = new Map<Planned, readonly RowFault[]>()
  addCreated(entity.name, await creates())
  await updateAll(decisions.updates.filter((planned) => !updatesEach(planned)))
  for (const planned of decisions.updates.filter(updatesEach)) await updateOne(planned)

  for (const planned of [...decisions.creates, ...decisions.updates]) {
    const faults = failed.get(planned)
    for (const { candidate, outcome } of planned.rows) {
      if (faults) refused.push({ candidate, faults })
      else outcomes[outcome]++
    }
  }
  return { created, outcomes, linked, refused }

  async function createAll(): Promise<string[]> {
    const plain = decisions.creates.filter(({ ext }) => Object.keys(ext).length === 0)
    const conflicts = await insertRecords(
      deps,
      entity,
      plain.map(({ id, values, refs }) => ({ id, refs, values: withGivenIds(values) })),
    )
    for (const planned of plain)
      if (conflicts.has(planned.id)) failed.set(planned, [justTaken(entity)])
    const ids = plain.filter((planned) => !failed.has(planned)).map(({ id }) => id)
    for (const planned of decisions.creates)
      if (!plain.includes(planned)) ids.push(...(await createOne(planned)))
    return ids
  }

  async function createEach(): Promise<string[]> {
    const ids: string[] = []
    for (const planned of decisions.creates) ids.push(...(await createOne(planned)))
    return ids
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
      journalStatement(deps, importId, entity, id, written.version, former),
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

function needsWriter(hooks: EntityHookRunner, verb: 'create' | 'update'): boolean {
  return verb === 'create'
    ? hooks.has('beforeCreate') || hooks.has('afterCreate')
    : hooks.has('beforeUpdate') || hooks.has('afterUpdate')
}

function linksByEntity({
  newLinks,
}: Decisions): [Entity, { id: string; values: Readonly<Record<string, unknown>> }[]][] {
  const all = [...newLinks].map(([id, { entity, values }]) => ({
    id,
    entity,
    values: values ?? {},
  }))
  return [...Map.groupBy(all, ({ entity }) => entity)]
}

async function writeLinks(
  deps: WriteDeps,
  entity: Entity,
  records: readonly { id: string; values: Readonly<Record<string, unknown>> }[],
  given: Map<string, string>,
): Promise<string[]> {
  const owned = records.map(({ id, values }) => ({
    id,
    values: entity.owned
      ? { ...values, ownerId: values['ownerId'] ?? deps.context.actor.memberId }
      : values,
  }))
  if (!needsWriter(deps.hooksOf(entity.name), 'create')) {
    const conflicts = await insertRecords(
      deps,
      entity,
      owned.map((record) => ({ ...record, refs: [] })),
    )
    // Somebody made the same one by hand in this very moment; the block is tried again and finds it.
    if (conflicts.size > 0)
      throw Object.assign(new Error(`A ${entity.name} was made by somebody else.`), {
        code: '40001',
      })
    return owned.map(({ id }) => id)
  }
  const ids: string[] = []
  for (const { id, values } of owned) {
    const written = await deps.writer.create(
      deps.context,
      entity,
      asInput(entity, values, { refs: [], ext: {} }),
    )
    given.set(id, written.id)
    ids.push(written.id)
  }
  return ids
}

/** What the writer takes: without what only hooks and the engine write. */
function asInput(
  entity: Entity,
  values: Readonly<Record<string, unknown>>,
  { refs, ext }: Pick<Planned, 'refs' | 'ext'>,
): Record<string, unknown> {
  const writable = Object.entries(values).filter(
    ([key, value]) => value !== undefined && entity.properties.get(key)?.readonly === false,
  )
  return {
    ...Object.fromEntries(writable),
    ...(values['custom'] === undefined ? {} : { custom: values['custom'] }),
    ...(refs.length === 0 ? {} : { externalRefs: refs }),
    ...(Object.keys(ext).length === 0 ? {} : { ext }),
  }
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
