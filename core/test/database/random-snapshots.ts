import fc from 'fast-check'

import type {
  ColumnDef,
  ForeignKeyDef,
  IndexDef,
  Snapshot,
  TableDef,
} from '../../src/database/schema-snapshot.ts'

/**
 * Two snapshots of the same small world. Ids and names come from one short list each, so that tables and columns are
 * renamed, swapped, dropped and made under each other's names all the time.
 */
export function snapshotPairs(): fc.Arbitrary<[Snapshot, Snapshot]> {
  return fc
    .tuple(snapshots(), snapshots())
    .map(([before, after]) => [before, makeReachable(before, after)])
}

const TABLE_NAMES = ['deals', 'order', 'companies', 'notes']
const COLUMN_NAMES = ['title', 'user', 'amount', 'due', 'note', 'stage']
/** Of a column's kind of value; a column keeps its kind for life, as only widening is possible. */
const TYPES = ['text', 'integer', 'uuid', 'timestamptz', 'jsonb'] as const

function snapshots(): fc.Arbitrary<Snapshot> {
  return fc
    .tuple(distinct(['t1', 't2', 't3'], 0, 3), distinct(TABLE_NAMES, 3, 3))
    .chain(([ids, names]) =>
      fc
        .tuple(...ids.map((id, position) => tables(id, names[position] ?? id)))
        .map((made) => ({ tables: made })),
    )
    .chain((snapshot) =>
      fc
        .array(links(snapshot.tables.length), { maxLength: 2 })
        .map((wanted) => addLinks(snapshot, wanted)),
    )
}

function tables(id: string, name: string): fc.Arbitrary<TableDef> {
  return fc
    .tuple(distinct(['c0', 'c1', 'c2', 'c3'], 0, 4), distinct(COLUMN_NAMES, 4, 4))
    .chain(([ids, names]) =>
      fc.record({
        columns: fc.tuple(
          ...ids.map((columnId, position) => columns(columnId, names[position] ?? columnId)),
        ),
        indexed: fc.subarray([0, 1, 2, 3]),
        uniqueOf: fc.option(fc.nat(3)),
        computed: fc.option(fc.constantFrom('c0', 'c1', 'c2', 'c3')),
        prefix: fc.constantFrom('', 'by_'),
      }),
    )
    .map(({ columns: made, indexed, uniqueOf, computed, prefix }) => {
      const all = [...made, ...computedColumn(made, computed)]
      const sortable = made.filter(({ type }) => type !== 'jsonb')
      const indexes: IndexDef[] = sortable.flatMap((column, position): IndexDef[] => [
        ...(indexed.includes(position)
          ? [
              {
                name: `${name}_${prefix}${column.name}_idx`,
                columns: ['tenant_id', column.name, 'id'],
                unique: false,
              },
            ]
          : []),
        ...(uniqueOf === position
          ? [
              {
                name: `${name}_${column.name}_key`,
                columns: ['tenant_id', column.name],
                unique: true,
                where: `${quoted(column.name)} is not null`,
              },
            ]
          : []),
      ])
      return {
        id,
        name,
        columns: [
          { id: 'tenant', name: 'tenant_id', type: 'uuid', nullable: false },
          { id: 'id', name: 'id', type: 'uuid', nullable: false, default: 'gen_random_uuid()' },
          ...all,
        ],
        primaryKey: ['tenant_id', 'id'],
        indexes,
        foreignKeys: [],
        tenantScoped: true,
      }
    })
}

function columns(id: string, name: string): fc.Arbitrary<ColumnDef> {
  const type = TYPES[Number(id.slice(1)) % TYPES.length] ?? 'text'
  return fc
    .record({ nullable: fc.boolean(), choice: fc.nat(2), wide: fc.boolean() })
    .map(({ nullable, choice, wide }) => ({
      id,
      name,
      type: type === 'integer' && wide ? 'bigint' : type,
      nullable,
      ...SPECIALS[type]?.(quoted(name))[choice],
    }))
}

/** None, one and another check or default; a required column always has a default, so that it can be added. */
const SPECIALS: Record<string, (name: string) => Partial<ColumnDef>[]> = {
  text: (name) => [
    { default: `'none'`, check: `length(${name}) <= 40` },
    { default: `'title'` },
    { default: `''`, check: `${name} <> 'user'` },
  ],
  integer: (name) => [
    { default: '0' },
    { default: '1', check: `${name} >= 0` },
    { default: '0', check: `${name} < 9` },
  ],
  uuid: () => [
    { default: 'gen_random_uuid()' },
    { default: 'gen_random_uuid()' },
    { default: 'gen_random_uuid()' },
  ],
  timestamptz: () => [{ default: 'now()' }, { default: 'now()' }, { default: 'clock_timestamp()' }],
  jsonb: () => [{ default: `'{}'` }, { default: `'[]'` }, { default: `'{}'` }],
}

function computedColumn(made: readonly ColumnDef[], id: string | null): ColumnDef[] {
  const source = made.find(
    (column) => column.id === id && ['text', 'integer', 'bigint'].includes(column.type),
  )
  if (source === undefined) return []
  const name = quoted(source.name)
  const generated = source.type === 'text' ? `lower(${name})` : `${name} * 2`
  return [{ id: 'computed', name: 'computed', type: source.type, nullable: true, generated }]
}

interface Link {
  readonly from: number
  readonly to: number
  readonly onDelete: ForeignKeyDef['onDelete']
}

function links(tableCount: number): fc.Arbitrary<Link> {
  return fc.record({
    from: fc.nat(Math.max(0, tableCount - 1)),
    to: fc.nat(Math.max(0, tableCount - 1)),
    onDelete: fc.constantFrom('restrict' as const, 'cascade' as const, 'set null' as const),
  })
}

/** The column c2 is a uuid and may point at another table, or at its own. */
function addLinks(snapshot: Snapshot, wanted: readonly Link[]): Snapshot {
  return {
    tables: snapshot.tables.map((table, position) => {
      const link = wanted.find(({ from }) => from === position)
      const target = snapshot.tables[link?.to ?? -1]
      const column = table.columns.find(({ id }) => id === 'c2')
      if (link === undefined || target === undefined || column === undefined) return table
      const key: ForeignKeyDef = {
        name: `${table.name}_${column.name}_fkey`,
        columns: ['tenant_id', column.name],
        refTable: target.name,
        refColumns: ['tenant_id', 'id'],
        onDelete: link.onDelete,
      }
      return { ...table, foreignKeys: [key] }
    }),
  }
}

/** A type narrows back only through a new column: give the later snapshot the wider of the two. */
function makeReachable(before: Snapshot, after: Snapshot): Snapshot {
  const wide = new Set(
    before.tables.flatMap((table) =>
      table.columns.filter(({ type }) => type === 'bigint').map(({ id }) => `${table.id}.${id}`),
    ),
  )
  return {
    tables: after.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) =>
        column.type === 'integer' && wide.has(`${table.id}.${column.id}`)
          ? { ...column, type: 'bigint' }
          : column,
      ),
    })),
  }
}

function distinct(values: readonly string[], min: number, max: number): fc.Arbitrary<string[]> {
  return fc
    .tuple(fc.shuffledSubarray([...values], { minLength: min, maxLength: max }))
    .map(([chosen]) => chosen)
}

function quoted(name: string): string {
  return name === 'user' || name === 'order' ? `"${name}"` : name
}
