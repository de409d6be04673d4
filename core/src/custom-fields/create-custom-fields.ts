import { mergePatch } from '../base/merge-patch.ts'
import type { Fault } from '../base/crm-error.ts'
import { uuidV7 } from '../base/uuid-v7.ts'
import { appendChange } from '../changes/change-log.ts'
import type { Entity } from '../entities/entity.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import { errors as entityErrors } from '../entities/errors.ts'
import type { TenantFieldsSource } from '../entities/reader/tenant-fields.ts'
import { writeStamp } from '../entities/writer/write-stamp.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { JobDefinition } from '../jobs/define-job.ts'
import type { JobRegistry } from '../jobs/job-registry.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { checkKey, checkSettings } from './check-definition.ts'
import { errors } from './errors.ts'
import { forbiddenChanges, isTighter, retiredChoices } from './evolution.ts'
import {
  type FieldDefinition,
  type FieldSettings,
  isKept,
  isLive,
  type RowsState,
} from './field-definition.ts'
import { createFieldStore } from './field-store.ts'
import { createFieldsCache } from './fields-cache.ts'
import { findImpact, type Impact } from './impact.ts'
import { maintainFieldJob, MAINTAIN_FIELD } from './maintain-field-job.ts'
import { createScanCheck } from './record-count.ts'

export interface CustomFieldsDeps {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly registry: EntityRegistry
  /** Names of all permissions: a field may ask for one. */
  readonly permissions: ReadonlySet<string>
  /** The registry holds our job too, so it comes after us. */
  readonly jobs: () => JobRegistry
  /** Told after every commit, so that the dispatcher need not wait for its next poll. */
  readonly wake: () => void
}

/** What a new field is told; all but key and schema have defaults. */
export type NewField = { readonly key: string } & Pick<FieldSettings, 'schema'> &
  Partial<Omit<FieldSettings, 'schema'>>

/** JSON merge patch of a field's settings. */
export type FieldPatch = Partial<Omit<FieldSettings, 'schema'>> & {
  readonly schema?: Readonly<Record<string, unknown>>
}

export interface ChangeOptions {
  /** Refuses with 412 unless the definition still has this version. */
  readonly version?: number | undefined
  /** Changes nothing; says what the change would mean. */
  readonly dryRun?: boolean
  /** `new-writes`: records keep values a write would refuse from now on. `after-fix`: refused while there are any. */
  readonly enforce?: 'new-writes' | 'after-fix'
}

export interface ChangedField {
  readonly field: FieldDefinition
  /** Null when no stored value can be touched by the change. */
  readonly impact: Impact | null
}

/** The fields admins add to entities at run time, tenant by tenant. */
export interface CustomFields {
  /** For readers, writers and the contract. */
  readonly source: TenantFieldsSource
  /** By name, for the engine's registry. */
  readonly jobs: Readonly<Record<string, JobDefinition>>
  list(tenantId: string, entity: Entity): Promise<readonly FieldDefinition[]>
  create(context: RequestContext, entity: Entity, field: NewField): Promise<FieldDefinition>
  change(
    context: RequestContext,
    entity: Entity,
    key: string,
    patch: FieldPatch,
    options?: ChangeOptions,
  ): Promise<ChangedField>
  /** Takes the field out of records, lists and forms; its values stay where they are. */
  archive(
    context: RequestContext,
    entity: Entity,
    key: string,
    version?: number,
  ): Promise<FieldDefinition>
  restore(context: RequestContext, entity: Entity, key: string): Promise<FieldDefinition>
  /** Removes the values of an archived field for good, in the background. */
  purge(context: RequestContext, entity: Entity, key: string): Promise<FieldDefinition>
}

/** A table of 200 fields is more than a person reads; an index row is written with every write of its field. */
const LIMITS = { live: 200, indexed: 25, unique: 3 }

export function createCustomFields(deps: CustomFieldsDeps): CustomFields {
  const { schema, tenantDb, registry, permissions } = deps
  const store = createFieldStore({ schema, tenantDb })
  const cache = createFieldsCache(store)
  const assertScannable = createScanCheck({ schema, tenantDb, registry })
  const job = maintainFieldJob({ ...deps, store, forget: (tenantId) => cache.forget(tenantId) })

  return Object.freeze({
    source: Object.freeze({ of: cache.of, refresh: cache.refresh, assertScannable }),
    jobs: { [MAINTAIN_FIELD]: job as unknown as JobDefinition },
    list,
    create,
    change,
    archive,
    restore,
    purge,
  })

  async function list(tenantId: string, entity: Entity): Promise<readonly FieldDefinition[]> {
    const all = await store.list(tenantId, entity.name)
    return all.filter(({ status }) => status !== 'purged')
  }

  async function create(
    context: RequestContext,
    entity: Entity,
    field: NewField,
  ): Promise<FieldDefinition> {
    const {
      key,
      schema: fragment,
      required = false,
      unique = false,
      indexed = unique,
      status = 'active',
      position,
    } = field
    assertTakesFields(entity)
    const settings = { schema: fragment, required, unique }
    assertNoFaults([
      ...checkKey(key),
      ...checkSettings(settings, permissions),
      ...indexFaults(indexed, unique),
    ])
    return changing(context, async () => {
      const all = await store.list(context.tenantId, entity.name)
      assertKeyIsFree(entity, key, all)
      const last = Math.max(0, ...all.filter(isLive).map((other) => other.position))
      const made = await store.insert(
        context.tenantId,
        {
          ...{ id: uuidV7(), entity: entity.name, key, schema: fragment, required, status },
          position: position ?? last + 1,
          // No record has a value of a key that was unknown until now: there is nothing to build.
          index: indexed ? 'ready' : 'none',
          claims: unique ? 'ready' : 'none',
        },
        writeStamp(context),
      )
      assertWithinLimits(entity, [...all, made])
      await emit(context, 'created', made)
      return made
    })
  }

  async function change(
    context: RequestContext,
    entity: Entity,
    key: string,
    patch: FieldPatch,
    options: ChangeOptions = {},
  ): Promise<ChangedField> {
    const plan = async (): Promise<{
      before: FieldDefinition
      after: FieldDefinition
      all: readonly FieldDefinition[]
      impact: Impact | null
    }> => {
      const all = await store.list(context.tenantId, entity.name)
      const before = find(entity, key, all, options.version)
      if (!isLive(before)) throw errors.CUSTOM_FIELD_ARCHIVED({ key, status: before.status })
      const after = changed(before, patch)
      const isLookedAt = options.dryRun === true || isTighter(before, after)
      const impact = isLookedAt
        ? await findImpact({ schema, tenantDb }, context.tenantId, entity, before, after)
        : null
      return { before, after, all, impact }
    }
    if (options.dryRun) {
      const { after, impact } = await plan()
      return { field: after, impact }
    }
    return changing(context, async () => {
      const { before, after, all, impact } = await plan()
      if (impact) assertAcceptable(before, after, impact, options.enforce ?? 'new-writes')
      assertWithinLimits(entity, [...all.filter((other) => other.key !== key), after])
      const field = await store.update(context.tenantId, after, writeStamp(context))
      await emit(context, 'updated', field, before)
      await addJobIfNeeded(context, field)
      return { field, impact }
    })
  }

  /** The definition after the patch, with what follows for its rows; throws what the patch may not do. */
  function changed(before: FieldDefinition, patch: FieldPatch): FieldDefinition {
    const { schema: schemaPatch, ...rest } = patch
    const fragment =
      schemaPatch === undefined
        ? before.schema
        : (mergePatch(before.schema, schemaPatch) as FieldDefinition['schema'])
    const unique = rest.unique ?? before.unique
    const indexed = rest.indexed ?? (before.indexed || unique)
    const after = { ...before, ...rest, schema: fragment, unique, indexed }
    const faults = checkSettings(after, permissions)
    assertNoFaults([
      ...faults,
      ...(faults.length > 0 ? [] : forbiddenChanges(before, after)),
      ...indexFaults(indexed, unique),
    ])
    const index = nextState(before.index, indexed)
    const claims = nextState(before.claims, unique)
    const isNewWork = index !== before.index || claims !== before.claims
    return {
      ...after,
      index,
      claims,
      retired: retiredChoices(before, after),
      progress: isNewWork ? null : before.progress,
    }
  }

  function archive(
    context: RequestContext,
    entity: Entity,
    key: string,
    version?: number,
  ): Promise<FieldDefinition> {
    return changing(context, async () => {
      const before = find(entity, key, await store.list(context.tenantId, entity.name), version)
      if (!isLive(before)) return before
      const field = await store.update(
        context.tenantId,
        { ...before, status: 'archived' },
        writeStamp(context),
      )
      await emit(context, 'archived', field)
      return field
    })
  }

  function restore(context: RequestContext, entity: Entity, key: string): Promise<FieldDefinition> {
    return changing(context, async () => {
      const all = await store.list(context.tenantId, entity.name)
      const before = find(entity, key, all)
      if (before.status !== 'archived') {
        const remedy = isLive(before) ? 'There is nothing to restore.' : 'Its values are gone.'
        throw errors.CUSTOM_FIELD_NOT_ARCHIVED({ key, status: before.status, remedy })
      }
      const after: FieldDefinition = { ...before, status: 'active' }
      assertWithinLimits(entity, [...all.filter((other) => other.key !== key), after])
      const field = await store.update(context.tenantId, after, writeStamp(context))
      await emit(context, 'restored', field)
      return field
    })
  }

  function purge(context: RequestContext, entity: Entity, key: string): Promise<FieldDefinition> {
    return changing(context, async () => {
      const before = find(entity, key, await store.list(context.tenantId, entity.name))
      if (before.status === 'purging') return before
      if (before.status !== 'archived') {
        throw errors.CUSTOM_FIELD_NOT_ARCHIVED({
          key,
          status: before.status,
          remedy: 'Archive it first.',
        })
      }
      const field = await store.update(
        context.tenantId,
        { ...before, status: 'purging', progress: null },
        writeStamp(context),
      )
      await emit(context, 'purged', field)
      await addJobIfNeeded(context, field)
      return field
    })
  }

  /** Changes of one tenant's fields, one after the other; live in this process with the commit, in others within a second. */
  async function changing<T>(context: RequestContext, work: () => Promise<T>): Promise<T> {
    const { tenantId } = context
    return tenantDb.transaction(tenantId, async () => {
      await store.lock(tenantId)
      const result = await work()
      tenantDb.afterCommit(() => {
        cache.forget(tenantId)
        deps.wake()
      })
      return result
    })
  }

  async function emit(
    context: RequestContext,
    what: string,
    field: FieldDefinition,
    before?: FieldDefinition,
  ): Promise<void> {
    await appendChange({ tenantDb, schema }, context, {
      action: 'event',
      name: `custom-field.${what}`,
      after: { ...eventOf(field), ...(before ? { before: eventOf(before) } : {}) },
    })
  }

  async function addJobIfNeeded(
    context: RequestContext,
    { entity, key, status, index, claims }: FieldDefinition,
  ): Promise<void> {
    const isBusy = [index, claims].some((state) => state === 'building' || state === 'dropping')
    if (!isBusy && status !== 'purging') return
    const name = `core:${MAINTAIN_FIELD}`
    const after = deps.jobs().request(name, { entity, key }, { key: `${entity}/${key}` })
    await appendChange({ tenantDb, schema }, context, { action: 'job', name, after })
  }
}

function eventOf({
  entity,
  key,
  schema,
  required,
  indexed,
  unique,
  status,
}: FieldDefinition): Readonly<Record<string, unknown>> {
  return { entity, key, schema, required, indexed, unique, status }
}

function assertTakesFields(entity: Entity): void {
  if (!entity.customFields) throw errors.ENTITY_TAKES_NO_CUSTOM_FIELDS({ entity: entity.name })
}

function assertNoFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw errors.CUSTOM_FIELD_INVALID({}, { faults })
}

function indexFaults(indexed: boolean, unique: boolean): Fault[] {
  if (indexed || !unique) return []
  return [
    {
      path: '/indexed',
      code: 'indexed',
      message: 'cannot be false for a unique field: it is found by its value',
    },
  ]
}

function find(
  entity: Entity,
  key: string,
  all: readonly FieldDefinition[],
  version?: number,
): FieldDefinition {
  const found = all.find((field) => field.key === key && field.status !== 'purged')
  if (!found) {
    const known =
      all
        .filter(isLive)
        .map((field) => field.key)
        .join(', ') || 'none'
    throw errors.CUSTOM_FIELD_NOT_FOUND({ entity: entity.name, key, known })
  }
  if (version !== undefined && version !== found.version) {
    throw entityErrors.VERSION_STALE({
      entity: `custom field "${key}"`,
      yours: version,
      current: found.version,
    })
  }
  return found
}

function assertKeyIsFree(entity: Entity, key: string, all: readonly FieldDefinition[]): void {
  const taken = all.find((field) => field.key === key)
  if (!taken) return
  const remedy =
    taken.status === 'archived' ? 'Restore it, or choose another key.' : 'Choose another key.'
  throw errors.CUSTOM_FIELD_KEY_TAKEN({ entity: entity.name, key, status: taken.status, remedy })
}

/** Archived fields keep their rows, so they count where rows do. */
function assertWithinLimits(entity: Entity, all: readonly FieldDefinition[]): void {
  const stored = all.filter(({ status }) => status !== 'purged' && status !== 'purging')
  const used = {
    live: stored.filter(isLive).length,
    indexed: stored.filter(({ index }) => isKept(index)).length,
    unique: stored.filter(({ claims }) => isKept(claims)).length,
  }
  for (const what of ['live', 'indexed', 'unique'] as const) {
    if (used[what] > LIMITS[what])
      throw errors.CUSTOM_FIELD_LIMIT({
        entity: entity.name,
        max: LIMITS[what],
        what: what === 'live' ? '' : what,
      })
  }
}

/** Two changes cannot be left to new writes: what is unique is so for all, and a format decides how values are shown and linked. */
function assertAcceptable(
  before: FieldDefinition,
  after: FieldDefinition,
  impact: Impact,
  enforce: 'new-writes' | 'after-fix',
): void {
  const fail = (count: number, faults: readonly Fault[]): never => {
    throw errors.CUSTOM_FIELD_VALUES_FAIL({ key: before.key, count }, { faults })
  }
  if (impact.duplicates > 0) {
    fail(impact.duplicates, [
      {
        path: '/unique',
        code: 'DUPLICATES',
        message: `${impact.duplicates} records share a value with another`,
      },
    ])
  }
  const failing = impact.samples.map(({ id, message }) => ({
    path: `/records/${id}`,
    code: 'VALUE_FAILS',
    message,
  }))
  const hasNewFormat =
    after.schema['format'] !== before.schema['format'] && after.schema['format'] !== undefined
  if (impact.failing > 0 && (enforce === 'after-fix' || hasNewFormat)) fail(impact.failing, failing)
  if (impact.missing > 0 && enforce === 'after-fix') {
    fail(impact.missing, [
      {
        path: '/required',
        code: 'VALUES_MISSING',
        message: `${impact.missing} records have no value`,
      },
    ])
  }
}

function nextState(state: RowsState, wanted: boolean): RowsState {
  if (wanted) return isKept(state) ? state : 'building'
  return isKept(state) ? 'dropping' : state
}
