import { mergePatch } from '../../base/merge-patch.ts'
import type { Entity } from '../entity.ts'

export function isObjectPatch(entity: Entity, key: string, value: unknown): boolean {
  return key !== 'custom' && entity.properties.get(key)?.kind === 'json' && isObject(value)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Object values merge key by key, null removing one (RFC 7396); lists and plain values replace. */
export function mergeObjects(
  entity: Entity,
  values: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...values }
  for (const [key, value] of Object.entries(values)) {
    if (isObjectPatch(entity, key, value)) merged[key] = mergePatch(before[key], value)
  }
  return merged
}

export function changedKeys(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  return Object.keys(after).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
}
