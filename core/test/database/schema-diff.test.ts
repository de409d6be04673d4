import { expect, test } from '@jest/globals'

import { createTableSql } from '../../src/database/ddl.ts'
import { diffSnapshots } from '../../src/database/schema-diff.ts'
import {
  type ColumnDef,
  EMPTY_SNAPSHOT,
  type TableDef,
} from '../../src/database/schema-snapshot.ts'

test('A column with its old id under a new name is renamed, and nothing is lost', () => {
  const diff = diffBetween(deals(), deals({ replace: { title: { name: 'headline' } } }))
  expect(diff).toMatchObject({
    class: 'additive',
    losses: [],
    statements: ['alter table :SCHEMA.deals rename column title to headline'],
    summary: ['rename column deals.title to headline'],
  })
})

test('A column that goes is a loss, named by table and column', () => {
  expect(diffBetween(deals(), deals({ without: 'title' }))).toMatchObject({
    class: 'destructive',
    losses: [{ table: 'deals', column: 'title' }],
    statements: ['alter table :SCHEMA.deals drop column title'],
  })
})

test('A table that goes is a loss', () => {
  expect(diffSnapshots({ tables: [deals()] }, EMPTY_SNAPSHOT)).toMatchObject({
    class: 'destructive',
    losses: [{ table: 'deals' }],
    statements: ['drop table :SCHEMA.deals'],
  })
})

test('A required column without a default is refused with the three steps, together with every other fault', () => {
  const after = deals({
    more: [{ id: 'stage', name: 'stage', type: 'text', nullable: false }],
    replace: { amount: { type: 'integer' } },
  })
  expect(() => diffBetween(deals(), after)).toThrow(
    expect.objectContaining({
      code: 'SCHEMA_DIFF_REFUSED',
      message: expect.stringMatching(
        /deals\.amount: bigint does not widen to integer\. 1\. .* 2\. .* 3\. [^]*deals\.stage: is required and has no default.* 1\. .* 2\. .* 3\. /,
      ),
    }),
  )
})

test('A required column with a default is added in place', () => {
  const after = deals({
    more: [{ id: 'stage', name: 'stage', type: 'text', nullable: false, default: `'new'` }],
  })
  expect(diffBetween(deals(), after)).toMatchObject({
    class: 'additive',
    statements: [`alter table :SCHEMA.deals add column stage text default 'new' not null`],
  })
})

test('A type is widened in place', () => {
  const before = deals({ replace: { amount: { type: 'integer' } } })
  expect(diffBetween(before, deals()).statements).toEqual([
    'alter table :SCHEMA.deals alter column amount type bigint using amount::bigint',
  ])
})

test('A new expression of a generated column is computed again and no loss', () => {
  const computed = (generated: string): ColumnDef => ({
    id: 'search',
    name: 'search_text',
    type: 'text',
    nullable: true,
    generated,
  })
  const diff = diffBetween(
    deals({ more: [computed('lower(title)')] }),
    deals({ more: [computed('upper(title)')] }),
  )
  expect(diff).toMatchObject({
    class: 'additive',
    losses: [],
    recomputes: [{ table: 'deals', column: 'search_text' }],
  })
})

test('A new index on a table that may be big is built while others write, and a new foreign key checked so', () => {
  const after = {
    ...deals(),
    indexes: [{ name: 'deals_title_idx', columns: ['tenant_id', 'title'], unique: false }],
    foreignKeys: [
      {
        name: 'deals_tenant_id_fkey',
        columns: ['tenant_id'],
        refTable: 'tenants',
        refColumns: ['id'],
        onDelete: 'cascade' as const,
      },
    ],
  }
  expect(diffBetween(deals(), after)).toMatchObject({
    statements: [
      'alter table :SCHEMA.deals add constraint deals_tenant_id_fkey foreign key (tenant_id) references :SCHEMA.tenants (id) on delete cascade not valid',
    ],
    afterwards: [
      'create index concurrently if not exists deals_title_idx on :SCHEMA.deals (tenant_id, title)',
      'alter table :SCHEMA.deals validate constraint deals_tenant_id_fkey',
    ],
  })
})

test('A foreign key gets an index of its own unless one begins with its columns', () => {
  const key = (name: string, column: string) => ({
    name,
    columns: ['tenant_id', column],
    refTable: 'companies',
    refColumns: ['tenant_id', 'id'],
    onDelete: 'set null' as const,
  })
  const table: TableDef = {
    ...deals({ more: [uuidColumn('company_id'), uuidColumn('owner_id')] }),
    indexes: [
      { name: 'deals_owner_id_idx', columns: ['tenant_id', 'owner_id', 'id'], unique: false },
    ],
    foreignKeys: [
      key('deals_company_id_fkey', 'company_id'),
      key('deals_owner_id_fkey', 'owner_id'),
    ],
  }
  const { statements } = diffSnapshots(EMPTY_SNAPSHOT, { tables: [table] })
  expect(statements.filter((statement) => statement.startsWith('create index'))).toEqual([
    'create index deals_owner_id_idx on :SCHEMA.deals (tenant_id, owner_id, id)',
    'create index deals_company_id_fkey_idx on :SCHEMA.deals (tenant_id, company_id)',
  ])
  expect(statements).toContainEqual(
    expect.stringContaining(
      'references :SCHEMA.companies (tenant_id, id) on delete set null (company_id)',
    ),
  )
})

test('Keys that do not begin with the tenant are refused, all at once', () => {
  const table: TableDef = {
    ...deals(),
    primaryKey: ['id'],
    indexes: [{ name: 'deals_title_key', columns: ['title'], unique: true }],
    foreignKeys: [
      {
        name: 'deals_id_fkey',
        columns: ['id'],
        refTable: 'leads',
        refColumns: ['id'],
        onDelete: 'restrict',
      },
    ],
  }
  expect(() => createTableSql(table)).toThrow(
    /the primary key must begin with tenant_id[^]*deals_title_key must begin with tenant_id[^]*deals_id_fkey must begin with tenant_id/,
  )
})

test('A name of more than 63 bytes keeps its beginning and a hash, and two things of one name are refused', () => {
  const long = `deals_${'very_'.repeat(12)}long_idx`
  const indexes = [{ name: long, columns: ['tenant_id', 'title'], unique: false }]
  const statement = createTableSql({ ...deals(), indexes }).find((sql) =>
    sql.startsWith('create index'),
  )
  expect(/^create index (\S+) /.exec(statement ?? '')?.[1]).toMatch(
    /^deals_very_[a-z_]{43}_[0-9a-f]{8}$/,
  )

  const same = [...indexes, { name: long, columns: ['tenant_id', 'amount'], unique: false }]
  expect(() => createTableSql({ ...deals(), indexes: same })).toThrow(
    /would be the name of two things: index .* and index /,
  )
})

test('A table cannot stop being tenant-scoped', () => {
  expect(() => diffBetween(deals(), { ...deals(), tenantScoped: false })).toThrow(
    /cannot become or stop being tenant-scoped/,
  )
})

function diffBetween(before: TableDef, after: TableDef) {
  return diffSnapshots({ tables: [before] }, { tables: [after] })
}

interface Change {
  readonly without?: string
  readonly more?: readonly ColumnDef[]
  readonly replace?: Readonly<Record<string, Partial<ColumnDef>>>
}

function deals({ without, more = [], replace = {} }: Change = {}): TableDef {
  const columns: ColumnDef[] = [
    { id: 'tenant', name: 'tenant_id', type: 'uuid', nullable: false },
    { id: 'id', name: 'id', type: 'uuid', nullable: false },
    { id: 'title', name: 'title', type: 'text', nullable: false },
    { id: 'amount', name: 'amount', type: 'bigint', nullable: true },
    ...more,
  ]
  return {
    id: 'deal',
    name: 'deals',
    columns: columns
      .filter(({ id }) => id !== without)
      .map((column) => ({ ...column, ...replace[column.id] })),
    primaryKey: ['tenant_id', 'id'],
    indexes: [],
    foreignKeys: [],
    tenantScoped: true,
  }
}

function uuidColumn(name: string): ColumnDef {
  return { id: name, name, type: 'uuid', nullable: true }
}
