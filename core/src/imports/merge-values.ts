import { mergePatch } from '../base/merge-patch.ts'
import type { Entity } from '../entities/entity.ts'
import type { Property } from '../entities/property.ts'
import { sameValue } from '../entities/writer/differing.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * The fields of a patch that would change the record, with their new values. Lists grow by the entries that are not in them yet (or are
 * replaced, when asked), objects are merged member by member, all else is set. A row that says what the record says changes nothing.
 */
export function mergeChanges(
  entity: Entity,
  before: Values,
  patch: Values,
  lists: 'add' | 'replace',
): Record<string, unknown> {
  const changes: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(patch)) {
    const property = entity.properties.get(key)
    if (!property || value === undefined) continue
    const merged = mergeValue(property, before[key], value, lists)
    if (!sameValue(property, before[key], merged)) changes[key] = merged
  }
  return changes
}

function mergeValue(
  property: Property,
  before: unknown,
  value: unknown,
  lists: 'add' | 'replace',
): unknown {
  if (Array.isArray(value)) {
    if (lists === 'replace' || !Array.isArray(before)) return value
    return property.kind === 'json'
      ? addEntries(before as Values[], value as Values[])
      : [...new Set([...(before as unknown[]), ...(value as unknown[])])]
  }
  // Of the tenant's own fields null means gone; a new record has none of them.
  if (property.system && property.key === 'custom') return mergePatch(before ?? {}, value)
  return isObject(value) && isObject(before) ? { ...before, ...value } : value
}

/** An entry is known by its value; one without, such as an address, by its type, and then takes the new parts over. */
function addEntries(before: readonly Values[], given: readonly Values[]): Values[] {
  const result = [...before]
  for (const entry of given) {
    const value = entry['value'] ?? entry['url']
    if (value !== undefined) {
      if (!result.some((one) => (one['value'] ?? one['url']) === value)) result.push(entry)
      continue
    }
    const at = result.findIndex((one) => one['type'] === entry['type'])
    if (at === -1) result.push(entry)
    else result[at] = { ...result[at], ...entry }
  }
  return result
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
