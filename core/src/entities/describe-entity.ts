import type { Scope } from '../identity/rights.ts'
import { defaultColumns } from './default-columns.ts'
import { type DescribeDeps, type DescribedField, describeFields } from './describe-fields.ts'
import type { Entity } from './entity.ts'
import { labelOf } from './naming.ts'
import type { Relation } from './property.ts'
import { isFollowable, isSearchable, readableTitle } from './reader/readable.ts'

/** An entity as an element needs to know it, beside the JSON Schema of a record: enough to draw lists, forms and records. */
export interface DescribedEntity {
  readonly name: string
  readonly plugin: string
  readonly plural: string
  readonly label: { readonly one: string; readonly many: string }
  readonly icon: string | null
  readonly titleField: string
  readonly owned: boolean
  readonly softDelete: boolean
  readonly customFields: boolean
  readonly timeline: boolean
  /** True when `q` finds something for this actor. */
  readonly searchable: boolean
  /** What the actor may do with records, and how far; a verb that is missing they may not. */
  readonly permissions: Readonly<Record<string, Scope>>
  /** Every field the actor may read, in the order of columns and forms. */
  readonly fields: readonly DescribedField[]
  /** Keys of the fields a list shows where nobody has chosen others, the title first. */
  readonly columns: readonly string[]
  /** Lists of other records that point at one of these. */
  readonly relations: readonly DescribedRelation[]
}

/** Records of another entity that belong to a record: `company.contacts`. */
export interface DescribedRelation {
  readonly name: string
  readonly label: string
  readonly entity: string
  readonly plural: string
  readonly titleField: string
  /** Their field that points here; the list is filtered by it: `{"companyId": {"eq": id}}`. */
  readonly field: string
  readonly operator: 'eq' | 'has'
}

const VERBS = ['read', 'create', 'update', 'delete', 'purge', 'export', 'import'] as const

/** What an actor of these rights may know of an entity. */
export function describeEntity(entity: Entity, deps: DescribeDeps): DescribedEntity {
  const { name, plugin, plural, label, icon } = entity
  const { owned, softDelete, customFields, timeline } = entity
  const title = readableTitle(deps.rights, entity)
  const fields = describeFields(entity, deps)
  return {
    ...{ name, plugin, plural, label, icon: icon ?? null },
    titleField: title,
    ...{ owned, softDelete, customFields, timeline },
    searchable: isSearchable(deps.rights, entity),
    permissions: permissionsOn(entity, deps),
    fields,
    columns: defaultColumns(entity, fields, title),
    relations: relationsTo(entity, deps),
  }
}

function permissionsOn({ name }: Entity, { rights }: DescribeDeps): Record<string, Scope> {
  return Object.fromEntries(
    VERBS.flatMap((verb) => {
      const scope = rights.scope(`${name}.${verb}`)
      return scope === undefined ? [] : [[verb, scope]]
    }),
  )
}

/** The ways to lists of other records, such as a company's contacts. */
export function relationsTo(
  entity: Entity,
  { registry, rights }: Pick<DescribeDeps, 'registry' | 'rights'>,
): DescribedRelation[] {
  const lists = [...entity.relations.values()].filter(({ kind }) => kind === 'hasMany')
  return lists.flatMap((relation) => {
    const target = registry.entities.get(relation.entity)
    if (!target || !isFollowable(rights, entity, relation, target)) return []
    const isOnlyOne = lists.filter((other) => other.entity === relation.entity).length === 1
    return [
      {
        name: relation.name,
        label: isOnlyOne ? target.label.many : labelOf(relation.name),
        entity: target.name,
        plural: target.plural,
        titleField: readableTitle(rights, target),
        ...pointerOf(target, relation),
      },
    ]
  })
}

function pointerOf(
  target: Entity,
  { property }: Relation,
): { field: string; operator: 'eq' | 'has' } {
  const isList = target.properties.get(property)?.kind === 'uuid-list'
  return { field: property, operator: isList ? 'has' : 'eq' }
}
