// A field's key says where its value stands: `email`, `custom.region`, `ext.invoicing.vatId`.

export type Values = Readonly<Record<string, unknown>>

const NESTED = /^(custom|ext)\./

export function pathOf(key: string): readonly string[] {
  if (!NESTED.test(key)) return [key]
  const [first = '', ...rest] = key.split('.')
  // Keys of fields hold no dot, names of plugins may not either.
  return [first, ...rest]
}

/** JSON Pointer (RFC 6901) of a field's value in a record or a body. */
export function pointerOf(key: string): string {
  return pathOf(key)
    .map((part) => `/${part.replace(/~/g, '~0').replace(/\//g, '~1')}`)
    .join('')
}

/** The field a pointer leads to, and what remains below it: `/emails/1/value` → `emails`, `/1/value`. */
export function fieldAt(
  pointer: string,
  keys: Iterable<string>,
): { readonly key: string; readonly rest: string } | undefined {
  for (const key of keys) {
    const start = pointerOf(key)
    if (pointer === start) return { key, rest: '' }
    if (pointer.startsWith(`${start}/`)) return { key, rest: pointer.slice(start.length) }
  }
  return undefined
}

export function valueAt(record: Values | undefined, key: string): unknown {
  let value: unknown = record
  for (const part of pathOf(key)) {
    if (!isObject(value)) return undefined
    value = Object.hasOwn(value, part) ? value[part] : undefined
  }
  return value
}

/** The record with one value put in place; nothing is changed where it stands. */
export function withValue(record: Values, key: string, value: unknown): Values {
  return put(record, pathOf(key), value)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Equal as JSON: the order of an object's members says nothing, undefined is absent. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isEqual(item, other[index]))
  }
  if (!isObject(one) || !isObject(other)) return false
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every((key) => isEqual(one[key], other[key]))
}

function put(record: Values, [first = '', ...rest]: readonly string[], value: unknown): Values {
  if (rest.length === 0) return { ...record, [first]: value }
  const inner = record[first]
  return { ...record, [first]: put(isObject(inner) ? inner : {}, rest, value) }
}
