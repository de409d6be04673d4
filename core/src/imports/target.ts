import type { JsonSchema } from '../base/validator.ts'
import { compileProperty } from '../entities/compile-property.ts'
import type { Entity } from '../entities/entity.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { Property, Relation } from '../entities/property.ts'

/**
 * Where the values of a column go, as a mapping writes it:
 * `email` · `emails[work]` · `addresses[home].city` · `address.city` · `company.name` · `tags` · `custom.size` · `ext.billing.vatId` ·
 * `external:shop:customer` · `id`.
 */
export type Target =
  | { readonly kind: 'property'; readonly path: string; readonly property: Property }
  | {
      readonly kind: 'entry'
      readonly path: string
      readonly property: Property
      /** `type` of the entry: `work`. */
      readonly type: string | undefined
      readonly member: Property
      /** `value` or `url` when the column gives that alone; the columns of an address make one entry together. */
      readonly isWhole: boolean
    }
  | {
      readonly kind: 'member'
      readonly path: string
      readonly property: Property
      readonly member: Property
    }
  | {
      readonly kind: 'relation'
      readonly path: string
      readonly relation: Relation
      readonly entity: Entity
      readonly property: Property
    }
  | { readonly kind: 'custom'; readonly path: string; readonly property: Property }
  | {
      readonly kind: 'ext'
      readonly path: string
      readonly plugin: string
      readonly property: Property
    }
  | {
      readonly kind: 'external'
      readonly path: string
      readonly system: string
      readonly type: string
    }
  | { readonly kind: 'id'; readonly path: string }

export interface TargetScope {
  readonly registry: EntityRegistry
  readonly entity: Entity
  /** The tenant's own fields by key. */
  readonly custom: ReadonlyMap<string, Property>
}

/** Reads a target of a mapping; a sentence that says what is wrong with it when there is none. */
export function parseTarget(scope: TargetScope, path: string): Target | string {
  if (path === 'id') return { kind: 'id', path }
  const external = /^external:([^:]{1,100}):([^:]{1,100})$/.exec(path)
  if (external)
    return { kind: 'external', path, system: external[1] ?? '', type: external[2] ?? '' }
  const custom = /^custom\.(.+)$/.exec(path)?.[1]
  if (custom !== undefined) return customTarget(scope, path, custom)
  const ext = /^ext\.([^.]+)\.([^.]+)$/.exec(path)
  if (ext) return extTarget(scope.entity, path, ext[1] ?? '', ext[2] ?? '')
  const parts = /^(\w+)(?:\[(\w+)\])?(?:\.(\w+))?$/.exec(path)
  if (!parts) return `"${path}" is not the name of a field`
  const [, name = '', type, member] = parts
  const property = scope.entity.properties.get(name)
  if (property) return propertyTarget(scope.entity, path, property, type, member)
  const relation = scope.entity.relations.get(name)
  if (relation && type === undefined) return relationTarget(scope, path, relation, member)
  return `the ${scope.entity.name} has no field "${name}"`
}

/** The members of a list's entries or of an object, by name; undefined for a plain value. */
export function membersOf(property: Property): ReadonlyMap<string, Property> | undefined {
  if (property.kind !== 'json') return undefined
  let members = known.get(property)
  if (members === undefined) {
    const items = property.schema['items'] as JsonSchema | undefined
    const shape = ((items ?? property.schema)['properties'] ?? {}) as Record<string, JsonSchema>
    members = new Map(
      Object.entries(shape).map(([key, schema]) => [key, compileProperty(key, schema, false)]),
    )
    known.set(property, members)
  }
  return members
}

export function isListOfEntries(property: Property): boolean {
  return property.kind === 'json' && property.schema['items'] !== undefined
}

/** The member that is the entry's value for people: `value` of an e-mail entry, `url` of a link. */
export function valueMember(property: Property): Property | undefined {
  return membersOf(property)?.get('value') ?? membersOf(property)?.get('url')
}

/** The property whose kind says how a cell is read. */
export function cellProperty(target: Target): Property | undefined {
  switch (target.kind) {
    case 'entry':
    case 'member':
      return target.member
    case 'property':
    case 'relation':
    case 'custom':
    case 'ext':
      return target.property
    case 'external':
      return externalId
    case 'id':
      return undefined
  }
}

const externalId = compileProperty('id', { type: 'string', minLength: 1, maxLength: 200 }, true)

/** The name a field right has; undefined for what is no field of the record. */
export function fieldOf(target: Target): string | undefined {
  switch (target.kind) {
    case 'property':
    case 'entry':
    case 'member':
      return target.property.key
    case 'relation':
      return target.relation.property
    case 'custom':
    case 'ext':
      return target.path
    case 'external':
    case 'id':
      return undefined
  }
}

const known = new WeakMap<Property, ReadonlyMap<string, Property>>()

function propertyTarget(
  entity: Entity,
  path: string,
  property: Property,
  type: string | undefined,
  memberName: string | undefined,
): Target | string {
  const isWritable = property.system ? property.key === 'ownerId' : !property.readonly
  if (!isWritable)
    return `the field "${property.key}" of the ${entity.name} is written by the engine`
  const members = membersOf(property)
  if (!members || (type === undefined && memberName === undefined && !isListOfEntries(property))) {
    if (type !== undefined || memberName !== undefined)
      return `the field "${property.key}" has no parts`
    return { kind: 'property', path, property }
  }
  const member = memberName === undefined ? valueMember(property) : members.get(memberName)
  if (!member) return `name a part of "${property.key}": ${[...members.keys()].join(', ')}`
  if (!isListOfEntries(property)) {
    return type === undefined
      ? { kind: 'member', path, property, member }
      : `the field "${property.key}" is no list`
  }
  const types = members.get('type')?.schema['enum'] as readonly unknown[] | undefined
  if (type !== undefined && types && !types.includes(type)) {
    return `"${type}" is no type of "${property.key}"; it has ${types.join(', ')}`
  }
  return { kind: 'entry', path, property, type, member, isWhole: member === valueMember(property) }
}

function relationTarget(
  { registry, entity }: TargetScope,
  path: string,
  relation: Relation,
  memberName: string | undefined,
): Target | string {
  if (relation.kind === 'hasMany')
    return `"${relation.name}" is set on the ${relation.entity}, not on the ${entity.name}`
  const other = registry.entities.get(relation.entity)
  if (!other) return `the ${relation.entity} is not loaded`
  const property = other.properties.get(memberName ?? other.titleField)
  if (!property || (property.system && property.key !== 'id')) {
    return `the ${other.name} has no field "${memberName ?? other.titleField}"`
  }
  return { kind: 'relation', path, relation, entity: other, property }
}

function customTarget({ entity, custom }: TargetScope, path: string, key: string): Target | string {
  const property = custom.get(key)
  return property
    ? { kind: 'custom', path, property }
    : `the ${entity.name} has no custom field "${key}"`
}

function extTarget(entity: Entity, path: string, plugin: string, key: string): Target | string {
  const property = entity.extensions.get(plugin)?.properties.get(key)
  return property
    ? { kind: 'ext', path, plugin, property }
    : `no plugin "${plugin}" hangs a field "${key}" on the ${entity.name}`
}
