import { mergePatch } from '../base/merge-patch.ts'
import { uuidV7 } from '../base/uuid-v7.ts'
import { appendChange } from '../changes/change-log.ts'
import type { Entity } from '../entities/entity.ts'
import { writeStamp } from '../entities/writer/write-stamp.ts'
import type { RequestContext } from '../identity/request-context.ts'
import { checkKey, checkSettings } from './check-definition.ts'
import type {
  ChangedField,
  ChangeOptions,
  CustomFields,
  CustomFieldsDeps,
  FieldPatch,
  NewField,
} from './create-custom-fields.ts'
import { errors } from './errors.ts'
import { forbiddenChanges, isTighter, retiredChoices } from './evolution.ts'
import { type FieldDefinition, isLive } from './field-definition.ts'
import {
  assertAcceptable,
  assertKeyIsFree,
  assertNoFaults,
  assertTakesFields,
  assertWithinLimits,
  findField,
  indexFaults,
  nextState,
} from './field-rules.ts'
import type { FieldStore } from './field-store.ts'
import { findImpact, type Impact } from './impact.ts'
import { MAINTAIN_FIELD } from './maintain-field-job.ts'

type Operations = Omit<CustomFields, 'source' | 'jobs'>

/** What an admin does with fields, each in one transaction with its change row and the job it needs. */
export function createFieldOperations(
  deps: CustomFieldsDeps & {
    readonly store: FieldStore
    /** The tenant's fields as this process remembers them are out of date. */
    readonly forget: (tenantId: string) => void
  },
): Operations {
  const { schema, tenantDb, permissions, store } = deps

  return { list, create, change, archive, restore, purge }

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
    const plan = async (): Promise<Plan> => {
      const all = await store.list(context.tenantId, entity.name)
      const before = findField(entity, key, all, options.version)
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
      const before = findField(
        entity,
        key,
        await store.list(context.tenantId, entity.name),
        version,
      )
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
      const before = findField(entity, key, all)
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
      const before = findField(entity, key, await store.list(context.tenantId, entity.name))
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
        deps.forget(tenantId)
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

interface Plan {
  readonly before: FieldDefinition
  readonly after: FieldDefinition
  /** Of the entity. */
  readonly all: readonly FieldDefinition[]
  readonly impact: Impact | null
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
