import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { TenantFieldsSource } from '../entities/reader/tenant-fields.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { createViewReads } from './read-views.ts'
import type { ShownView } from './shown-view.ts'
import type { ViewContent, ViewKind, ViewQuery } from './view.ts'
import { createViewOrderStore, type Place } from './view-order-store.ts'
import { createViewStore, type ViewsOf } from './view-store.ts'
import { createViewWrites } from './write-views.ts'

export interface ViewsDeps {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly registry: EntityRegistry
  readonly tenantFields: TenantFieldsSource
  /** Told after every commit, so that the dispatcher need not wait for its next poll. */
  readonly wake?: (() => void) | undefined
}

export type NewView = {
  readonly entity: string
  /** Default `list`. */
  readonly kind?: ViewKind
  readonly name: string
} & Partial<Omit<ViewContent, 'name'>> &
  Preference

/** What is the caller's own about a view, whoever has made it. */
export type Preference = Place & { readonly isDefault?: boolean }

/** Parts that are given replace what was there; of the query its members do, and null takes one away. */
export type ViewPatch = Partial<Omit<ViewContent, 'query'>> & {
  readonly query?: { readonly [Member in keyof ViewQuery]: ViewQuery[Member] | null }
} & Preference

export interface WriteOptions {
  /** Refuses with 412 unless the view still has this version. */
  readonly version?: number | undefined
}

/** Saved views: everybody's own ones, and those people share. */
export interface Views {
  /** Those the actor sees, of one entity or of all, each kind in the actor's own order. */
  list(context: RequestContext, of?: ViewsOf): Promise<readonly ShownView[]>
  get(context: RequestContext, id: string): Promise<ShownView>
  create(context: RequestContext, view: NewView): Promise<ShownView>
  change(
    context: RequestContext,
    id: string,
    patch: ViewPatch,
    options?: WriteOptions,
  ): Promise<ShownView>
  /** A copy of what the actor sees of it, as a view of their own behind the original. */
  duplicate(
    context: RequestContext,
    id: string,
    copy?: { readonly name?: string | undefined },
  ): Promise<ShownView>
  remove(context: RequestContext, id: string, options?: WriteOptions): Promise<void>
}

export function createViews(deps: ViewsDeps): Views {
  const store = createViewStore(deps)
  const orders = createViewOrderStore(deps)
  const reads = createViewReads({ ...deps, store, orders })
  const { list, get } = reads
  return Object.freeze({ list, get, ...createViewWrites({ ...deps, store, orders, reads }) })
}
