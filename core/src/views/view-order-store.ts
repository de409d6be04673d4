import { quoteIdentifier } from '../database/identifiers.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { View } from './view.ts'

/** In which order somebody has the views they see, and which opens first. */
export interface ViewOrder {
  /** Views not among them come behind, oldest first; ids without a view mean nothing. */
  readonly ids: readonly string[]
  readonly defaultId: string | null
}

/** Whose order it is, of which views. */
export type OrderKey = Pick<View, 'holder' | 'entity' | 'kind'>

export type ReadOrders = (of: Pick<View, 'entity' | 'kind'>) => ViewOrder

const NO_ORDER: ViewOrder = { ids: [], defaultId: null }

/** One row for each holder, entity and kind. */
export interface ViewOrderStore {
  /** All of the holder. */
  read(tenantId: string, holder: string): Promise<ReadOrders>
  /** Locks the row until the transaction ends: changes of one holder's views wait for each other. */
  hold(tenantId: string, key: OrderKey): Promise<ViewOrder>
  write(tenantId: string, key: OrderKey, order: ViewOrder): Promise<void>
}

export function createViewOrderStore({
  schema,
  tenantDb,
}: {
  schema: string
  tenantDb: TenantDb
}): ViewOrderStore {
  const orders = `${quoteIdentifier(schema)}.view_orders`

  return Object.freeze({ read, hold, write })

  async function read(tenantId: string, holder: string): Promise<ReadOrders> {
    const rows = await tenantDb.query(tenantId, {
      name: 'view_orders_read',
      text: `select entity, kind, ids, default_id from ${orders} where tenant_id = $1::uuid and holder = $2`,
      values: [tenantId, holder],
    })
    const known = new Map(
      rows.map(([entity, kind, ...order]) => [`${String(entity)} ${String(kind)}`, toOrder(order)]),
    )
    return ({ entity, kind }) => known.get(`${entity} ${kind}`) ?? NO_ORDER
  }

  async function hold(tenantId: string, { holder, entity, kind }: OrderKey): Promise<ViewOrder> {
    // The update changes nothing and locks the row, also one that another transaction has just made.
    const [row] = await tenantDb.query(tenantId, {
      text: `insert into ${orders} as o (tenant_id, holder, entity, kind) values ($1, $2, $3, $4)
        on conflict (tenant_id, holder, entity, kind) do update set ids = o.ids returning o.ids, o.default_id`,
      values: [tenantId, holder, entity, kind],
    })
    return toOrder(row ?? [])
  }

  async function write(
    tenantId: string,
    { holder, entity, kind }: OrderKey,
    { ids, defaultId }: ViewOrder,
  ): Promise<void> {
    await tenantDb.query(tenantId, {
      text: `update ${orders} set ids = $5::uuid[], default_id = $6::uuid
        where tenant_id = $1::uuid and holder = $2 and entity = $3 and kind = $4`,
      values: [tenantId, holder, entity, kind, ids, defaultId],
    })
  }
}

function toOrder([ids, defaultId]: readonly unknown[]): ViewOrder {
  return { ids: (ids ?? []) as string[], defaultId: (defaultId ?? null) as string | null }
}

/** The views in their order. */
export function inOrder<T extends Pick<View, 'id'>>(
  views: readonly T[],
  { ids }: ViewOrder,
): readonly T[] {
  const places = new Map(ids.map((id, index) => [id, index]))
  const place = ({ id }: T): number => places.get(id) ?? ids.length
  // Sorting is stable: what has no place keeps the order of its making.
  return [...views].sort((one, other) => place(one) - place(other))
}

/** The ids with one of them moved behind or before another; undefined when that one is not among them. */
export function moved(
  ids: readonly string[],
  id: string,
  { afterId, beforeId }: Place,
): readonly string[] | undefined {
  const others = ids.filter((other) => other !== id)
  const at = afterId != null ? others.indexOf(afterId) + 1 : placeBefore(others, beforeId)
  return (afterId != null && at === 0) || at < 0 ? undefined : others.toSpliced(at, 0, id)
}

/** Beside which other view one shall stand; null for afterId: the first, for beforeId: the last. */
export interface Place {
  readonly afterId?: string | null | undefined
  readonly beforeId?: string | null | undefined
}

function placeBefore(ids: readonly string[], beforeId: string | null | undefined): number {
  if (beforeId != null) return ids.indexOf(beforeId)
  return beforeId === null ? ids.length : 0
}
