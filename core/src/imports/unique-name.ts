import type { Entity } from '../entities/entity.ts'
import type { Property } from '../entities/property.ts'
import type { ExternalRef } from '../entities/writer/check-input.ts'
import { asText } from './match-key.ts'

/** A value, or several together, that only one living record may have. */
export interface UniqueName {
  readonly name: string
  readonly fields: readonly string[]
  readonly properties: readonly Property[]
  readonly value: string
  readonly values: readonly unknown[]
}

/** What a record with these values would be the only one to have; `rest` completes combinations of several fields. */
export function uniqueNames(
  entity: Entity,
  values: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>>,
  refs: readonly ExternalRef[],
): UniqueName[] {
  const sets = uniqueSets(entity).filter((set) => set.some(({ key }) => Object.hasOwn(values, key)))
  const names = sets.flatMap((properties) => {
    const all = properties.map(({ key }) => values[key] ?? rest[key])
    if (all.some((value) => value === null || value === undefined)) return []
    const fields = properties.map(({ key }) => key)
    return [
      {
        name: `${fields.join('+')} ${JSON.stringify(all)}`,
        fields,
        properties,
        value: all.map(asText).join(', '),
        values: all,
      },
    ]
  })
  return [
    ...names,
    ...refs.map((ref) => ({
      name: refName(ref),
      fields: [],
      properties: [],
      value: ref.id,
      values: [],
    })),
  ]
}

const sets = new WeakMap<Entity, readonly (readonly Property[])[]>()

function uniqueSets(entity: Entity): readonly (readonly Property[])[] {
  let known = sets.get(entity)
  if (!known) {
    const single = [...entity.properties.values()]
      .filter((property) => property.unique)
      .map((property) => [property])
    const several = entity.uniqueTogether.map((keys) =>
      keys.flatMap((key) => entity.properties.get(key) ?? []),
    )
    sets.set(entity, (known = [...single, ...several]))
  }
  return known
}

export function refName({ system, type, id }: ExternalRef): string {
  return `${system}:${type}:${id}`
}
