import { uuidV7 } from '../base/uuid-v7.ts'
import { appendChange } from '../changes/change-log.ts'
import { errors as entityErrors } from '../entities/errors.ts'
import { entityFaults } from '../entities/readable-entity.ts'
import { vocabularyOf } from '../entities/reader/vocabulary.ts'
import { writeStamp } from '../entities/writer/write-stamp.ts'
import type { RequestContext } from '../identity/request-context.ts'
import { viewFaults } from './check-view.ts'
import { copyName } from './copy-name.ts'
import type {
  NewView,
  Preference,
  ViewPatch,
  Views,
  ViewsDeps,
  WriteOptions,
} from './create-views.ts'
import { errors } from './errors.ts'
import type { ViewReads } from './read-views.ts'
import type { ShownView } from './shown-view.ts'
import { holderOf, nameKey, type View, type ViewContent, type ViewQuery } from './view.ts'
import { moved, type ViewOrderStore } from './view-order-store.ts'
import { assertMayChange, assertMayRemove, assertMayShare } from './view-rights.ts'
import type { ViewStore } from './view-store.ts'

/** More views than these nobody finds their way in, and every one is in the answer of a list of views. */
const MAX_OWN = 100
const MAX_SHARED = 200

type ViewWrites = Pick<Views, 'create' | 'change' | 'duplicate' | 'remove'>

/** What people do with views, each in one transaction with its change row. */
export function createViewWrites(
  deps: ViewsDeps & {
    readonly store: ViewStore
    readonly orders: ViewOrderStore
    readonly reads: ViewReads
  },
): ViewWrites {
  const { tenantDb, schema, registry, store, orders, reads } = deps

  return { create, change, duplicate, remove }

  async function create(context: RequestContext, given: NewView): Promise<ShownView> {
    const { entity } = given
    assertEntity(context, entity)
    const { kind = 'list', query = {}, columns = [], options = {}, shared = false } = given
    await assertFits(context, entity, { query, columns })
    if (shared) assertMayShare(context)
    const content = { name: given.name.trim(), query, columns, options, shared }
    const view = await tenantDb.transaction(context.tenantId, async () => {
      const made = await add(context, { entity, kind }, content)
      await prefer(context, made, given)
      return made
    })
    return reads.shown(context, view)
  }

  async function change(
    context: RequestContext,
    id: string,
    { isDefault, afterId, beforeId, ...patch }: ViewPatch,
    { version }: WriteOptions = {},
  ): Promise<ShownView> {
    const found = await reads.find(context, id)
    const { query: members, columns } = patch
    const query = members && withoutNulls(members)
    await assertFits(context, found.entity, { query, columns })
    const view = await tenantDb.transaction(context.tenantId, async () => {
      const isContent = Object.keys(patch).length > 0
      const changed = isContent ? await rewrite(context, found, patch, version) : found
      await prefer(context, changed, { isDefault, afterId, beforeId })
      return changed
    })
    return reads.shown(context, view)
  }

  async function duplicate(
    context: RequestContext,
    id: string,
    copy: { name?: string | undefined } = {},
  ): Promise<ShownView> {
    const found = await reads.find(context, id)
    const { entity, kind, query, columns, options } = await reads.shown(context, found)
    const view = await tenantDb.transaction(context.tenantId, async () => {
      const key = { holder: holderOf(context), entity, kind }
      const all = await reads.ordered(
        context.tenantId,
        key,
        await orders.hold(context.tenantId, key),
      )
      const own = all.filter(({ holder }) => holder === key.holder).map((one) => nameKey(one.name))
      const name = copy.name?.trim() ?? copyName(found.name, new Set(own))
      const content = { name, query, columns, options, shared: false }
      const made = await add(context, { entity, kind }, content)
      await prefer(context, made, { afterId: id })
      return made
    })
    return reads.shown(context, view)
  }

  async function remove(
    context: RequestContext,
    id: string,
    { version }: WriteOptions = {},
  ): Promise<void> {
    const found = await reads.find(context, id)
    await tenantDb.transaction(context.tenantId, async () => {
      await orders.hold(context.tenantId, found)
      const view = await reads.find(context, id)
      assertMayRemove(context, view)
      assertVersion(view, version)
      await store.remove(context.tenantId, id)
      await emit(context, 'deleted', view)
    })
  }

  /** The transaction's part of making a view. */
  async function add(
    context: RequestContext,
    of: Pick<View, 'entity' | 'kind'>,
    content: ViewContent,
  ): Promise<View> {
    const { tenantId } = context
    const made = { ...of, ...content, id: uuidV7(), holder: holderOf(context) }
    const named = { ...made, nameKey: nameKey(made.name) }
    await orders.hold(tenantId, made)
    await assertRoom(context, made, { isNew: true, isNewlyShared: made.shared })
    await assertNameIsFree(tenantId, named)
    const view = await store.insert(tenantId, { ...named, stamp: writeStamp(context).json })
    await emit(context, 'created', view)
    return view
  }

  /** The transaction's part of changing what a view is. */
  async function rewrite(
    context: RequestContext,
    { id, holder, entity, kind }: View,
    patch: Omit<ViewPatch, keyof Preference>,
    version: number | undefined,
  ): Promise<View> {
    const { tenantId } = context
    await orders.hold(tenantId, { holder, entity, kind })
    const before = await reads.find(context, id)
    assertMayChange(context, before, patch)
    assertVersion(before, version)
    const after = patched(before, patch)
    const isNewlyShared = after.shared && !before.shared
    await assertRoom(context, before, { isNew: false, isNewlyShared })
    await assertNameIsFree(tenantId, { ...after, nameKey: nameKey(after.name) })
    const view = await store.update(tenantId, after, {
      nameKey: nameKey(after.name),
      stamp: writeStamp(context).json,
    })
    await emit(context, 'updated', view, before)
    return view
  }

  /** What the actor wants of the view for themselves: its place, and whether it opens first. */
  async function prefer(
    context: RequestContext,
    view: View,
    { isDefault, afterId, beforeId }: Preference,
  ): Promise<void> {
    const isMoved = afterId !== undefined || beforeId !== undefined
    if (!isMoved && isDefault === undefined) return
    const { tenantId } = context
    const key = { holder: holderOf(context), entity: view.entity, kind: view.kind }
    const order = await orders.hold(tenantId, key)
    const ids = (await reads.ordered(tenantId, key, order)).map(({ id }) => id)
    const moves = isMoved ? moved(ids, view.id, { afterId, beforeId }) : ids
    if (!moves) {
      throw errors.VIEW_PLACE_UNKNOWN({
        id: afterId ?? beforeId,
        kind: key.kind,
        entity: key.entity,
      })
    }
    const defaultId = isDefault ? view.id : order.defaultId
    const isUndone = isDefault === false && order.defaultId === view.id
    await orders.write(tenantId, key, { ids: moves, defaultId: isUndone ? null : defaultId })
  }

  function assertEntity(context: RequestContext, entity: string): void {
    const faults = entityFaults(context, registry, entity, '/entity')
    if (faults.length > 0) throw errors.VIEW_INVALID({ entity }, { faults })
  }

  async function assertFits(
    context: RequestContext,
    entity: string,
    content: { query?: ViewQuery | undefined; columns?: ViewContent['columns'] | undefined },
  ): Promise<void> {
    const faults = viewFaults(await vocabularyOf(context, deps), registry.get(entity), content)
    if (faults.length > 0) throw errors.VIEW_INVALID({ entity }, { faults })
  }

  /** Shared ones are counted without a lock over all holders: two people who share at once may pass the bound by one. */
  async function assertRoom(
    { tenantId }: RequestContext,
    { holder, entity }: Pick<View, 'holder' | 'entity'>,
    { isNew, isNewlyShared }: { isNew: boolean; isNewlyShared: boolean },
  ): Promise<void> {
    if (!isNew && !isNewlyShared) return
    const { own, shared } = await store.counts(tenantId, holder, entity)
    if (isNew && own >= MAX_OWN)
      throw errors.VIEW_LIMIT({ whose: 'You have', max: MAX_OWN, entity })
    if (isNewlyShared && shared >= MAX_SHARED) {
      throw errors.VIEW_LIMIT({ whose: 'All together share', max: MAX_SHARED, entity })
    }
  }

  async function assertNameIsFree(
    tenantId: string,
    view: Pick<View, 'id' | 'entity' | 'kind' | 'holder' | 'name'> & { nameKey: string },
  ): Promise<void> {
    if (!(await store.isNameTaken(tenantId, view))) return
    const { kind, entity, name } = view
    throw errors.VIEW_NAME_TAKEN({ kind, entity, name })
  }

  /** Without what the view asks for: a filter may hold an e-mail address, and what is in the log stays there. */
  async function emit(
    context: RequestContext,
    what: 'created' | 'updated' | 'deleted',
    view: View,
    before?: View,
  ): Promise<void> {
    const { id, entity, kind, name, shared } = view
    const after = {
      id,
      entity,
      kind,
      name,
      shared,
      ...(before && { changed: changedParts(before, view) }),
    }
    await appendChange({ tenantDb, schema, wake: deps.wake }, context, {
      action: 'event',
      name: `view.${what}`,
      after,
    })
  }
}

function assertVersion({ version: current }: View, yours: number | undefined): void {
  if (yours === undefined || yours === current) return
  throw entityErrors.VERSION_STALE({ entity: 'view', yours, current })
}

function patched(before: View, { query, ...parts }: Omit<ViewPatch, keyof Preference>): View {
  const name = (parts.name ?? before.name).trim()
  return { ...before, ...parts, name, query: withoutNulls({ ...before.query, ...query }) }
}

function withoutNulls(members: NonNullable<ViewPatch['query']>): ViewQuery {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
}

const PARTS = ['name', 'query', 'columns', 'options', 'shared'] as const

function changedParts(before: View, after: View): string[] {
  return PARTS.filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
}
