import type { Fault } from '../../base/crm-error.ts'
import type { Entity } from '../entity.ts'
import type { EntityRegistry } from '../entity-registry.ts'
import type { RecordLookup } from './record-lookup.ts'

interface Row {
  readonly id: string
  readonly values: Readonly<Record<string, unknown>>
}

/**
 * Ids in a list property are no foreign keys, so that each names a living record is checked here. Gives the faults by the id of the row.
 * A row may name those above it, which will be written with it.
 */
export async function danglingTargets(
  { lookup, registry }: { readonly lookup: RecordLookup; readonly registry: EntityRegistry },
  tenantId: string,
  entity: Entity,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, readonly Fault[]>> {
  const faults = new Map<string, Fault[]>()
  for (const { key, relation } of entity.properties.values()) {
    if (relation?.kind !== 'manyToMany') continue
    const named = rows.flatMap(({ id, values }) => {
      const ids = values[key]
      return Array.isArray(ids) && ids.length > 0 ? [{ id, ids: ids as string[] }] : []
    })
    if (named.length === 0) continue
    const missing = new Set(
      await lookup.missing(tenantId, registry.get(relation.entity), [
        ...new Set(named.flatMap(({ ids }) => ids)),
      ]),
    )
    if (missing.size === 0) continue
    const places = new Map(
      relation.entity === entity.name ? rows.map(({ id }, at) => [id, at]) : [],
    )
    for (const { id, ids } of named) {
      const own = places.get(id) ?? 0
      const gone = ids.filter((other) => missing.has(other) && !((places.get(other) ?? own) < own))
      const found = gone.map((other) => ({
        path: `/${key}/${ids.indexOf(other)}`,
        code: 'REFERENCE_NOT_FOUND',
        message: `names no ${relation.entity} of this tenant`,
      }))
      if (found.length > 0) faults.set(id, [...(faults.get(id) ?? []), ...found])
    }
  }
  return faults
}
