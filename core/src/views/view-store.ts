import { quoteIdentifier } from '../database/identifiers.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { View, ViewContent, ViewKind } from './view.ts'

/** The table of views. What changes it runs inside a transaction that holds the holder's order (view-order-store.ts). */
export interface ViewStore {
  /** Those of the holder and the shared ones, oldest first. */
  visible(tenantId: string, holder: string, of?: ViewsOf): Promise<readonly View[]>
  /** One of them. */
  find(tenantId: string, holder: string, id: string): Promise<View | undefined>
  counts(tenantId: string, holder: string, entity: string): Promise<ViewCounts>
  isNameTaken(tenantId: string, view: NamedView): Promise<boolean>
  insert(tenantId: string, view: NewView): Promise<View>
  /** Writes the content and counts the version up. */
  update(tenantId: string, view: View, change: { nameKey: string; stamp: string }): Promise<View>
  remove(tenantId: string, id: string): Promise<void>
}

export interface ViewsOf {
  readonly entity?: string | undefined
  readonly kind?: ViewKind | undefined
}

export interface ViewCounts {
  /** Of the holder. */
  readonly own: number
  /** Of all holders. */
  readonly shared: number
}

export type NamedView = Pick<View, 'id' | 'entity' | 'kind' | 'holder'> & {
  readonly nameKey: string
}

export type NewView = ViewContent &
  NamedView & {
    /** JSON text of who writes. */
    readonly stamp: string
  }

const COLUMNS =
  'v.id, v.entity, v.kind, v.holder, v.name, v.shared, v.query, v.columns, v.options, v.version, v.created_at, v.updated_at, v.created_by, v.updated_by'

export function createViewStore({
  schema,
  tenantDb,
}: {
  schema: string
  tenantDb: TenantDb
}): ViewStore {
  const views = `${quoteIdentifier(schema)}.views`

  return Object.freeze({ visible, find, counts, isNameTaken, insert, update, remove })

  async function visible(
    tenantId: string,
    holder: string,
    { entity, kind }: ViewsOf = {},
  ): Promise<readonly View[]> {
    const rows = await tenantDb.query(tenantId, {
      name: 'views_visible',
      text: `select ${COLUMNS} from ${views} v
        where v.tenant_id = $1::uuid and ($2::text is null or v.entity = $2) and ($3::text is null or v.kind = $3)
          and (v.holder = $4 or v.shared)
        order by v.id`,
      values: [tenantId, entity ?? null, kind ?? null, holder],
    })
    return rows.map(toView)
  }

  async function find(tenantId: string, holder: string, id: string): Promise<View | undefined> {
    const [row] = await tenantDb.query(tenantId, {
      text: `select ${COLUMNS} from ${views} v where v.tenant_id = $1::uuid and v.id = $2::uuid and (v.holder = $3 or v.shared)`,
      values: [tenantId, id, holder],
    })
    return row && toView(row)
  }

  async function counts(tenantId: string, holder: string, entity: string): Promise<ViewCounts> {
    const [row] = await tenantDb.query(tenantId, {
      text: `select count(*) filter (where v.holder = $3), count(*) filter (where v.shared) from ${views} v
        where v.tenant_id = $1::uuid and v.entity = $2 and (v.holder = $3 or v.shared)`,
      values: [tenantId, entity, holder],
    })
    return { own: row?.[0] as number, shared: row?.[1] as number }
  }

  async function isNameTaken(
    tenantId: string,
    { id, entity, kind, holder, nameKey }: NamedView,
  ): Promise<boolean> {
    const rows = await tenantDb.query(tenantId, {
      text: `select from ${views} v
        where v.tenant_id = $1::uuid and v.entity = $2 and v.kind = $3 and v.holder = $4 and v.name_key = $5 and v.id <> $6::uuid`,
      values: [tenantId, entity, kind, holder, nameKey, id],
    })
    return rows.length > 0
  }

  async function insert(tenantId: string, made: NewView): Promise<View> {
    const { id, entity, kind, holder, name, nameKey, shared, stamp } = made
    const [row] = await tenantDb.query(tenantId, {
      text: `insert into ${views} as v (tenant_id, id, entity, kind, holder, name, name_key, shared, query, columns, options, created_by, updated_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) returning ${COLUMNS}`,
      values: [
        ...[tenantId, id, entity, kind, holder, name, nameKey, shared],
        ...contentValues(made),
        stamp,
      ],
    })
    return toView(row ?? [])
  }

  async function update(
    tenantId: string,
    changed: View,
    { nameKey, stamp }: { nameKey: string; stamp: string },
  ): Promise<View> {
    const [row] = await tenantDb.query(tenantId, {
      text: `update ${views} v set name = $3, name_key = $4, shared = $5, query = $6, columns = $7, options = $8, updated_by = $9,
          version = version + 1, updated_at = now()
        where v.tenant_id = $1::uuid and v.id = $2::uuid returning ${COLUMNS}`,
      values: [
        ...[tenantId, changed.id, changed.name, nameKey, changed.shared],
        ...contentValues(changed),
        stamp,
      ],
    })
    return toView(row ?? [])
  }

  async function remove(tenantId: string, id: string): Promise<void> {
    await tenantDb.query(tenantId, {
      text: `delete from ${views} where tenant_id = $1::uuid and id = $2::uuid`,
      values: [tenantId, id],
    })
  }
}

function contentValues({ query, columns, options }: ViewContent): string[] {
  return [JSON.stringify(query), JSON.stringify(columns), JSON.stringify(options)]
}

function toView(row: readonly unknown[]): View {
  const [id, entity, kind, holder, name, shared, query, columns, options, ...stamps] = row
  const [version, createdAt, updatedAt, createdBy, updatedBy] = stamps
  return {
    ...{ id, entity, kind, holder, name, shared, query, columns, options },
    ...{ version, createdAt, updatedAt, createdBy, updatedBy },
  } as View
}
