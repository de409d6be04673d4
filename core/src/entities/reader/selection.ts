import type { Entity, Extension } from '../entity.ts'
import type { QueryFaults } from '../list-query/query-faults.ts'
import type { Property } from '../property.ts'
import {
  MAX_WAYS,
  readableNames,
  resolveField,
  resolveWay,
  type Vocabulary,
  type Way,
} from './field.ts'
import { isReadable, readableProperties } from './readable.ts'

/** What of a record is answered. */
export interface Selection {
  readonly entity: Entity
  readonly properties: readonly Property[]
  /** Keys of `custom` when only some are asked for; then `custom` itself is not in `properties`. */
  readonly customKeys: readonly string[]
  /** Sidecars, each whole (`undefined`) or cut to some keys. */
  readonly extensions: ReadonlyMap<Extension, ReadonlySet<string> | undefined>
  readonly externalRefs: boolean
  readonly includes: readonly Include[]
}

/** Related records answered inside the record, under the relation's name. */
export interface Include {
  readonly way: Way
  readonly selection: Selection
}

/** The host's own ids of a record: asked for like a relation, though no entity is behind them. */
const EXTERNAL_REFS = 'externalRefs'

export function checkSelection(
  vocabulary: Vocabulary,
  entity: Entity,
  fields: readonly string[] | undefined,
  include: readonly string[],
  faults: QueryFaults,
): Selection {
  const chosen = fields
    ? chosenFields(vocabulary, entity, fields, faults)
    : allFields(vocabulary, entity)
  const tree: IncludeTree = new Map()
  let externalRefs = false
  for (const path of include) {
    if (path === EXTERNAL_REFS && isReadable(vocabulary.rights, entity, EXTERNAL_REFS))
      externalRefs = true
    else addInclude(vocabulary, entity, path, tree, faults)
  }
  return { entity, ...chosen, externalRefs, includes: includesOf(vocabulary, tree) }
}

type Fields = Pick<Selection, 'properties' | 'customKeys' | 'extensions'>
type IncludeTree = Map<string, { readonly way: Way; readonly below: IncludeTree }>

function allFields({ rights }: Vocabulary, entity: Entity): Fields {
  return {
    properties: readableProperties(rights, entity),
    customKeys: [],
    extensions: new Map([...entity.extensions.values()].map((extension) => [extension, undefined])),
  }
}

/** The named ones in property order; `id` always comes along, so that a client can tell records apart. */
function chosenFields(
  vocabulary: Vocabulary,
  entity: Entity,
  fields: readonly string[],
  faults: QueryFaults,
): Fields {
  const keys = new Set(['id'])
  const customKeys = new Set<string>()
  const extensions = new Map<Extension, Set<string> | undefined>()
  for (const path of fields) {
    const plugin = entity.extensions.get(path.slice('ext.'.length))
    const field = resolveField(vocabulary, entity, path)
    if (path === 'ext' && entity.extensions.size > 0) {
      for (const extension of entity.extensions.values()) extensions.set(extension, undefined)
    } else if (path.startsWith('ext.') && plugin) {
      extensions.set(plugin, undefined)
    } else if (field?.source === 'custom') {
      customKeys.add(field.key)
    } else if (field?.source === 'ext') {
      if (!extensions.has(field.extension)) extensions.set(field.extension, new Set())
      extensions.get(field.extension)?.add(field.property.key)
    } else if (field) {
      keys.add(field.property.key)
    } else {
      const names = readableNames(vocabulary, entity)
      faults.add(
        'fields',
        'UNKNOWN_FIELD',
        `"${path.slice(0, 100)}" is not a field of ${entity.name}. Fields are: ${names}.`,
      )
    }
  }
  const properties = readableProperties(vocabulary.rights, entity).filter(({ key }) =>
    keys.has(key),
  )
  return { properties, customKeys: keys.has('custom') ? [] : [...customKeys], extensions }
}

function addInclude(
  vocabulary: Vocabulary,
  entity: Entity,
  path: string,
  tree: IncludeTree,
  faults: QueryFaults,
): void {
  const steps = path.split('.')
  let [current, branch] = [entity, tree]
  for (const name of steps.slice(0, MAX_WAYS)) {
    const way = resolveWay(vocabulary, current, name)
    if (!way) return unknownRelation(vocabulary, current, path, faults)
    let node = branch.get(name)
    if (!node) branch.set(name, (node = { way, below: new Map() }))
    ;[current, branch] = [way.to, node.below]
  }
  if (steps.length <= MAX_WAYS) return
  faults.add(
    'include',
    'TOO_DEEP',
    `"${path.slice(0, 100)}" walks more than ${MAX_WAYS} relations.`,
  )
}

function unknownRelation(
  vocabulary: Vocabulary,
  entity: Entity,
  path: string,
  faults: QueryFaults,
): void {
  const names = [...entity.relations.keys()].filter((name) => resolveWay(vocabulary, entity, name))
  const known = [...names, EXTERNAL_REFS].join(', ')
  faults.add(
    'include',
    'UNKNOWN_RELATION',
    `"${path.slice(0, 100)}" is not a relation of ${entity.name}. Relations are: ${known}.`,
  )
}

function includesOf(vocabulary: Vocabulary, tree: IncludeTree): Include[] {
  return [...tree.values()].map(({ way, below }) => ({
    way,
    selection: {
      entity: way.to,
      ...allFields(vocabulary, way.to),
      externalRefs: false,
      includes: includesOf(vocabulary, below),
    },
  }))
}
