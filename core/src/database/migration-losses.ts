import type pg from 'pg'

import { quoteIdentifier } from './identifiers.ts'
import { splitStatements } from './split-statements.ts'

/** A table or column that an SQL text deletes; the names as written there. */
export interface Drop {
  readonly table: string
  readonly column?: string
}

/** A drop and what it deletes: rows of the table, or values of the column that are not null. */
export interface Loss extends Drop {
  readonly count: number
  /** False when the table was too busy to be counted and `count` is the planner's estimate of its rows. */
  readonly exact: boolean
}

/**
 * The drops in an SQL text: `drop table`, `truncate`, `alter table … drop column`. A line `-- recomputes: table.column`
 * says that a column is dropped only to be added again, as generated columns are: nothing is lost.
 */
export function findDrops(sql: string): Drop[] {
  const recomputed = new Set([...sql.matchAll(/^-- recomputes: (\S+)$/gm)].map(([, name]) => name))
  return splitStatements(sql)
    .flatMap((statement) => [...droppedTables(statement), ...droppedColumns(statement)])
    .filter(({ table, column }) => !recomputed.has(`${bareName(table)}.${column}`))
}

/** What the drops would delete now. What does not exist (yet) is left out. */
export async function countLosses(client: pg.ClientBase, drops: readonly Drop[]): Promise<Loss[]> {
  const losses: Loss[] = []
  for (const drop of drops) {
    const loss = await countLoss(client, drop)
    if (loss !== undefined) losses.push(loss)
  }
  return losses
}

export function describeDrop({ table, column }: Drop): string {
  return column === undefined ? `table ${table}` : `column ${table}.${column}`
}

export function describeLoss(loss: Loss): string {
  const count = loss.count.toLocaleString('en')
  const what = loss.column === undefined ? 'rows' : 'non-null values'
  return `drops ${describeDrop(loss)}, ${loss.exact ? '' : 'at most about '}${count} ${what}`
}

const NAME = String.raw`(?:"[^"]+"|[\w:]+)(?:\.(?:"[^"]+"|\w+))?`
const DROP_TABLE = new RegExp(
  String.raw`^(?:drop\s+table(?:\s+if\s+exists)?|truncate(?:\s+table)?)\s+(${NAME}(?:\s*,\s*${NAME})*)`,
  'i',
)
const ALTER_TABLE = new RegExp(
  String.raw`^alter\s+table(?:\s+if\s+exists)?(?:\s+only)?\s+(${NAME})\s+([\s\S]*)$`,
  'i',
)
// `alter column x drop not null`, `drop constraint y` delete no values.
const DROP_COLUMN =
  /\bdrop\s+(?!constraint\b|not\s+null\b|default\b|expression\b|identity\b)(?:column\s+)?(?:if\s+exists\s+)?("[^"]+"|\w+)/gi

function droppedTables(statement: string): Drop[] {
  const list = DROP_TABLE.exec(statement)?.[1]
  return list === undefined ? [] : list.split(',').map((table) => ({ table: table.trim() }))
}

function droppedColumns(statement: string): Drop[] {
  const [, table, actions] = ALTER_TABLE.exec(statement) ?? []
  if (table === undefined || actions === undefined) return []
  return [...actions.matchAll(DROP_COLUMN)].map(([, column = '']) => ({
    table,
    column: column.replaceAll('"', ''),
  }))
}

/** Without schema and quotes. */
function bareName(table: string): string {
  return table.replaceAll('"', '').replace(/^.*\./, '')
}

async function countLoss(client: pg.ClientBase, drop: Drop): Promise<Loss | undefined> {
  const { rows } = await client.query<Found>(FIND, [drop.table, drop.column ?? null])
  const found = rows[0]
  if (found === undefined) return undefined
  const count = await countRows(client, drop, found)
  return count === undefined
    ? { ...drop, count: Math.max(0, found.estimate), exact: false }
    : { ...drop, count, exact: true }
}

interface Found {
  readonly table_name: string
  readonly hidden: boolean
  readonly estimate: number
}

// Hidden: row-level security is forced on the owner and no policy gives the rows back to him.
const FIND = `
  select c.oid::regclass::text as table_name, c.reltuples::float8 as estimate,
    row_security_active(c.oid) and not exists (
      select from pg_policy p join pg_roles r on r.oid = any (p.polroles)
      where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('*', 'r') and r.rolname = current_user) as hidden
  from pg_class c
  where c.oid = to_regclass($1)
    and ($2::text is null
      or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = $2 and not a.attisdropped))`

/** Where the owner would count zero rows, the force is lifted inside a transaction that is undone. */
async function countRows(
  client: pg.ClientBase,
  { column }: Drop,
  { table_name: table, hidden }: Found,
): Promise<number | undefined> {
  await client.query('begin')
  try {
    if (hidden) {
      await client.query(`set local lock_timeout = '500ms'`)
      await client.query(`alter table ${table} no force row level security`)
    }
    const counted = column === undefined ? '*' : quoteIdentifier(column)
    const { rows } = await client.query<{ count: number }>(
      `select count(${counted})::float8 as count from ${table}`,
    )
    return rows[0]?.count
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') return undefined
    throw error
  } finally {
    await client.query('rollback')
  }
}
