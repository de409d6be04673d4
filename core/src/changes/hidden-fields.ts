import type { Rights } from '../identity/rights.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * The values without the fields the actor may not read. A tenant's fields are asked for as `custom.<key>`, those of an
 * extension as `ext.<plugin>.<key>`, as in a filter.
 */
export function withoutHidden(
  values: Values | null,
  entity: string,
  rights: Rights,
): Values | null {
  return values === null
    ? null
    : filtered(values, '', (path) => rights.field(entity, path) !== 'none')
}

/** Levels below a key that are fields of their own. */
const DEPTHS: Readonly<Record<string, number>> = { custom: 1, ext: 2 }

function filtered(
  values: Values,
  prefix: string,
  isReadable: (path: string) => boolean,
  depth = 0,
): Values {
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(values)) {
    const path = `${prefix}${key}`
    const below = prefix === '' ? (DEPTHS[key] ?? 0) : depth - 1
    if (below > 0 && isValues(value)) kept[key] = filtered(value, `${path}.`, isReadable, below)
    else if (isReadable(path)) kept[key] = value
  }
  return kept
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
