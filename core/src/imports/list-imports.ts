import { isUuid } from '../base/uuid-v7.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { errors } from './errors.ts'
import { importResource } from './import-resource.ts'
import { IMPORT_COLUMNS, toImport } from './import-store.ts'

interface Page {
  readonly data: readonly Record<string, unknown>[]
  readonly page: { readonly limit: number; readonly next: string | null; readonly prev: null }
}

export interface ImportLists {
  /** Imports of entities the actor may import; only their own unless they may import for all. */
  imports(context: RequestContext, query: Readonly<Record<string, unknown>>): Promise<Page>
  /** Records an undo left alone. */
  kept(context: RequestContext, id: string, query: Readonly<Record<string, unknown>>): Promise<Page>
}

export function createImportLists(options: {
  schema: string
  tenantDb: TenantDb
  registry: EntityRegistry
}): ImportLists {
  const { tenantDb, registry } = options
  const prefix = quoteIdentifier(options.schema)
  return { imports, kept }

  async function imports(
    { tenantId, actor, rights }: RequestContext,
    query: Readonly<Record<string, unknown>>,
  ): Promise<Page> {
    const limit = query['limit'] as number
    const names = [...registry.entities.keys()]
    const whole = names.filter((name) => rights.scope(`${name}.import`) === 'all')
    const own = names.filter((name) => rights.scope(`${name}.import`) !== undefined)
    // Ids are UUIDs of version 7: their order is the order of their making.
    const rows = await tenantDb.query(tenantId, {
      text: `select ${IMPORT_COLUMNS} from ${prefix}.imports i
        where i.tenant_id = $1::uuid and i.state <> 'uploading' and ($2::uuid is null or i.id < $2)
          and (i.entity = any($3::text[]) or (i.entity = any($4::text[]) and i.actor ->> 'id' = $5 and i.actor ->> 'kind' = $6))
        order by i.id desc limit $7`,
      values: [tenantId, cursorOf(query), whole, own, actor.id, actor.kind, limit + 1],
    })
    const found = rows.map(toImport)
    return paged(
      found.map(importResource),
      found.map(({ id }) => id),
      limit,
    )
  }

  async function kept(
    { tenantId }: RequestContext,
    id: string,
    query: Readonly<Record<string, unknown>>,
  ): Promise<Page> {
    const limit = query['limit'] as number
    const rows = (await tenantDb.query(tenantId, {
      text: `select entity, record_id::text, reason from ${prefix}.import_kept
        where tenant_id = $1::uuid and import_id = $2 and ($3::uuid is null or record_id > $3) order by record_id limit $4`,
      values: [tenantId, id, cursorOf(query), limit + 1],
    })) as readonly (readonly [string, string, string])[]
    return paged(
      rows.map(([entity, recordId, reason]) => ({ entity, recordId, reason })),
      rows.map(([, recordId]) => recordId),
      limit,
    )
  }
}

/** One entry more than asked for was read, to know whether there is a next page. */
function paged(
  data: readonly Record<string, unknown>[],
  ids: readonly string[],
  limit: number,
): Page {
  const next = data.length > limit ? (ids[limit - 1] ?? null) : null
  return { data: data.slice(0, limit), page: { limit, next, prev: null } }
}

function cursorOf({ cursor }: Readonly<Record<string, unknown>>): string | null {
  if (cursor === undefined) return null
  if (!isUuid(cursor)) throw errors.IMPORT_CURSOR_INVALID()
  return cursor
}
