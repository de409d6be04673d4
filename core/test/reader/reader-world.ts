import type pg from 'pg'

import type { JsonSchema } from '../../src/base/validator.ts'
import { createTableSql, foreignKeySql, tableSql } from '../../src/database/ddl.ts'
import { quoteIdentifier } from '../../src/database/identifiers.ts'
import { fillPlaceholders } from '../../src/database/migration-files.ts'
import { createMigrator } from '../../src/database/migrations.ts'
import { ensureAppRole } from '../../src/database/roles.ts'
import { compileEntities } from '../../src/entities/compile-entities.ts'
import type { Entity } from '../../src/entities/entity.ts'
import { createEntityRegistry } from '../../src/entities/entity-registry.ts'
import { createReader, type ReaderOptions } from '../../src/entities/reader/reader.ts'
import { extensionTableDef, tableDef } from '../../src/entities/table-def.ts'
import { indexedTexts, listIndexes } from '../../src/entities/writer/list-index.ts'
import { sqlType, storedValue } from '../../src/entities/writer/stored-value.ts'
import type { Actor } from '../../src/identity/actor.ts'
import type { RequestContext } from '../../src/identity/request-context.ts'
import type { FieldAccess, Scope } from '../../src/identity/rights.ts'
import member from '../../src/kernel/member.schema.json' with { type: 'json' }
import team from '../../src/kernel/team.schema.json' with { type: 'json' }
import type { Statement } from '../../src/tenancy/statement.ts'
import { createTenantDb } from '../../src/tenancy/tenant-db.ts'
import { createTestDatabase } from '../database/test-database.ts'
import { billing, company, contact, tag } from './world-schemas.ts'

/** A quoted schema name, so that an identifier that is not quoted shows. */
export const SCHEMA = 'crm'
export const ACME = '0190a000-0000-7000-8000-00000000000a'
export const OTHER = '0190a000-0000-7000-8000-00000000000b'
export const NOW = Date.parse('2026-11-20T10:00:00Z')

export type World = Awaited<ReturnType<typeof createWorld>>

/** Contacts, companies, tags and members of two tenants in a real database, read as the app role. */
export async function createWorld(options: Partial<ReaderOptions> = {}) {
  const database = await createTestDatabase()
  const pools = database.pools({ max: 6 })
  const owner = pools.owner
  await ensureAppRole(owner, { schema: SCHEMA, appRole: 'crm_app' })
  const migrations = new URL('../../migrations/', import.meta.url)
  await createMigrator({
    ownerPool: owner,
    schema: SCHEMA,
    appRole: 'crm_app',
    sources: [{ plugin: 'core', dir: migrations }],
  }).up()
  const entities = compileEntities(
    [
      ['contact', contact],
      ['company', company],
      ['tag', tag],
      ['member', member as JsonSchema],
      ['team', team as JsonSchema],
    ].map(([name, schema]) => ({
      plugin: 'test',
      name: name as string,
      schema: schema as JsonSchema,
    })),
    [{ plugin: 'billing', entity: 'contact', schema: billing }],
  )
  const registry = createEntityRegistry(entities)
  await createTables(owner, registry.get('contact'), registry.get('company'), registry.get('tag'))
  for (const id of [ACME, OTHER]) {
    await owner.query(`insert into ${SCHEMA}.tenants (id, key, name) values ($1, $2, $2)`, [
      id,
      `t${id.at(-1)}`,
    ])
  }

  const tenantDb = createTenantDb({ pool: pools.app, lanes: 2 })
  const statements: Statement[] = []
  const watched = Object.freeze({
    ...tenantDb,
    get inTransaction() {
      return tenantDb.inTransaction
    },
    query: (tenantId: string, statement: Statement) => {
      statements.push(statement)
      return tenantDb.query(tenantId, statement)
    },
  }) as typeof tenantDb
  const reader = createReader({
    schema: SCHEMA,
    tenantDb: watched,
    registry,
    clock: { now: () => NOW },
    ...options,
  })
  return {
    reader,
    registry,
    tenantDb,
    owner,
    contact: registry.get('contact'),
    company: registry.get('company'),
    tag: registry.get('tag'),
    /** What the reader has sent since the last call. */
    sent: () => statements.splice(0),
    insert: (tenantId: string, entity: Entity, records: readonly object[]) =>
      tenantDb.dedicated(tenantId, (client) => insertRecords(client, tenantId, entity, records)),
    async list(context: RequestContext, entity: Entity, query: object = {}) {
      return JSON.parse(await reader.list(context, entity, query)) as ListAnswer
    },
    async close() {
      await tenantDb.close()
      await database.drop()
    },
  }
}

export interface ListAnswer {
  readonly data: readonly Readonly<Record<string, any>>[] // eslint-disable-line @typescript-eslint/no-explicit-any -- records of any shape
  readonly page: {
    readonly limit: number
    readonly next: string | null
    readonly prev: string | null
    readonly total?: number
  }
}

/** A context with exactly these rights; `*` in `scopes` is every permission. */
export function contextOf(
  options: {
    tenantId?: string
    memberId?: string | null
    teamIds?: readonly string[]
    scopes?: Readonly<Record<string, Scope>>
    fields?: Readonly<Record<string, FieldAccess>>
  } = {},
): RequestContext {
  const {
    tenantId = ACME,
    memberId = null,
    teamIds = [],
    scopes = { '*': 'all' },
    fields = {},
  } = options
  const actor: Actor = { tenantId, id: 'u1', kind: 'user', roles: [], memberId, teamIds }
  return {
    tenantId,
    actor,
    through: 'http',
    requestId: 'test',
    rights: {
      key: JSON.stringify([scopes, fields]),
      scope: (permission) => scopes[permission] ?? scopes['*'],
      field: (entity, property) => fields[`${entity}.${property}`] ?? 'write',
    },
  }
}

async function createTables(owner: pg.Pool, ...entities: Entity[]): Promise<void> {
  const tableOf = (name: string): string =>
    ({ company: 'companies', member: 'members', team: 'teams' })[name] ?? `${name}s`
  const tables = entities.flatMap((entity) => [
    tableDef(entity, tableOf),
    ...[...entity.extensions.values()].map((extension) =>
      extensionTableDef(entity, extension, tableOf),
    ),
  ])
  const keys = tables.flatMap((table) =>
    table.foreignKeys.map((key) => `alter table ${tableSql(table.name)} add ${foreignKeySql(key)}`),
  )
  for (const sql of [...tables.flatMap(createTableSql), ...keys]) {
    await owner.query(fillPlaceholders(sql, { schema: SCHEMA, appRole: 'crm_app' }))
  }
}

/** Writes records as they are, with their rows in `value_index`, sidecars and external references. */
async function insertRecords(
  client: pg.ClientBase,
  tenantId: string,
  entity: Entity,
  records: readonly object[],
): Promise<void> {
  for (const record of records as readonly Record<string, unknown>[]) {
    const stamp = { kind: 'user', id: 'u1', through: 'http' }
    const all: Record<string, unknown> = { createdBy: stamp, updatedBy: stamp, ...record }
    const properties = [...entity.properties.values()].filter(({ key }) => all[key] !== undefined)
    const columns = ['tenant_id', ...properties.map(({ column }) => quoteIdentifier(column))]
    const places = [
      '$1',
      ...properties.map(
        (property, index) =>
          `$${index + 2}::${property.key === 'version' ? 'int' : sqlType(property)}`,
      ),
    ]
    const table = `${SCHEMA}.${quoteIdentifier(entity.table)}`
    await client.query(
      `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`,
      [tenantId, ...properties.map((property) => storedValue(property, all[property.key]))],
    )
    for (const index of listIndexes(entity)) {
      await client.query(
        `insert into ${SCHEMA}.value_index (tenant_id, entity, field, record_id, ord, v_text)
         select $1, $2, $3, $4, n - 1, text from unnest($5::text[]) with ordinality as e (text, n)`,
        [
          tenantId,
          entity.name,
          index.field,
          all['id'],
          indexedTexts(index, all[index.property.key]),
        ],
      )
    }
    for (const [plugin, values] of Object.entries(
      (all['ext'] ?? {}) as Record<string, Record<string, unknown>>,
    )) {
      const extension = entity.extensions.get(plugin)
      if (!extension) continue
      const own = [...extension.properties.values()]
      await client.query(
        `insert into ${SCHEMA}.${extension.table} (tenant_id, record_id, ${own.map(({ column }) => column).join(', ')})
         values ($1, $2, ${own.map((_, at) => `$${at + 3}`).join(', ')})`,
        [tenantId, all['id'], ...own.map(({ key }) => values[key] ?? null)],
      )
    }
    for (const ref of (all['externalRefs'] ?? []) as {
      system: string
      type: string
      id: string
    }[]) {
      await client.query(
        `insert into ${SCHEMA}.external_refs (tenant_id, entity, system, type, external_id, record_id) values ($1, $2, $3, $4, $5, $6)`,
        [tenantId, entity.name, ref.system, ref.type, ref.id, all['id']],
      )
    }
  }
}

/** `id(1)` … : ids in order. */
export function id(number: number, kind = 1): string {
  return `01900000-000${kind}-7000-8000-${number.toString(16).padStart(12, '0')}`
}
