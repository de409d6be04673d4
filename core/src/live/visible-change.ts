import type { Change } from '../changes/change.ts'
import type { Entity } from '../entities/entity.ts'
import type { Property } from '../entities/property.ts'
import { isReadable, type ReadRights } from '../entities/reader/readable.ts'
import { hiddenCustomKeys } from '../entities/reader/record-json.ts'
import type { TenantFields } from '../entities/reader/tenant-fields.ts'
import { MASKED } from '../entities/writer/logged-values.ts'

type Values = Readonly<Record<string, unknown>>

/** What a reader with certain rights may know of a change. */
export interface VisibleChange {
  /** Paths of the fields that changed: `name`, `custom.region`, `ext.agency.motto`. */
  readonly changed: readonly string[]
  /** Their values in the shape of a record, and what the engine itself wrote beside them; without what the log masks. */
  readonly values: Values
  /** True when `values` tells less than `changed`. */
  readonly partial: boolean
  /** Undefined to whoever may not read who changed a record. */
  readonly actor: Change['actor'] | undefined
}

export interface Reading {
  readonly entity: Entity
  readonly rights: ReadRights
  readonly fields: TenantFields | undefined
}

/** Undefined for an update of which these rights show nothing: that it happened is part of what is hidden. */
export function visibleChange(change: Change, reading: Reading): VisibleChange | undefined {
  const { entity, rights } = reading
  const all = leavesOf(change.after ?? {}, entity)
  const isVisible = visibility(reading)
  const visible = all.filter(isVisible)
  if (change.action === 'updated' && all.length > 0 && visible.length === 0) return undefined
  const told = visible.filter(({ value, property }) => value === null || !isMasked(value, property))
  const values: Record<string, unknown> = {}
  for (const { at, value } of told) put(values, at, value)
  addStamps(values, change, visible, reading)
  return {
    changed: visible.map(({ path }) => path),
    values,
    // A record that comes back is told by nothing but its id.
    partial: told.length < visible.length || change.action === 'restored',
    actor: isReadable(rights, entity, 'updatedBy') ? change.actor : undefined,
  }
}

/** One changed field, wherever in the record it stands. */
interface Leaf {
  readonly path: string
  readonly at: readonly string[]
  readonly value: unknown
  readonly property: Property | undefined
}

function leavesOf(after: Values, entity: Entity): Leaf[] {
  return Object.entries(after).flatMap(([key, value]): Leaf[] => {
    if (key === 'custom') return children(['custom'], value, () => undefined)
    if (key !== 'ext') return [leaf([key], value, entity.properties.get(key))]
    return Object.entries((value ?? {}) as Values).flatMap(([plugin, own]) => {
      const properties = entity.extensions.get(plugin)?.properties
      return children(['ext', plugin], own, (name) => properties?.get(name))
    })
  })
}

function children(
  above: readonly string[],
  values: unknown,
  propertyOf: (key: string) => Property | undefined,
): Leaf[] {
  return Object.entries((values ?? {}) as Values).map(([key, value]) =>
    leaf([...above, key], value, propertyOf(key)),
  )
}

function leaf(at: readonly string[], value: unknown, property: Property | undefined): Leaf {
  return { path: at.join('.'), at, value, property }
}

/** As the reader decides it. A field the entity no longer has is nobody's to see. */
function visibility({ entity, rights, fields }: Reading): (leaf: Leaf) => boolean {
  const hiddenCustom = new Set(hiddenCustomKeys(rights, entity, fields))
  const readsCustom = isReadable(rights, entity, 'custom')
  return ({ path, at, property }) => {
    if (at[0] === 'custom')
      return readsCustom && !hiddenCustom.has(at[1] ?? '') && isReadable(rights, entity, path)
    return property !== undefined && isReadable(rights, entity, path, property)
  }
}

/** The log keeps no personal data; a field that has become personal since then is treated as if it always had been. */
function isMasked(value: unknown, property: Property | undefined): boolean {
  return value === MASKED || property?.pii === true
}

function put(values: Record<string, unknown>, at: readonly string[], value: unknown): void {
  const [key = '', ...below] = at
  if (below.length === 0) {
    values[key] = value
    return
  }
  const inner = (values[key] ??= {}) as Record<string, unknown>
  put(inner, below, value)
}

/** What every write writes too. With it a new record without personal data is complete, and no reader has to load it. */
function addStamps(
  values: Record<string, unknown>,
  { action, recordId, at, actor, version }: Change,
  visible: readonly Leaf[],
  { entity, rights }: Reading,
): void {
  if (action !== 'created' && action !== 'updated') return
  const stamps: Values = {
    ...(action === 'created' && { id: recordId, createdAt: at, createdBy: actor }),
    updatedAt: at,
    updatedBy: actor,
    version,
  }
  const given = new Set(visible.map(({ at: [key] }) => key))
  for (const property of entity.properties.values()) {
    const { key, nullable } = property
    if (given.has(key) || !isReadable(rights, entity, key, property)) continue
    if (key in stamps) values[key] = stamps[key]
    else if (action === 'created' && key === 'custom') values[key] = {}
    else if (action === 'created' && nullable) values[key] = null
  }
}
