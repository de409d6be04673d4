import { appendChange } from '../changes/change-log.ts'
import { describeEntity } from '../entities/describe-entity.ts'
import type { Entity } from '../entities/entity.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import { errors as entityErrors } from '../entities/errors.ts'
import { isReadableEntity, readableEntity } from '../entities/readable-entity.ts'
import type { Vocabulary } from '../entities/reader/field.ts'
import type { TenantFieldsSource } from '../entities/reader/tenant-fields.ts'
import { vocabularyOf } from '../entities/reader/vocabulary.ts'
import { writeStamp } from '../entities/writer/write-stamp.ts'
import { errors as identityErrors } from '../identity/errors.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { Roles } from '../identity/roles.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { layoutFaults } from './check-layout.ts'
import { drawLayout } from './draw-layout.ts'
import { errors } from './errors.ts'
import { EVERYBODY, type Layout, type LayoutInput, type StoredLayout } from './layout.ts'
import { createLayoutStore, type LayoutKey } from './layout-store.ts'
import { shownLayout } from './shown-layout.ts'

export interface LayoutsDeps {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly registry: EntityRegistry
  readonly tenantFields: TenantFieldsSource
  readonly roles: Pick<Roles, 'resolve' | 'list'>
  /** Told after every commit, so that the dispatcher need not wait for its next poll. */
  readonly wake?: (() => void) | undefined
}

/** The layout an actor gets. */
export interface ShownLayout extends Layout {
  readonly entity: string
  /** For which role it was stored; `*` everybody; null: drawn from the schema. */
  readonly role: string | null
  readonly version: number | null
}

export interface LayoutOptions {
  /** Refuses with 412 unless the stored layout still has this version. */
  readonly version?: number | undefined
}

/** How forms and records are laid out, for each entity and role. */
export interface Layouts {
  /** The layout of the first of the actor's roles that has one, else that for everybody, else one drawn from the schema. */
  effective(context: RequestContext, entity: string): Promise<ShownLayout>
  /** What admins have stored. */
  list(context: RequestContext): Promise<readonly StoredLayout[]>
  /** One of them as it is stored; throws `LAYOUT_NOT_FOUND`. */
  stored(context: RequestContext, entity: string, role: string): Promise<StoredLayout>
  save(
    context: RequestContext,
    of: LayoutKey,
    layout: LayoutInput,
    options?: LayoutOptions,
  ): Promise<StoredLayout>
  remove(context: RequestContext, of: LayoutKey, options?: LayoutOptions): Promise<void>
}

export function createLayouts(deps: LayoutsDeps): Layouts {
  const { schema, tenantDb, registry, roles } = deps
  const store = createLayoutStore(deps)

  return Object.freeze({ effective, list, stored, save, remove })

  async function effective(context: RequestContext, name: string): Promise<ShownLayout> {
    const entity = readableEntity(context, registry, name)
    const own = context.actor.roles
    const [candidates, vocabulary] = await Promise.all([
      store.ofRoles(context.tenantId, name, [...own, EVERYBODY]),
      vocabularyOf(context, deps),
    ])
    const found = [...own, EVERYBODY].flatMap(
      (role) => candidates.find((candidate) => candidate.role === role) ?? [],
    )[0]
    const described = describe(vocabulary, entity)
    const layout = found
      ? shownLayout(vocabulary, entity, described, found.layout, context.actor.memberId)
      : drawLayout(entity, described)
    return { entity: name, role: found?.role ?? null, version: found?.version ?? null, ...layout }
  }

  async function list(context: RequestContext): Promise<readonly StoredLayout[]> {
    const all = await store.list(context.tenantId)
    return all.filter(({ entity }) => isReadableEntity(context, registry, entity))
  }

  async function stored(
    context: RequestContext,
    name: string,
    role: string,
  ): Promise<StoredLayout> {
    const { name: entity } = readableEntity(context, registry, name)
    const [found] = await store.ofRoles(context.tenantId, entity, [role])
    return found ?? notFound({ entity, role })
  }

  async function save(
    context: RequestContext,
    of: LayoutKey,
    layout: LayoutInput,
    options: LayoutOptions = {},
  ): Promise<StoredLayout> {
    const entity = readableEntity(context, registry, of.entity)
    const { tenantId } = context
    await assertRole(tenantId, of.role)
    const vocabulary = await vocabularyOf(context, deps)
    const faults = layoutFaults(vocabulary, entity, describe(vocabulary, entity), layout)
    if (faults.length > 0) throw errors.LAYOUT_INVALID({ entity: entity.name }, { faults })
    return tenantDb.transaction(tenantId, async () => {
      assertVersion(await store.hold(tenantId, of), options)
      const saved = await store.save(tenantId, of, layout, writeStamp(context).json)
      await emit(context, 'saved', of)
      return saved
    })
  }

  async function remove(
    context: RequestContext,
    of: LayoutKey,
    options: LayoutOptions = {},
  ): Promise<void> {
    readableEntity(context, registry, of.entity)
    const { tenantId } = context
    await tenantDb.transaction(tenantId, async () => {
      const found = (await store.hold(tenantId, of)) ?? notFound(of)
      assertVersion(found, options)
      await store.remove(tenantId, of)
      await emit(context, 'deleted', of)
    })
  }

  function describe({ rights, tenantFields }: Vocabulary, entity: Entity) {
    return describeEntity(entity, { registry, rights, custom: tenantFields?.fields(entity.name) })
  }

  async function assertRole(tenantId: string, role: string): Promise<void> {
    if (role === EVERYBODY || (await roles.resolve(tenantId, [role])).length > 0) return
    const known = [EVERYBODY, ...(await roles.list(tenantId)).map(({ name }) => name)]
    throw identityErrors.ROLE_UNKNOWN({ role, known: known.join(', ') })
  }

  async function emit(
    context: RequestContext,
    what: 'saved' | 'deleted',
    { entity, role }: LayoutKey,
  ): Promise<void> {
    await appendChange({ tenantDb, schema, wake: deps.wake }, context, {
      action: 'event',
      name: `layout.${what}`,
      after: { entity, role },
    })
  }
}

function notFound({ entity, role }: LayoutKey): never {
  const who = role === EVERYBODY ? 'everybody' : `the role "${role}"`
  throw errors.LAYOUT_NOT_FOUND({ entity, role: who })
}

/** One that is not stored has version 0: an `If-Match` of anything else is stale. */
function assertVersion(found: StoredLayout | undefined, { version: yours }: LayoutOptions): void {
  const current = found?.version ?? 0
  if (yours === undefined || yours === current) return
  throw entityErrors.VERSION_STALE({ entity: 'layout', yours, current })
}
