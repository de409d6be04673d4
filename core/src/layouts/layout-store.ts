import { quoteIdentifier } from '../database/identifiers.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { LayoutInput, StoredLayout } from './layout.ts'

export interface LayoutStore {
  /** All of the tenant. */
  list(tenantId: string): Promise<readonly StoredLayout[]>
  /** Those of the entity for these roles. */
  ofRoles(
    tenantId: string,
    entity: string,
    roles: readonly string[],
  ): Promise<readonly StoredLayout[]>
  /** One of them, locked until the transaction ends. */
  hold(tenantId: string, of: LayoutKey): Promise<StoredLayout | undefined>
  save(tenantId: string, of: LayoutKey, layout: LayoutInput, stamp: string): Promise<StoredLayout>
  remove(tenantId: string, of: LayoutKey): Promise<void>
}

export type LayoutKey = Pick<StoredLayout, 'entity' | 'role'>

const COLUMNS = 'l.entity, l.role, l.layout, l.version, l.updated_at, l.updated_by'

export function createLayoutStore({
  schema,
  tenantDb,
}: {
  schema: string
  tenantDb: TenantDb
}): LayoutStore {
  const layouts = `${quoteIdentifier(schema)}.layouts`

  return Object.freeze({ list, ofRoles, hold, save, remove })

  async function list(tenantId: string): Promise<readonly StoredLayout[]> {
    const rows = await tenantDb.query(tenantId, {
      text: `select ${COLUMNS} from ${layouts} l where l.tenant_id = $1::uuid order by l.entity, l.role`,
      values: [tenantId],
    })
    return rows.map(toLayout)
  }

  async function ofRoles(
    tenantId: string,
    entity: string,
    roles: readonly string[],
  ): Promise<readonly StoredLayout[]> {
    const rows = await tenantDb.query(tenantId, {
      name: 'layouts_of_roles',
      text: `select ${COLUMNS} from ${layouts} l where l.tenant_id = $1::uuid and l.entity = $2 and l.role = any($3::text[])`,
      values: [tenantId, entity, roles],
    })
    return rows.map(toLayout)
  }

  async function hold(
    tenantId: string,
    { entity, role }: LayoutKey,
  ): Promise<StoredLayout | undefined> {
    const [row] = await tenantDb.query(tenantId, {
      text: `select ${COLUMNS} from ${layouts} l where l.tenant_id = $1::uuid and l.entity = $2 and l.role = $3 for update`,
      values: [tenantId, entity, role],
    })
    return row && toLayout(row)
  }

  async function save(
    tenantId: string,
    { entity, role }: LayoutKey,
    layout: LayoutInput,
    stamp: string,
  ): Promise<StoredLayout> {
    const [row] = await tenantDb.query(tenantId, {
      text: `insert into ${layouts} as l (tenant_id, entity, role, layout, updated_by) values ($1, $2, $3, $4, $5)
        on conflict (tenant_id, entity, role) do update
        set layout = excluded.layout, updated_by = excluded.updated_by, updated_at = now(), version = l.version + 1
        returning ${COLUMNS}`,
      values: [tenantId, entity, role, JSON.stringify(layout), stamp],
    })
    return toLayout(row ?? [])
  }

  async function remove(tenantId: string, { entity, role }: LayoutKey): Promise<void> {
    await tenantDb.query(tenantId, {
      text: `delete from ${layouts} where tenant_id = $1::uuid and entity = $2 and role = $3`,
      values: [tenantId, entity, role],
    })
  }
}

function toLayout([
  entity,
  role,
  layout,
  version,
  updatedAt,
  updatedBy,
]: readonly unknown[]): StoredLayout {
  return { entity, role, layout, version, updatedAt, updatedBy } as StoredLayout
}
