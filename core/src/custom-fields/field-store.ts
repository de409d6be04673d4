import { quoteIdentifier } from '../database/identifiers.ts'
import type { WriteStamp } from '../entities/writer/write-stamp.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { DEFINITION_COLUMNS, type FieldDefinition, toDefinition } from './field-definition.ts'

/** The tables of definitions. What changes them runs inside a transaction that has called `lock` first. */
export interface FieldStore {
  /** The number that changes with the fields, and the fields unless `known` is that number. Purged ones are left out. */
  read(
    tenantId: string,
    known?: number,
  ): Promise<{
    readonly stamp: number
    readonly definitions: readonly FieldDefinition[] | undefined
  }>
  /** Grows the number and holds it until the transaction ends: changes of one tenant's fields wait for each other. */
  lock(tenantId: string): Promise<void>
  /** Holds it without growing it. */
  hold(tenantId: string): Promise<void>
  /** All fields of an entity, purged ones too. */
  list(tenantId: string, entity: string): Promise<readonly FieldDefinition[]>
  insert(tenantId: string, definition: NewDefinition, stamp: WriteStamp): Promise<FieldDefinition>
  /** Writes all an admin decides, and what follows from it. */
  update(tenantId: string, definition: FieldDefinition, stamp: WriteStamp): Promise<FieldDefinition>
  /** What a job has done; not a new version of the definition. */
  note(
    tenantId: string,
    definition: Pick<
      FieldDefinition,
      'entity' | 'key' | 'status' | 'index' | 'claims' | 'progress' | 'failure'
    >,
  ): Promise<void>
}

export type NewDefinition = Pick<
  FieldDefinition,
  'id' | 'entity' | 'key' | 'schema' | 'required' | 'position' | 'status' | 'index' | 'claims'
>

export function createFieldStore({
  schema,
  tenantDb,
}: {
  schema: string
  tenantDb: TenantDb
}): FieldStore {
  const fields = `${quoteIdentifier(schema)}.custom_fields`
  const versions = `${quoteIdentifier(schema)}.custom_field_versions`

  return Object.freeze({ read, lock, hold, list, insert, update, note })

  async function read(
    tenantId: string,
    known = -1,
  ): Promise<{ stamp: number; definitions: readonly FieldDefinition[] | undefined }> {
    const [row] = await tenantDb.query(tenantId, {
      name: 'custom_fields_stamp',
      text: `select version from ${versions} where tenant_id = $1::uuid`,
      values: [tenantId],
    })
    const stamp = (row?.[0] as number | undefined) ?? 0
    if (stamp === known) return { stamp, definitions: undefined }
    // One statement for both: the number must not be newer than the fields it stands for.
    const rows = await tenantDb.query(tenantId, {
      name: 'custom_fields_read',
      text: `select v.version, ${prefixed('f')} from ${versions} v left join ${fields} f on f.tenant_id = v.tenant_id and f.status <> 'purged'
        where v.tenant_id = $1::uuid`,
      values: [tenantId],
    })
    const definitions = rows
      .filter(([, id]) => id !== null)
      .map(([, ...columns]) => toDefinition(columns))
    return { stamp: (rows[0]?.[0] as number | undefined) ?? 0, definitions }
  }

  async function lock(tenantId: string): Promise<void> {
    await tenantDb.query(tenantId, {
      text: `insert into ${versions} as v (tenant_id, version) values ($1, 1)
        on conflict (tenant_id) do update set version = v.version + 1`,
      values: [tenantId],
    })
  }

  async function hold(tenantId: string): Promise<void> {
    await tenantDb.query(tenantId, {
      text: `select from ${versions} where tenant_id = $1::uuid for no key update`,
      values: [tenantId],
    })
  }

  async function list(tenantId: string, entity: string): Promise<readonly FieldDefinition[]> {
    const rows = await tenantDb.query(tenantId, {
      text: `select ${DEFINITION_COLUMNS} from ${fields} where tenant_id = $1::uuid and entity = $2 order by position, key`,
      values: [tenantId, entity],
    })
    return rows.map(toDefinition)
  }

  async function insert(
    tenantId: string,
    made: NewDefinition,
    stamp: WriteStamp,
  ): Promise<FieldDefinition> {
    const { id, entity, key, required, position, status, index, claims } = made
    const [row] = await tenantDb.query(tenantId, {
      text: `insert into ${fields} (tenant_id, id, entity, key, schema, required, position, status, index_state, claims_state, created_by, updated_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) returning ${DEFINITION_COLUMNS}`,
      values: [
        tenantId,
        id,
        entity,
        key,
        JSON.stringify(made.schema),
        required,
        position,
        status,
        index,
        claims,
        stamp.json,
      ],
    })
    return toDefinition(row ?? [])
  }

  async function update(
    tenantId: string,
    changed: FieldDefinition,
    stamp: WriteStamp,
  ): Promise<FieldDefinition> {
    const { entity, key, required, position, status, index, claims, progress } = changed
    const [row] = await tenantDb.query(tenantId, {
      text: `update ${fields} set schema = $4, retired = $5, required = $6, position = $7, status = $8, index_state = $9, claims_state = $10,
          progress = $11, failure = null, version = version + 1, updated_at = now(), updated_by = $12
        where tenant_id = $1::uuid and entity = $2 and key = $3 returning ${DEFINITION_COLUMNS}`,
      values: [
        tenantId,
        entity,
        key,
        JSON.stringify(changed.schema),
        JSON.stringify(changed.retired),
        required,
        position,
        status,
        index,
        claims,
        progress,
        stamp.json,
      ],
    })
    return toDefinition(row ?? [])
  }

  async function note(
    tenantId: string,
    done: Pick<
      FieldDefinition,
      'entity' | 'key' | 'status' | 'index' | 'claims' | 'progress' | 'failure'
    >,
  ): Promise<void> {
    const { entity, key, status, index, claims, progress, failure } = done
    await tenantDb.query(tenantId, {
      text: `update ${fields} set status = $4, index_state = $5, claims_state = $6, progress = $7, failure = $8
        where tenant_id = $1::uuid and entity = $2 and key = $3`,
      values: [
        tenantId,
        entity,
        key,
        status,
        index,
        claims,
        progress,
        failure === null ? null : JSON.stringify(failure),
      ],
    })
  }
}

function prefixed(alias: string): string {
  return DEFINITION_COLUMNS.split(', ')
    .map((column) => `${alias}.${column}`)
    .join(', ')
}
