import { isEqual, isObject, valueAt, type Values, withValue } from '../fields/field-path.ts'

/** What turns one value into the other (RFC 7396 §2); undefined when nothing does. */
export function mergePatch(before: unknown, after: unknown): unknown {
  if (isEqual(before ?? null, after ?? null)) return undefined
  // Lists are replaced whole; an object is patched only onto an object.
  if (!isObject(before) || !isObject(after)) return after ?? null
  const patch: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const change = mergePatch(before[key], after[key])
    if (change !== undefined) patch[key] = change
  }
  return patch
}

/** Keys of the fields whose value differs. */
export function changedKeys(base: Values, value: Values, keys: Iterable<string>): string[] {
  return [...keys].filter(
    (key) => !isEqual(valueAt(base, key) ?? null, valueAt(value, key) ?? null),
  )
}

/** The body of a `PATCH` that brings these fields from `base` to `value`. */
export function patchOf(base: Values, value: Values, keys: Iterable<string>): Values {
  let patch: Values = {}
  for (const key of keys) {
    const change = mergePatch(valueAt(base, key), valueAt(value, key))
    if (change !== undefined) patch = withValue(patch, key, change)
  }
  return patch
}

/** The body of a `POST`: what has a value. The server puts defaults in place of the rest. */
export function bodyOf(value: Values, keys: Iterable<string>): Values {
  let body: Values = {}
  for (const key of keys) {
    const one = valueAt(value, key)
    if (one !== undefined && one !== null) body = withValue(body, key, one)
  }
  return body
}
