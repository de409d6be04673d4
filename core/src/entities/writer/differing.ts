import type { Entity } from '../entity.ts'
import type { Property } from '../property.ts'
import { isObject } from './merge-objects.ts'

type Values = Readonly<Record<string, unknown>>

/** Those of the values that are not the record's already. */
export function differing(entity: Entity, before: Values, values: Values): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => {
      const property = entity.properties.get(key)
      return property !== undefined && !sameValue(property, before[key], value)
    }),
  )
}

/** Equal as the database keeps it: the order of members, a missing one, the zone of a time and how an id is spelled do not matter. */
export function sameValue(property: Property, one: unknown, other: unknown): boolean {
  if (property.kind === 'date-time' && typeof one === 'string' && typeof other === 'string')
    return sameTime(one, other)
  if (property.kind === 'uuid' && typeof one === 'string' && typeof other === 'string')
    return one.toLowerCase() === other.toLowerCase()
  return sameJson(one ?? null, other ?? null)
}

/** `Date` keeps milliseconds, PostgreSQL microseconds: what is behind the third decimal is compared as text. */
function sameTime(one: string, other: string): boolean {
  const fine = (text: string): string => (/\.\d{3}(\d+)/.exec(text)?.[1] ?? '').replace(/0+$/, '')
  return Date.parse(one) === Date.parse(other) && fine(one) === fine(other)
}

function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameJson(item, other[index]))
  }
  if (!isObject(one) || !isObject(other)) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]))
  )
}
