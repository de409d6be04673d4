import { isDeepStrictEqual } from 'node:util'

import type { Entity } from '../entity.ts'
import type { Property } from '../property.ts'
import type { CheckedInput } from './check-input.ts'
import { MASKED } from './logged-values.ts'

type Ext = NonNullable<CheckedInput['ext']>
type Values = Readonly<Record<string, unknown>>

/** What a write really changes of the fields plugins hang on a record, and how the change log tells it. */
export interface SidecarChanges {
  readonly ext: Ext
  /** `{ ext: { <plugin>: { <key>: value } } }`, personal data masked. */
  readonly before: Values
  readonly after: Values
}

/** Undefined when every given value is there already. `before` is the whole record; undefined on create. */
export function sidecarChanges(
  entity: Entity,
  given: CheckedInput['ext'],
  before: Values | undefined,
): SidecarChanges | undefined {
  const old = (before?.['ext'] ?? {}) as Readonly<Record<string, Values | null>>
  const ext: Record<string, Record<string, unknown>> = {}
  const logged = { before: {} as Record<string, Values>, after: {} as Record<string, Values> }
  for (const [plugin, values] of Object.entries(given ?? {})) {
    const properties = entity.extensions.get(plugin)?.properties ?? new Map<string, Property>()
    const had = old[plugin] ?? {}
    const changed = [...properties.values()].filter(
      (property) =>
        Object.hasOwn(values, property.key) &&
        !isSame(property, had[property.key] ?? null, values[property.key] ?? null),
    )
    if (changed.length === 0) continue
    ext[plugin] = Object.fromEntries(changed.map(({ key }) => [key, values[key]]))
    logged.before[plugin] = shown(changed, had)
    logged.after[plugin] = shown(changed, values)
  }
  if (Object.keys(ext).length === 0) return undefined
  return { ext, before: { ext: logged.before }, after: { ext: logged.after } }
}

/** One moment, or one id, may be spelled in several ways. */
function isSame({ kind }: Property, one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return isDeepStrictEqual(one, other)
  if (kind === 'date-time') return Date.parse(one) === Date.parse(other)
  return kind === 'uuid' ? one.toLowerCase() === other.toLowerCase() : one === other
}

function shown(properties: readonly Property[], values: Values): Values {
  return Object.fromEntries(
    properties.map(({ key, pii }) => {
      const value = values[key] ?? null
      return [key, pii && value !== null ? MASKED : value]
    }),
  )
}
