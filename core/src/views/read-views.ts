import { entityFaults, isReadableEntity } from '../entities/readable-entity.ts'
import { vocabularyOf } from '../entities/reader/vocabulary.ts'
import { errors as httpErrors } from '../http/errors.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { Views, ViewsDeps } from './create-views.ts'
import { errors } from './errors.ts'
import { type ShownView, shownView } from './shown-view.ts'
import { holderOf, type View } from './view.ts'
import { inOrder, type ViewOrder, type ViewOrderStore } from './view-order-store.ts'
import type { ViewsOf, ViewStore } from './view-store.ts'

export interface ViewReads extends Pick<Views, 'list' | 'get'> {
  /** As it is stored; throws `VIEW_NOT_FOUND` also for a view of somebody else, and for one of an entity the actor may not read. */
  find(context: RequestContext, id: string): Promise<View>
  /** The views of one order as the holder has them. */
  ordered(
    tenantId: string,
    of: Pick<View, 'holder' | 'entity' | 'kind'>,
    order: ViewOrder,
  ): Promise<readonly View[]>
  /** As the actor is answered. */
  shown(context: RequestContext, view: View): Promise<ShownView>
}

export function createViewReads(
  deps: ViewsDeps & { readonly store: ViewStore; readonly orders: ViewOrderStore },
): ViewReads {
  const { registry, store, orders } = deps

  return { list, get, find, ordered, shown }

  async function list(context: RequestContext, of: ViewsOf = {}): Promise<readonly ShownView[]> {
    if (of.entity !== undefined) assertEntity(context, of.entity)
    const { tenantId } = context
    const holder = holderOf(context)
    const [views, orderOf, vocabulary] = await Promise.all([
      store.visible(tenantId, holder, of),
      orders.read(tenantId, holder),
      vocabularyOf(context, deps),
    ])
    const readable = views.filter(({ entity }) => isReadableEntity(context, registry, entity))
    const groups = Map.groupBy(readable, ({ entity, kind }) => `${entity} ${kind}`)
    return [...groups.values()].flatMap((group) => {
      const order = orderOf(group[0] as View)
      return inOrder(group, order).map((view) =>
        shownView(vocabulary, registry.get(view.entity), context, view, order.defaultId),
      )
    })
  }

  function assertEntity(context: RequestContext, name: string): void {
    const faults = entityFaults(context, registry, name, 'entity')
    if (faults.length > 0) throw httpErrors.INVALID_PARAMETER({}, { faults })
  }

  async function get(context: RequestContext, id: string): Promise<ShownView> {
    return shown(context, await find(context, id))
  }

  async function find(context: RequestContext, id: string): Promise<View> {
    const view = await store.find(context.tenantId, holderOf(context), id)
    if (!view || !isReadableEntity(context, registry, view.entity)) {
      throw errors.VIEW_NOT_FOUND({ id })
    }
    return view
  }

  async function ordered(
    tenantId: string,
    { holder, entity, kind }: Pick<View, 'holder' | 'entity' | 'kind'>,
    order: ViewOrder,
  ): Promise<readonly View[]> {
    return inOrder(await store.visible(tenantId, holder, { entity, kind }), order)
  }

  async function shown(context: RequestContext, view: View): Promise<ShownView> {
    const [orderOf, vocabulary] = await Promise.all([
      orders.read(context.tenantId, holderOf(context)),
      vocabularyOf(context, deps),
    ])
    const { defaultId } = orderOf(view)
    return shownView(vocabulary, registry.get(view.entity), context, view, defaultId)
  }
}
