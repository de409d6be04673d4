import type { JsonSchema } from '../base/validator.ts'
import type { FieldAccess, Rights } from '../identity/rights.ts'
import { componentRef } from './component-name.ts'
import type { Entity } from './entity.ts'
import type { Property, Relation } from './property.ts'
import { def } from './resolve-defs.ts'

/** What a record is described for: `fields` is a read cut to some fields, where only `id` is certain. */
export type RecordPart = 'read' | 'fields' | 'create' | 'patch' | 'replace'

export interface RecordSchemaOptions {
  readonly part: RecordPart
  /** Default: every field. */
  readonly rights?: Pick<Rights, 'field' | 'scope'>
  /** When given, a read also describes what `include` adds, as references to the components of the entities found here. */
  readonly registry?: { readonly entities: ReadonlyMap<string, unknown> }
  /** The tenant's custom fields by key. Without them `custom` is any object: right for a document of no tenant, wrong for a check. */
  readonly custom?: ReadonlyMap<string, Property>
  /** Keeps `x-crm`, for those who draw forms and columns. Default false. */
  readonly words?: boolean
  /** A write part also takes properties marked `readonly`: what hooks and plugins may set. Default false. */
  readonly withReadonly?: boolean
}

/**
 * JSON Schema (draft 2020-12) of one entity's record, as an actor of these rights reads or writes it. The single source of
 * the write check, of OpenAPI and of `GET /schemas/:entity`, so that the three cannot disagree.
 */
export function recordSchema(entity: Entity, options: RecordSchemaOptions): JsonSchema {
  const shape = isRead(options.part) ? readShape(entity, options) : writeShape(entity, options)
  return {
    ...(entity.description === undefined ? {} : { description: entity.description }),
    type: 'object',
    additionalProperties: false,
    ...(shape.required.length > 0 ? { required: shape.required } : {}),
    properties: shape.properties,
    ...(options.words ? { 'x-crm': entity.schema['x-crm'] } : {}),
  }
}

interface Shape {
  readonly properties: Readonly<Record<string, JsonSchema>>
  readonly required: readonly string[]
}

function isRead(part: RecordPart): boolean {
  return part === 'read' || part === 'fields'
}

function readShape(entity: Entity, options: RecordSchemaOptions): Shape {
  const properties: Record<string, JsonSchema> = {}
  for (const property of entity.properties.values()) {
    if (access(entity, property.key, options) === 'none') continue
    properties[property.key] = readValue(entity, property, options)
  }
  if (entity.extensions.size > 0) properties['ext'] = extensionsSchema(entity, options)
  // What is always answered is required: a client then knows null from absent.
  const required = Object.keys(properties).filter((key) => {
    const property = entity.properties.get(key)
    return key === 'id' || (property ? isAnswered(property, options) : options.part === 'read')
  })
  return { properties: { ...properties, ...includable(entity, options) }, required }
}

function readValue(entity: Entity, property: Property, options: RecordSchemaOptions): JsonSchema {
  if (property.key === 'custom') return customSchema(entity, options)
  const schema = valueSchema(property, options)
  return property.system || property.readonly ? mark(property, schema) : schema
}

/** `ownerId` is the one system property a caller may write. */
function mark(property: Property, schema: JsonSchema): JsonSchema {
  return isWritableSystem(property) ? schema : { ...schema, readOnly: true }
}

function isWritableSystem(property: Property): boolean {
  return property.system && property.key === 'ownerId'
}

/** Related records, present only when `include` named them. */
function includable(entity: Entity, options: RecordSchemaOptions): Record<string, JsonSchema> {
  const properties: Record<string, JsonSchema> = {}
  for (const relation of entity.relations.values()) {
    if (!options.registry?.entities.has(relation.entity)) continue
    if (options.rights && options.rights.scope(`${relation.entity}.read`) === undefined) continue
    if (relation.kind !== 'hasMany' && access(entity, relation.property, options) === 'none')
      continue
    properties[relation.name] = relationSchema(relation)
  }
  if (options.registry && access(entity, 'externalRefs', options) !== 'none')
    properties['externalRefs'] = {
      ...externalRefs,
      description: 'Present when `include` names `externalRefs`.',
    }
  return properties
}

function relationSchema(relation: Relation): JsonSchema {
  const one = componentRef({ name: relation.entity }, 'Fields')
  const description = `Present when \`include\` names \`${relation.name}\`.`
  return relation.kind === 'belongsTo'
    ? { description, anyOf: [one, { type: 'null' }] }
    : { description, type: 'array', items: one }
}

function writeShape(entity: Entity, options: RecordSchemaOptions): Shape {
  const properties: Record<string, JsonSchema> = {}
  const required: string[] = []
  for (const property of entity.properties.values()) {
    if (property.key === 'custom' || property.key === 'ext') continue
    if (!isAccepted(property, options)) continue
    if (access(entity, property.key, options) !== 'write') continue
    properties[property.key] = writeValue(property, options)
    if (isNeeded(property, options)) required.push(property.key)
  }
  properties['externalRefs'] = externalRefs
  if (entity.customFields && access(entity, 'custom', options) === 'write') {
    const custom = customSchema(entity, options)
    properties['custom'] = custom
    if (options.part !== 'patch' && custom['required'] !== undefined) required.push('custom')
  }
  if (entity.extensions.size > 0) properties['ext'] = extensionsSchema(entity, options)
  return { properties, required }
}

function isAccepted(property: Property, options: RecordSchemaOptions): boolean {
  if (property.system) return isWritableSystem(property)
  return !property.readonly || options.withReadonly === true
}

/** A default stands in for what a create leaves out, so such a property is never missing. */
function isNeeded(property: Property, options: RecordSchemaOptions): boolean {
  return options.part !== 'patch' && property.required && property.schema['default'] === undefined
}

function writeValue(property: Property, options: RecordSchemaOptions): JsonSchema {
  const schema = valueSchema(property, options)
  if (options.part !== 'patch' || schema['default'] === undefined) return schema
  // A patch leaves alone what it does not name: its defaults would be read as a promise to set them.
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== 'default'))
}

const externalRefs: JsonSchema = {
  description: "Links to the host's own rows. When given, they replace the links the record has.",
  type: 'array',
  maxItems: 20,
  items: strip(def('externalRef'), false),
}

/** The tenant's own fields. A write refuses an unknown key once the fields are known; a record may hold what an archived field left. */
export function customSchema(entity: Entity, options: RecordSchemaOptions): JsonSchema {
  const description = "The tenant's own fields, by key."
  if (!options.custom) return { description, type: 'object' }
  const shape = innerShape(entity, 'custom', options.custom, options)
  return isRead(options.part)
    ? { description, type: 'object', properties: shape.properties }
    : { description, ...closed(shape) }
}

/** One object a plugin; null when the plugin holds nothing about the record. */
function extensionsSchema(entity: Entity, options: RecordSchemaOptions): JsonSchema {
  const plugins = [...entity.extensions.values()].map(({ plugin, properties }) => {
    const schema = closed(innerShape(entity, `ext.${plugin}`, properties, options))
    return [
      plugin,
      isRead(options.part) ? { ...schema, type: ['object', 'null'] } : schema,
    ] as const
  })
  return {
    description: 'Fields other plugins hang on the record, by plugin.',
    type: 'object',
    additionalProperties: false,
    ...(options.part === 'read' ? { required: plugins.map(([plugin]) => plugin) } : {}),
    properties: Object.fromEntries(plugins),
  }
}

/** A guarded field may be absent for an actor whose rights are not known here. */
function isAnswered(property: Property, { part, rights }: RecordSchemaOptions): boolean {
  return part === 'read' && (rights !== undefined || property.permission === undefined)
}

/** Properties below `custom` or `ext.<plugin>`; a field right names them with their whole path. */
function innerShape(
  entity: Entity,
  path: string,
  members: ReadonlyMap<string, Property>,
  options: RecordSchemaOptions,
): Shape {
  const read = isRead(options.part)
  const properties: Record<string, JsonSchema> = {}
  const required: string[] = []
  for (const property of members.values()) {
    const may = memberAccess(entity, `${path}.${property.key}`, property, options)
    if (read ? may === 'none' : may !== 'write' || !isAccepted(property, options)) continue
    properties[property.key] = read
      ? memberValue(path, property, options)
      : writeValue(property, options)
    if (read ? isAnswered(property, options) : isNeeded(property, options)) {
      required.push(property.key)
    }
  }
  return { properties, required }
}

/** A field made at run time brings its permission with it; those of plugins are among the rights. */
function memberAccess(
  entity: Entity,
  path: string,
  { permission }: Property,
  options: RecordSchemaOptions,
): FieldAccess {
  const isMissing = permission !== undefined && options.rights?.scope(permission) === undefined
  return options.rights && isMissing ? 'none' : access(entity, path, options)
}

function memberValue(path: string, property: Property, options: RecordSchemaOptions): JsonSchema {
  const schema = valueSchema(property, options)
  return path === 'custom' ? answered(schema, property) : schema
}

/** Rules a value had to keep when it was written; a record may be older than a rule. */
const RULES = new Set(
  'minimum maximum minLength maxLength pattern minItems maxItems default'.split(' '),
)

/** A custom value as it is answered: with the options that were taken away since, and without the other rules. */
function answered(schema: JsonSchema, { words }: Property): JsonSchema {
  const members = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (RULES.has(keyword)) return []
    if (keyword === 'oneOf') return [[keyword, [...(value as object[]), ...(words.retired ?? [])]]]
    if (keyword === 'items')
      return [[keyword, answered(value as JsonSchema, { words } as Property)]]
    return [[keyword, value]]
  })
  return Object.fromEntries(members)
}

function closed({ properties, required }: Shape): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    properties,
  }
}

function access(entity: Entity, key: string, { rights }: RecordSchemaOptions): FieldAccess {
  return rights ? rights.field(entity.name, key) : 'write'
}

function valueSchema(property: Property, { words = false }: RecordSchemaOptions): JsonSchema {
  return strip(property.schema, words)
}

/** Without what only maintainers of the schema read (`$comment`) and, unless asked for, our own words. */
function strip(schema: JsonSchema, words: boolean): JsonSchema {
  return clean(schema, words) as JsonSchema
}

function clean(value: unknown, words: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => clean(item, words))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '$comment' && key !== '$id' && (words || key !== 'x-crm'))
      .map(([key, inner]) => [key, isData(key) ? inner : clean(inner, words)]),
  )
}

/** Keywords whose value is data, not a schema: it may hold any key. */
function isData(key: string): boolean {
  return (
    key === 'default' || key === 'const' || key === 'enum' || key === 'examples' || key === 'x-crm'
  )
}
