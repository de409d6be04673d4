import type { Knex } from 'knex'
import { Model, type RelationMappings } from 'objection'

import type { Entity } from './entity.ts'
import type { EntityRegistry } from './entity-registry.ts'

/** A plugin's own methods over the generated model: a mixin, because Objection takes a subclass for its parent (objection#1719). */
export type ModelMixin = (Base: typeof Model) => typeof Model

/**
 * One Objection model an entity, for plugin code inside a transaction. Row-level security bounds what a query sees; rows written
 * through a model get no check, no hooks and no change row, so writes belong to `context.records`.
 */
export function createModels(options: {
  schema: string
  registry: EntityRegistry
  /** Rides on the ambient transaction. */
  knex: Knex
  mixins: ReadonlyMap<string, ModelMixin>
}): ReadonlyMap<string, typeof Model> {
  const { schema, registry, knex, mixins } = options
  const classes = new Map<string, typeof Model>()
  for (const entity of registry.entities.values()) {
    const base = generated(schema, entity, (name) => classes.get(name) ?? Model)
    classes.set(entity.name, mixins.get(entity.name)?.(base) ?? base)
  }
  return new Map([...classes].map(([name, model]) => [name, model.bindKnex(knex)]))
}

function generated(
  schema: string,
  entity: Entity,
  modelOf: (entity: string) => typeof Model,
): typeof Model {
  const model = class extends Model {
    static override tableName = `${schema}.${entity.table}`
    static override idColumn = ['tenantId', 'id']
    static override get relationMappings(): RelationMappings {
      return relations(schema, entity, modelOf)
    }
  }
  // Objection keys what it caches by table and class name.
  Object.defineProperty(model, 'name', { value: `${schema}_${entity.name}` })
  return model
}

function relations(
  schema: string,
  entity: Entity,
  modelOf: (entity: string) => typeof Model,
): RelationMappings {
  const own = `${schema}.${entity.table}`
  return Object.fromEntries(
    [...entity.relations.values()].flatMap((relation) => {
      const other = modelOf(relation.entity)
      // A list of ids is no key to join on; the plugin reads those with `whereIn`.
      if (relation.kind === 'manyToMany' || isList(relation)) return []
      const [from, to] =
        relation.kind === 'belongsTo' ? [relation.property, 'id'] : ['id', relation.property]
      return [
        [
          relation.name,
          {
            relation:
              relation.kind === 'belongsTo' ? Model.BelongsToOneRelation : Model.HasManyRelation,
            modelClass: other,
            join: {
              from: [`${own}.tenantId`, `${own}.${from}`],
              to: [`${other.tableName}.tenantId`, `${other.tableName}.${to}`],
            },
          },
        ],
      ]
    }),
  )
}

/** The inverse of a list of ids. */
function isList(relation: { readonly property: string }): boolean {
  return relation.property.endsWith('Ids')
}
