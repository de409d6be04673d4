import type { EntityInfo } from '../client/entity-schemas.ts'
import type { FieldInfo } from '../client/field-info.ts'

/** What is remembered of a column, in their order: in a saved view, in a host's state. */
export interface ColumnState {
  readonly key: string
  /** px */
  readonly width?: number
  readonly pinned?: 'start' | 'end'
  readonly hidden?: boolean
}

export interface Column {
  readonly key: string
  readonly field: FieldInfo
  /** px */
  readonly width: number
  readonly pinned: boolean
  readonly hidden: boolean
  /** Figures stand at the end of their column, so that they can be compared. */
  readonly alignEnd: boolean
}

export const MIN_WIDTH = 64
export const MAX_WIDTH = 800
/** Columns shown of an entity nobody has arranged yet. */
const FIRST_COLUMNS = 8

/** Every column of an entity in order, the pinned ones first: as remembered, else drawn from the schema. */
export function columnsOf(
  entity: EntityInfo,
  states: readonly ColumnState[] | undefined,
  only?: readonly string[],
): Column[] {
  const fields = entity.fields.filter((field) => isListed(field))
  const known = new Map(fields.map((field) => [field.key, field]))
  const wanted = only ?? defaultKeys(entity, fields)
  const first: readonly ColumnState[] =
    states ??
    wanted.map((key, index) =>
      index === 0 && key === entity.titleField ? { key, pinned: 'start' } : { key },
    )
  const named = new Set<string>()
  const columns = first.flatMap((state): Column[] => {
    const field = known.get(state.key)
    // A field that was removed, or whose reading was taken away, has no column any more.
    if (!field || named.has(state.key)) return []
    named.add(state.key)
    return [columnOf(field, entity, state)]
  })
  const others = fields
    .filter(({ key }) => !named.has(key))
    .map((field) => columnOf(field, entity, { key: field.key, hidden: true }))
  return pinnedFirst([...columns, ...others])
}

export function statesOf(columns: readonly Column[]): ColumnState[] {
  return columns
    .filter((column, index) => !column.hidden || isBeforeShown(columns, index))
    .map(({ key, width, pinned, hidden }) => ({
      key,
      width,
      ...(pinned ? { pinned: 'start' as const } : {}),
      ...(hidden ? { hidden } : {}),
    }))
}

export function shownColumns(columns: readonly Column[]): Column[] {
  return columns.filter(({ hidden }) => !hidden)
}

/** Sets what is given of one column; it keeps its place, except across the border of the pinned ones. */
export function withColumn(
  columns: readonly Column[],
  key: string,
  change: Partial<Pick<Column, 'width' | 'pinned' | 'hidden'>>,
): Column[] {
  const width = change.width === undefined ? {} : { width: clampWidth(change.width) }
  const changed = columns.map((column) =>
    column.key === key ? { ...column, ...change, ...width } : column,
  )
  return change.pinned === undefined ? changed : pinnedFirst(changed)
}

/** Puts a column before another, or last; it is pinned when it lands among the pinned ones. */
export function moveColumn(
  columns: readonly Column[],
  key: string,
  before: string | undefined,
): Column[] {
  const moved = columns.find((column) => column.key === key)
  if (!moved || key === before) return [...columns]
  const others = columns.filter((column) => column !== moved)
  const target = before === undefined ? -1 : others.findIndex((column) => column.key === before)
  const at = target === -1 ? others.length : target
  const after = others[at]
  const previous = others[at - 1]
  const pinned = after?.pinned === true || (moved.pinned && previous?.pinned === true)
  return pinnedFirst([...others.slice(0, at), { ...moved, pinned }, ...others.slice(at)])
}

/** One step among the shown columns. */
export function stepColumn(columns: readonly Column[], key: string, by: 1 | -1): Column[] {
  const shown = shownColumns(columns)
  const index = shown.findIndex((column) => column.key === key)
  const neighbour = shown[index + by]
  const moved = shown[index]
  if (!neighbour || !moved) return [...columns]
  // Over the border of the pinned ones: the step is to be pinned, or to be no more.
  if (neighbour.pinned !== moved.pinned)
    return withColumn(columns, key, { pinned: neighbour.pinned })
  return by === -1
    ? moveColumn(columns, key, neighbour.key)
    : moveColumn(columns, neighbour.key, key)
}

export function clampWidth(width: number): number {
  return Math.round(Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width)))
}

function pinnedFirst(columns: readonly Column[]): Column[] {
  return [...columns.filter(({ pinned }) => pinned), ...columns.filter(({ pinned }) => !pinned)]
}

function isBeforeShown(columns: readonly Column[], index: number): boolean {
  return columns.slice(index + 1).some(({ hidden }) => !hidden)
}

function columnOf(field: FieldInfo, entity: EntityInfo, state: ColumnState): Column {
  return Object.freeze({
    key: field.key,
    field,
    width: clampWidth(state.width ?? widthOf(field, entity)),
    pinned: state.pinned === 'start',
    hidden: state.hidden === true,
    alignEnd: NUMBERS.has(field.kind),
  })
}

const NUMBERS: ReadonlySet<string> = new Set(['number', 'integer', 'money', 'money-object'])

/** px, for the texts most records of a field hold. */
const WIDTHS: Readonly<Record<string, number>> = {
  text: 160,
  'long-text': 260,
  email: 230,
  phone: 150,
  url: 180,
  country: 110,
  currency: 96,
  date: 120,
  'date-time': 160,
  number: 110,
  integer: 110,
  money: 130,
  'money-object': 130,
  boolean: 96,
  select: 130,
  relation: 180,
  member: 160,
  address: 240,
  stamp: 150,
}

function widthOf(field: FieldInfo, { titleField }: EntityInfo): number {
  return field.key === titleField ? 240 : (WIDTHS[field.kind] ?? 180)
}

/** Ids and versions are for programs. */
function isListed({ key, hidden }: FieldInfo): boolean {
  return hidden !== true && key !== 'id' && key !== 'version' && key !== 'deletedAt'
}

/** What is told of a record at a glance: its title first, then what the schema names first. */
function defaultKeys({ titleField }: EntityInfo, fields: readonly FieldInfo[]): string[] {
  const plain = fields.filter((field) => field.key !== titleField && !isLate(field, titleField))
  const title = fields.filter(({ key }) => key === titleField)
  return [...title, ...plain].slice(0, FIRST_COLUMNS).map(({ key }) => key)
}

/** Kinds that say little in a cell, and the parts a name is made of. */
const LATE: ReadonlySet<string> = new Set([
  'long-text',
  'objects',
  'address',
  'json',
  'stamp',
  'texts',
])
const NAME_PARTS: ReadonlySet<string> = new Set(['firstName', 'lastName'])

function isLate({ kind, key, system }: FieldInfo, titleField: string): boolean {
  return LATE.has(kind) || system === true || (titleField === 'name' && NAME_PARTS.has(key))
}
