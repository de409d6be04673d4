import type { JsonSchema } from '../base/validator.ts'
import type { Entity } from '../entities/entity.ts'
import type { Property } from '../entities/property.ts'
import { recordSchema } from '../entities/record-schema.ts'

/** Every entity resolved, as data: what forms, columns and menus are drawn from without a server. */
export function entitiesJson(entities: readonly Entity[]): object {
  return { entities: entities.map(entityJson) }
}

function entityJson(entity: Entity): object {
  const { name, plugin, plural, label, icon, description, table, titleField } = entity
  const { owned, softDelete, customFields, timeline, searchable, uniqueTogether } = entity
  return {
    ...{ name, plugin, plural, label, icon, description, table, titleField },
    ...{ owned, softDelete, customFields, timeline, searchable, uniqueTogether },
    properties: [...entity.properties.values()].map(propertyJson),
    relations: [...entity.relations.values()],
    extensions: [...entity.extensions.values()].map((extension) => ({
      plugin: extension.plugin,
      properties: [...extension.properties.values()].map(propertyJson),
    })),
    schemas: {
      read: schema(entity, 'read'),
      create: schema(entity, 'create'),
      patch: schema(entity, 'patch'),
    },
  }
}

function schema(entity: Entity, part: 'read' | 'create' | 'patch'): JsonSchema {
  return recordSchema(entity, { part, words: true })
}

function propertyJson(property: Property): object {
  const { key, kind, label, nullable, required, system, readonly, indexed } = property
  const { unique, searchable, pii, permission, relation, words } = property
  return {
    ...{ key, kind, label, nullable, required, system, readonly, indexed },
    ...{ unique, searchable, pii, permission, relation: relation?.name, words },
  }
}
