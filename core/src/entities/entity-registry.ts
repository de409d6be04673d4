import type { Entity } from './entity.ts'
import { errors } from './errors.ts'

/** Every entity of a kernel, by name and by plural; frozen at boot. */
export interface EntityRegistry {
  readonly entities: ReadonlyMap<string, Entity>
  /** Throws `UNKNOWN_ENTITY`. */
  get(name: string): Entity
  byPlural(plural: string): Entity | undefined
}

export function createEntityRegistry(entities: readonly Entity[]): EntityRegistry {
  const byName = new Map(entities.map((entity) => [entity.name, entity]))
  const byPlural = new Map(entities.map((entity) => [entity.plural, entity]))
  return Object.freeze({
    entities: byName,
    get(name: string) {
      const entity = byName.get(name)
      if (!entity) throw errors.UNKNOWN_ENTITY({ name, known: [...byName.keys()].join(', ') })
      return entity
    },
    byPlural: (plural: string) => byPlural.get(plural),
  })
}
