import type { BatchOperation, BatchResult, EntityTypes, Send } from '@crmkit/schemas/client'
import { CrmProblem } from '@crmkit/schemas/client'

import type { LiveChange } from './live-stream.ts'
import { loadTogether } from './load-together.ts'
import { applyPatch, type Rec, type RecordPage } from './record.ts'
import { bothChanged, RecordConflict } from './record-conflict.ts'
import { createRecordShelf, type Pending, type RecordShelf } from './record-shelf.ts'

export interface RecordChange {
  /** Came, or look different now. */
  readonly ids: readonly string[]
  /** Deleted. */
  readonly gone: readonly string[]
  /** Those of `ids` that this page itself has just made, or brought back: a list does not know their place. */
  readonly created?: readonly string[]
}

export interface SaveOptions {
  readonly signal?: AbortSignal
  /** Refused with 412 unless the record still has it, or only other fields changed since. */
  readonly version?: number
  /** As it was when the change began, when that is not what the store holds: for the fields of a conflict. */
  readonly original?: Rec
  readonly idempotencyKey?: string
}

export interface AnyEntity extends EntityTypes {
  readonly record: Rec
  readonly create: Readonly<Record<string, unknown>>
  readonly patch: Readonly<Record<string, unknown>>
  readonly relations: string
}

/** Every record the elements below one provider know, by id: a change in one element shows in all others. */
export interface RecordStore {
  readonly get: (entity: string, id: string) => Rec | undefined
  /** `complete: false` for records cut to some fields. */
  readonly put: (entity: string, records: readonly Rec[], options?: { complete?: boolean }) => void
  readonly subscribe: (entity: string, listener: (change: RecordChange) => void) => () => void
  /** The record as known, or from the server; ids asked for within one frame are one request. */
  readonly load: (entity: string, id: string, options?: { fresh?: boolean }) => Promise<Rec>
  /** Waits for the answer: the engine gives the id. */
  readonly create: (
    entity: string,
    data: Readonly<Record<string, unknown>>,
    options?: Pick<SaveOptions, 'signal' | 'idempotencyKey'>,
  ) => Promise<Rec>
  /** Shown at once; taken back when refused, and the refusal thrown. */
  readonly update: (
    entity: string,
    id: string,
    patch: Readonly<Record<string, unknown>>,
    options?: SaveOptions,
  ) => Promise<Rec>
  /** Shown at once; taken back when refused, and the refusal thrown. */
  readonly remove: (
    entity: string,
    id: string,
    options?: Pick<SaveOptions, 'signal' | 'version'>,
  ) => Promise<void>
  readonly restore: (entity: string, id: string) => Promise<Rec>
  /** Up to 500 writes; shown at once, each taken back that was refused. */
  readonly batch: (
    entity: string,
    operations: readonly BatchOperation<AnyEntity>[],
    options?: { readonly atomic?: boolean; readonly signal?: AbortSignal },
  ) => Promise<readonly BatchResult<AnyEntity>[]>
  /** Any other write that answers records: shown at once by these patches, its echo in the stream passed over, taken back when refused. */
  readonly act: (
    entity: string,
    patches: readonly { readonly id: string; readonly patch: Readonly<Record<string, unknown>> }[],
    work: (requestId: string) => Promise<readonly Rec[]>,
  ) => Promise<readonly Rec[]>
}

export interface RecordStoreControl extends RecordStore {
  readonly applyLive: (changes: readonly LiveChange[]) => void
  /** Some changes were missed: a record is shown as it is known, and read again when it is asked for. */
  readonly doubt: () => void
}

export interface RecordStoreOptions {
  readonly send: Send
  readonly pluralOf: (entity: string) => Promise<string>
  /** Records are others now: before anybody hears of it. */
  readonly onChange: () => void
}

/** A change that is shown already. */
interface Shown {
  readonly id: string
  readonly pending: Pending
}

/** A list of 20 pages of 100, a board of 10,000 cards and as much again. */
const MOST_SUBSCRIBED = 20_000
/** Kept after the last element that showed them is gone: going back to a list shows it at once. */
const MOST_UNSUBSCRIBED = 500
/** Own writes whose live event may still be under way. */
const MOST_OWN_WRITES = 500

export function createRecordStore({
  send,
  pluralOf,
  onChange,
}: RecordStoreOptions): RecordStoreControl {
  const shelves = new Map<string, RecordShelf>()
  const listeners = new Map<string, Set<(change: RecordChange) => void>>()
  const ownWrites = new Set<string>()
  const load = loadTogether(ask)

  return {
    get: (entity, id) => shelf(entity).get(id),
    put(entity, records, { complete = true } = {}) {
      const ids = records.filter((record) => shelf(entity).put(record, { complete }))
      shelf(entity).trim(isSubscribed(entity) ? MOST_SUBSCRIBED : MOST_UNSUBSCRIBED)
      tell(entity, { ids: ids.map(({ id }) => id), gone: [] })
    },
    subscribe(entity, listener) {
      const own = listeners.get(entity) ?? new Set()
      listeners.set(entity, own.add(listener))
      return () => {
        own.delete(listener)
        if (own.size === 0) shelf(entity).trim(MOST_UNSUBSCRIBED)
      }
    },
    load(entity, id, { fresh = false } = {}) {
      const known = shelf(entity).get(id)
      if (known && !fresh && shelf(entity).isComplete(id)) return Promise.resolve(known)
      return load(entity, id)
    },
    create,
    update,
    remove,
    restore,
    batch,
    act,
    applyLive,
    doubt() {
      for (const own of shelves.values()) own.doubt()
    },
  }

  async function create(
    entity: string,
    data: Readonly<Record<string, unknown>>,
    options: Pick<SaveOptions, 'signal' | 'idempotencyKey'> = {},
  ): Promise<Rec> {
    const answer = await send<{ data: Rec }>({
      ...options,
      method: 'POST',
      path: `/${await pluralOf(entity)}`,
      body: data,
      requestId: ownWrite(),
      // A repetition after a lost answer must not make a second record.
      idempotencyKey: options.idempotencyKey ?? crypto.randomUUID(),
    })
    taken(entity, answer.data, { isNew: true })
    return answer.data
  }

  async function update(
    entity: string,
    id: string,
    patch: Readonly<Record<string, unknown>>,
    options: SaveOptions = {},
  ): Promise<Rec> {
    const original = options.original ?? shelf(entity).base(id)
    const work = async (): Promise<Rec> => {
      try {
        return await patchOnce(entity, id, patch, options)
      } catch (error) {
        if (!isStale(error) || !original) throw error
        const current = await load(entity, id)
        const conflict = { current, original, mine: patch }
        if (bothChanged(conflict).length > 0) throw new RecordConflict(error, conflict)
        // Others changed other fields: nobody has to decide anything.
        const version = current['version'] as number
        // Not the same idempotency key: the engine keeps the refusal under it.
        return patchOnce(entity, id, patch, { ...options, idempotencyKey: undefined, version })
      }
    }
    return shown(entity, [{ id, pending: { patch } }], work, (record) => taken(entity, record))
  }

  async function patchOnce(
    entity: string,
    id: string,
    patch: Readonly<Record<string, unknown>>,
    { signal, version, idempotencyKey }: SaveOptions,
  ): Promise<Rec> {
    const { data } = await send<{ data: Rec }>({
      method: 'PATCH',
      path: await pathOf(entity, id),
      body: patch,
      requestId: ownWrite(),
      ...{ signal, version, idempotencyKey },
    })
    return data
  }

  /** Shows changes before their answer, and takes them back when it is there: it is taken in, or thrown. */
  async function shown<T>(
    entity: string,
    changes: readonly Shown[],
    work: () => Promise<T>,
    take: (answer: T) => void,
  ): Promise<T> {
    for (const { id, pending } of changes) shelf(entity).addPending(id, pending)
    const idsOf = (some: readonly Shown[]): string[] => some.map(({ id }) => id)
    tell(entity, {
      ids: idsOf(changes.filter(({ pending }) => pending.patch)),
      gone: idsOf(changes.filter(({ pending }) => !pending.patch)),
    })
    const takeBack = (): void => {
      for (const { id, pending } of changes) shelf(entity).removePending(id, pending)
    }
    try {
      const answer = await work()
      takeBack()
      take(answer)
      return answer
    } catch (error) {
      takeBack()
      tell(entity, { ids: idsOf(changes), gone: [] })
      throw error
    }
  }

  async function remove(
    entity: string,
    id: string,
    { signal, version }: Pick<SaveOptions, 'signal' | 'version'> = {},
  ): Promise<void> {
    const work = async (): Promise<void> => {
      const path = await pathOf(entity, id)
      await send({ method: 'DELETE', path, requestId: ownWrite(), signal, version })
    }
    const take = (): void => void shelf(entity).drop(id)
    await shown(entity, [{ id, pending: { patch: undefined } }], work, take)
  }

  async function restore(entity: string, id: string): Promise<Rec> {
    const { data } = await send<{ data: Rec }>({
      method: 'POST',
      path: `${await pathOf(entity, id)}/restore`,
      requestId: ownWrite(),
    })
    taken(entity, data, { isNew: true })
    return data
  }

  async function batch(
    entity: string,
    operations: readonly BatchOperation<AnyEntity>[],
    { atomic = true, signal }: { readonly atomic?: boolean; readonly signal?: AbortSignal } = {},
  ): Promise<readonly BatchResult<AnyEntity>[]> {
    const work = async (): Promise<readonly BatchResult<AnyEntity>[]> => {
      const { data } = await send<{ data: BatchResult<AnyEntity>[] }>({
        method: 'POST',
        path: `/${await pluralOf(entity)}/batch`,
        body: { atomic, operations },
        requestId: ownWrite(),
        idempotencyKey: crypto.randomUUID(),
        signal,
      })
      return data
    }
    return shown(entity, operations.flatMap(shownBy), work, (results) =>
      settle(entity, operations, results),
    )
  }

  async function act(
    entity: string,
    patches: readonly { readonly id: string; readonly patch: Readonly<Record<string, unknown>> }[],
    work: (requestId: string) => Promise<readonly Rec[]>,
  ): Promise<readonly Rec[]> {
    const changes = patches.map(({ id, patch }) => ({ id, pending: { patch } }))
    return shown(
      entity,
      changes,
      () => work(ownWrite()),
      (records) => {
        for (const record of records) shelf(entity).put(record, { complete: true })
        tell(entity, { ids: [...changes, ...records].map(({ id }) => id), gone: [] })
      },
    )
  }

  function settle(
    entity: string,
    operations: readonly BatchOperation<AnyEntity>[],
    results: readonly BatchResult<AnyEntity>[],
  ): void {
    const [ids, gone]: [string[], string[]] = [[], []]
    const created: string[] = []
    for (const [index, result] of results.entries()) {
      const operation = operations[index]
      if (result.data) {
        shelf(entity).put(result.data, { complete: true })
        ids.push(result.data.id)
        if (operation?.method === 'create') created.push(result.data.id)
      } else if (operation?.method === 'delete' && result.error === undefined) {
        shelf(entity).drop(operation.id)
        gone.push(operation.id)
      } else if (operation && 'id' in operation) ids.push(operation.id)
    }
    tell(entity, { ids, gone, created })
  }

  function applyLive(changes: readonly LiveChange[]): void {
    const told = new Map<string, { ids: Set<string>; gone: Set<string> }>()
    for (const change of changes) {
      // The answer to our own write says the same; applying both makes a value jump back and forth.
      if (ownWrites.has(change.requestId)) continue
      const own = told.get(change.entity) ?? { ids: new Set<string>(), gone: new Set<string>() }
      told.set(change.entity, own)
      if (isDeletion(change)) {
        // Brought back since, before we have read it.
        if (isBehind(change)) continue
        shelf(change.entity).drop(change.id)
        own.gone.add(change.id)
        own.ids.delete(change.id)
      } else if (applyChange(change)) {
        own.ids.add(change.id)
        own.gone.delete(change.id)
      }
    }
    for (const [entity, { ids, gone }] of told) tell(entity, { ids: [...ids], gone: [...gone] })
  }

  function isBehind({ entity, id, version }: LiveChange): boolean {
    const known = shelf(entity).get(id)?.['version'] as number | undefined
    return version !== null && known !== undefined && known > version
  }

  /** False when it says nothing new. */
  function applyChange({ entity, id, version, values, partial }: LiveChange): boolean {
    const base = shelf(entity).base(id)
    if (!base) return true
    if (version === null || ((base['version'] as number | undefined) ?? 0) >= version) return false
    // Personal data is not in the stream: what it leaves out is asked for, and told when it is there.
    if (partial) load(entity, id).catch(() => undefined)
    const isComplete = !partial && shelf(entity).isComplete(id)
    return shelf(entity).put({ ...applyPatch(base, values), version }, { complete: isComplete })
  }

  async function ask(entity: string, ids: readonly string[]): Promise<ReadonlyMap<string, Rec>> {
    const found = await query(entity, ids)
    for (const record of found) shelf(entity).put(record, { complete: true })
    tell(entity, { ids: found.map(({ id }) => id), gone: [] })
    return new Map(found.map((record) => [record.id, record]))
  }

  async function query(entity: string, ids: readonly string[]): Promise<readonly Rec[]> {
    const [only] = ids
    const path = `/${await pluralOf(entity)}`
    if (ids.length === 1 && only !== undefined) {
      const one = `${path}/${encodeURIComponent(only)}`
      return [(await send<{ data: Rec }>({ method: 'GET', path: one })).data]
    }
    const body = { filter: { id: { in: ids } }, limit: ids.length }
    return (await send<RecordPage>({ method: 'POST', path: `${path}/query`, body })).data
  }

  function taken(entity: string, record: Rec, { isNew = false } = {}): void {
    shelf(entity).put(record, { complete: true })
    tell(entity, { ids: [record.id], gone: [], created: isNew ? [record.id] : [] })
  }

  function tell(entity: string, change: RecordChange): void {
    if (change.ids.length === 0 && change.gone.length === 0) return
    onChange()
    for (const listener of [...(listeners.get(entity) ?? [])]) listener(change)
  }

  function isSubscribed(entity: string): boolean {
    return (listeners.get(entity)?.size ?? 0) > 0
  }

  function ownWrite(): string {
    const id = crypto.randomUUID()
    ownWrites.add(id)
    for (const oldest of ownWrites) {
      if (ownWrites.size <= MOST_OWN_WRITES) break
      ownWrites.delete(oldest)
    }
    return id
  }

  async function pathOf(entity: string, id: string): Promise<string> {
    return `/${await pluralOf(entity)}/${encodeURIComponent(id)}`
  }

  function shelf(entity: string): RecordShelf {
    let own = shelves.get(entity)
    if (!own) shelves.set(entity, (own = createRecordShelf()))
    return own
  }
}

function shownBy(operation: BatchOperation<AnyEntity>): Shown[] {
  if (operation.method === 'update')
    return [{ id: operation.id, pending: { patch: operation.data } }]
  if (operation.method === 'delete') return [{ id: operation.id, pending: { patch: undefined } }]
  return []
}

function isStale(error: unknown): error is CrmProblem {
  return error instanceof CrmProblem && error.code === 'VERSION_STALE'
}

function isDeletion({ action }: LiveChange): boolean {
  return action === 'deleted' || action === 'purged' || action === 'gone'
}
