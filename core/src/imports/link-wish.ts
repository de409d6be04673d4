import type { Fault } from '../base/crm-error.ts'
import { isCrmError } from '../base/crm-error.ts'
import type { Entity } from '../entities/entity.ts'
import type { HooksOf } from '../entities/entity-hooks.ts'
import { normalizeValue } from '../entities/normalize.ts'
import type { Property } from '../entities/property.ts'
import type { TenantFields } from '../entities/reader/tenant-fields.ts'
import type { InputChecker } from '../entities/writer/check-input.ts'
import type { RequestContext } from '../identity/request-context.ts'

/** A record a row points at by what it is called. The same words give the same object, whatever the row. */
export interface LinkWish {
  readonly entity: Entity
  /** What it is looked for by, in order: unique fields first. */
  readonly keys: readonly { readonly property: Property; readonly value: string }[]
  /** The record to make when there is none; undefined when it may not or cannot be made. */
  readonly values: Readonly<Record<string, unknown>> | undefined
  /** Why it cannot be made. */
  readonly reason: string | undefined
  /** What the other record shares with the row: the stage named is one of this pipeline. */
  readonly within: { readonly property: Property; readonly value: string } | undefined
  /** What is wrong with the words themselves. */
  readonly faults: readonly Fault[]
}

/** 20,000 different companies of a file are remembered (about 10 MB): each is checked and completed once. */
const REMEMBERED = 20_000

export function createLinkWishes(options: {
  readonly context: RequestContext
  readonly checker: InputChecker
  readonly hooksOf: HooksOf
  readonly fields: TenantFields
  readonly mayCreate: boolean
}): (
  entity: Entity,
  given: Readonly<Record<string, unknown>>,
  shared?: { readonly key: string; readonly value: unknown },
) => LinkWish {
  const { context, checker, hooksOf, fields, mayCreate } = options
  const known = new Map<string, LinkWish>()

  return (entity, given, shared) => {
    const words = `${entity.name} ${JSON.stringify([given, shared])}`
    let wish = known.get(words)
    if (!wish) {
      if (known.size >= REMEMBERED) known.clear()
      wish = make(entity, given, shared)
      known.set(words, wish)
    }
    return wish
  }

  function make(
    entity: Entity,
    given: Readonly<Record<string, unknown>>,
    shared: { readonly key: string; readonly value: unknown } | undefined,
  ): LinkWish {
    const property = entity.properties.get(shared?.key ?? '')
    const within =
      property && typeof shared?.value === 'string' ? { property, value: shared.value } : undefined
    const faults: Fault[] = []
    const normalized: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(given)) {
      const property = entity.properties.get(key)
      normalized[key] = property ? normalizeValue(property, value, {}, faults) : value
    }
    const { values, reason } = newRecord(
      entity,
      within ? { ...normalized, [within.property.key]: within.value } : normalized,
    )
    return {
      entity,
      keys: keysOf(entity, normalized, values),
      values: mayCreate ? values : undefined,
      reason,
      within,
      faults,
    }
  }

  /** A company known by its domain alone is called by it. */
  function newRecord(
    entity: Entity,
    given: Readonly<Record<string, unknown>>,
  ): Pick<LinkWish, 'values' | 'reason'> {
    const title = given[entity.titleField] ?? Object.values(given)[0]
    const isSettable = entity.properties.get(entity.titleField)?.readonly === false
    try {
      const input = { ...(isSettable ? { [entity.titleField]: title } : {}), ...given }
      const { values } = checker.check(context, entity, 'create', input, fields)
      for (const hook of hooksOf(entity.name).complete) hook.run(values, undefined)
      return { values, reason: undefined }
    } catch (error) {
      if (!isCrmError(error) || error.status >= 500) throw error
      const [first] = error.faults
      return {
        values: undefined,
        reason: first
          ? `${first.path.slice(1).replaceAll('/', '.')} ${first.message}`
          : error.message,
      }
    }
  }
}

/** Unique fields of the completed record (a tag's key in lower case), then the indexed ones that were given. */
function keysOf(
  entity: Entity,
  given: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>> | undefined,
): LinkWish['keys'] {
  const all = { ...values, ...given }
  const searchable = [...entity.properties.values()].filter(
    (property) =>
      property.key === 'id' ||
      property.unique ||
      (property.indexed && Object.hasOwn(given, property.key)),
  )
  return searchable
    .sort((one, other) => Number(other.unique) - Number(one.unique))
    .flatMap((property) => {
      const value = all[property.key]
      return typeof value === 'string' && value !== '' ? [{ property, value }] : []
    })
}
