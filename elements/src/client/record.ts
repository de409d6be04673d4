import type { Filter, Page } from '@crmkit/schemas/client'

/** A record as the API answers it; its fields are known at run time alone. */
export type Rec = Readonly<Record<string, unknown>> & { readonly id: string }

export type RecordPage = Page<Rec>

/** The filter document, for an entity whose fields are known at run time alone. */
export type FilterDocument = Filter<Record<string, unknown>>

/** What a list of any entity may ask. */
export interface ListQuery {
  readonly filter?: FilterDocument
  /** `-createdAt`: descending. */
  readonly sort?: string | readonly string[]
  /** Fragment of a name, e-mail, … */
  readonly q?: string
  /** `id` and `version` always come along. */
  readonly fields?: readonly string[]
  readonly include?: readonly string[]
  /** 1 to 200; default 25. */
  readonly limit?: number
  readonly cursor?: string
  /** Records passed over, from the beginning or from the cursor: a jump into the middle of a long list. */
  readonly skip?: number
  readonly count?: 'none' | 'estimate' | 'exact'
  readonly deleted?: 'living' | 'deleted' | 'all'
}

/** The value at `email`, `custom.region` or `ext.shop.plan`. */
export function valueAt(record: Rec | undefined, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (value, part) => (isObject(value) ? value[part] : undefined),
      record as Record<string, unknown> | undefined,
    )
}

/** The merge patch that sets one field: `{custom: {region: 'north'}}`. */
export function patchOf(key: string, value: unknown): Record<string, unknown> {
  const [first = '', ...rest] = key.split('.')
  return { [first]: rest.length === 0 ? value : patchOf(rest.join('.'), value) }
}

/** Lists and plain fields are replaced whole; `custom` and `ext` are merged, as the engine does (RFC 7396). */
export function applyPatch(record: Rec, patch: Readonly<Record<string, unknown>>): Rec {
  return { ...record, ...merged(record, patch, 0) }
}

/** `ext.<plugin>.<key>`: the deepest a patch reaches into a record. */
const DEEPEST = 2

function merged(
  target: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
  depth: number,
): Record<string, unknown> {
  const result = { ...target }
  for (const [key, value] of Object.entries(patch)) {
    const inner = target[key]
    const isMerged = depth < DEEPEST && isObject(value) && isObject(inner)
    result[key] = isMerged ? merged(inner, value, depth + 1) : value
  }
  return result
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Equal as JSON says it; the order of keys is the engine's and does not change. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}
