import type { JsonSchema } from '../base/validator.ts'
import { compileProperty } from './compile-property.ts'
import type { Entity, EntityWords, Extension } from './entity.ts'
import { snakeCase } from './naming.ts'
import type { Property, Relation } from './property.ts'
import { resolveDefs } from './resolve-defs.ts'
import { withSystemProperties } from './system-properties.ts'

/** An entity as its plugin gives it. */
export interface EntitySource {
  readonly plugin: string
  readonly name: string
  readonly schema: JsonSchema
  readonly table?: string | undefined
}

/** A sidecar as the extending plugin gives it. */
export interface ExtensionSource {
  readonly plugin: string
  /** Name of the entity it hangs on. */
  readonly entity: string
  readonly schema: JsonSchema
}

/** Compiles all entities of a kernel together: relations have two ends, and extensions come from other plugins. */
export function compileEntities(
  sources: readonly EntitySource[],
  extensions: readonly ExtensionSource[] = [],
): readonly Entity[] {
  const own = sources.map((source) => ({ source, properties: propertiesOf(source) }))
  const inverses = own.flatMap(({ source, properties }) => inversesOf(source.name, properties))
  return own.map(({ source, properties }) => {
    const relations = [
      ...[...properties.values()].flatMap((property) => property.relation ?? []),
      ...inverses
        .filter((inverse) => inverse.of === source.name)
        .map((inverse) => inverse.relation),
    ]
    return compileEntity(source, properties, relations, extensions)
  })
}

function compileEntity(
  source: EntitySource,
  properties: ReadonlyMap<string, Property>,
  relations: readonly Relation[],
  extensions: readonly ExtensionSource[],
): Entity {
  const words = wordsOf(source.schema)
  return Object.freeze({
    name: source.name,
    plugin: source.plugin,
    plural: words.plural,
    label: words.label,
    icon: words.icon,
    description: source.schema['description'] as string | undefined,
    table: source.table ?? snakeCase(words.plural),
    titleField: words.titleField,
    owned: words.owned === true,
    softDelete: words.softDelete !== false,
    customFields: words.customFields !== false,
    timeline: words.timeline === true,
    properties,
    relations: new Map(relations.map((relation) => [relation.name, relation])),
    extensions: new Map(
      extensions
        .filter((extension) => extension.entity === source.name)
        .map((extension) => [extension.plugin, compileExtension(extension)]),
    ),
    uniqueTogether: words.uniqueTogether ?? [],
    referenceKeys: words.referenceKeys ?? [],
    indexes: words.indexes ?? [],
    searchable: [...properties.values()].some((property) => property.searchable),
    schema: source.schema,
  })
}

function propertiesOf(source: EntitySource): ReadonlyMap<string, Property> {
  const words = wordsOf(source.schema)
  return withSystemProperties(authored(source.schema), {
    owned: words.owned === true,
    customFields: words.customFields !== false,
  })
}

function compileExtension(extension: ExtensionSource): Extension {
  return Object.freeze({
    plugin: extension.plugin,
    table: `${snakeCase(extension.plugin)}_${snakeCase(extension.entity)}_ext`,
    properties: new Map(authored(extension.schema).map((property) => [property.key, property])),
    schema: extension.schema,
  })
}

function authored(schema: JsonSchema): Property[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  const required = new Set((schema['required'] ?? []) as string[])
  return Object.entries(properties).map(([key, value]) =>
    compileProperty(key, resolveDefs(value), required.has(key)),
  )
}

/** How the entities at the other end see these relations. */
function inversesOf(
  name: string,
  properties: ReadonlyMap<string, Property>,
): { of: string; relation: Relation }[] {
  return [...properties.values()].flatMap(({ relation }) => {
    if (!relation?.inverse) return []
    const inverse: Relation = Object.freeze({
      name: relation.inverse,
      kind: 'hasMany',
      entity: name,
      property: relation.property,
      inverse: relation.name,
      onDelete: relation.onDelete,
    })
    return [{ of: relation.entity, relation: inverse }]
  })
}

function wordsOf(schema: JsonSchema): EntityWords {
  return schema['x-crm'] as EntityWords
}
