import type { FieldKind } from '@crmkit/schemas'

import type { JsonSchema } from '../base/validator.ts'
import type { Rights } from '../identity/rights.ts'
import type { Entity } from './entity.ts'
import { fieldKindOf } from './field-kind.ts'
import { labelOf } from './naming.ts'
import type { Property, PropertyWords } from './property.ts'
import { holdsValues } from './reader/field.ts'
import { type Operator, OPERATORS } from './reader/operators.ts'
import { hasOrder } from './reader/order.ts'
import { isReadable, isSearchable, readableTitle } from './reader/readable.ts'

export interface DescribeDeps {
  readonly registry: { readonly entities: ReadonlyMap<string, Entity> }
  readonly rights: Pick<Rights, 'key' | 'scope' | 'field'>
  /** The tenant's own fields of the entity. */
  readonly custom?: ReadonlyMap<string, Property> | undefined
}

/** A field as an element draws it. Absent members mean false or none. */
export interface DescribedField {
  /** As filters, sorts and views name it: `email`, `custom.region`, `ext.billing.creditLimit`. */
  readonly key: string
  readonly label: string
  readonly kind: FieldKind
  /** Help for whoever fills it in. */
  readonly description?: string
  /** A create must give it. */
  readonly required: boolean
  readonly nullable: boolean
  /** The actor may not write it. */
  readonly readonly: boolean
  readonly sortable: boolean
  readonly filterable: boolean
  readonly operators: readonly Operator[]
  /** Kept by the engine: id, createdAt, … */
  readonly system?: true
  /** Not to be offered in forms and lists. */
  readonly hidden?: true
  /** Part of the search `q`. */
  readonly searched?: true
  readonly unique?: true
  readonly pii?: true
  /** Heading under which the author wants it. */
  readonly section?: string
  readonly options?: readonly DescribedOption[]
  /** Key of the field with the ISO 4217 code of an amount. */
  readonly currencyField?: string
  /** The ISO 4217 code itself, when it is always the same. */
  readonly currencyCode?: string
  readonly relation?: DescribedTarget
}

export interface DescribedOption {
  readonly value: string
  readonly label: string
  readonly color?: string
  /** Records still hold it; no write takes it. */
  readonly retired?: true
}

/** What a relation field points at. */
export type DescribedTarget = {
  /** What `include` calls it. */
  readonly name: string
  readonly entity: string
} & (
  | { readonly readable: false }
  | {
      readonly readable: true
      readonly plural: string
      readonly label: string
      readonly titleField: string
      /** True when `q` finds its records: for a type-ahead. */
      readonly searchable: boolean
      /** Field with a colour's name, for chips. */
      readonly colorField?: string
    }
)

/** Every field the actor may read: the author's and the engine's, the tenant's own, those of other plugins. */
export function describeFields(entity: Entity, deps: DescribeDeps): DescribedField[] {
  return [
    ...[...entity.properties.values()].flatMap((property) =>
      property.key === 'custom' ? [] : described(entity, property.key, property, deps),
    ),
    ...[...(deps.custom?.values() ?? [])].flatMap((property) =>
      described(entity, `custom.${property.key}`, property, deps),
    ),
    ...[...entity.extensions.values()].flatMap(({ plugin, properties }) =>
      [...properties.values()].flatMap((property) =>
        described(entity, `ext.${plugin}.${property.key}`, property, deps),
      ),
    ),
  ]
}

function described(
  entity: Entity,
  key: string,
  property: Property,
  deps: DescribeDeps,
): DescribedField[] {
  const { rights } = deps
  // Custom fields are read through `custom` as a whole.
  if (key.startsWith('custom.') && !isReadable(rights, entity, 'custom')) return []
  if (!isReadable(rights, entity, key, property)) return []
  const { schema, words, searchable, unique, pii } = property
  const operators = operatorsOf(key, property)
  return [
    {
      key,
      label: property.label,
      kind: fieldKindOf(schema),
      ...(typeof schema['description'] === 'string' ? { description: schema['description'] } : {}),
      required: property.required && !property.system && schema['default'] === undefined,
      nullable: property.nullable,
      readonly: isReadonly(entity, key, property, deps),
      sortable: hasOrder(property.kind),
      filterable: operators.length > 0,
      operators,
      ...flags({
        system: property.system,
        hidden: words.hidden,
        searched: searchable,
        unique,
        pii,
      }),
      ...(words.section === undefined ? {} : { section: words.section }),
      ...optionsOf(schema, words),
      ...currencyOf(key, words),
      ...targetOf(property, deps),
    },
  ]
}

function flags<K extends string>(
  given: Readonly<Record<K, boolean | undefined>>,
): {
  [key in K]?: true
} {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value === true)) as {
    [key in K]?: true
  }
}

function isReadonly(
  entity: Entity,
  key: string,
  property: Property,
  { rights }: DescribeDeps,
): boolean {
  const isKept = property.system && key !== 'ownerId'
  return isKept || property.readonly || rights.field(entity.name, key) !== 'write'
}

/** What a filter may ask and a person would: nobody looks for a choice that comes after another in the alphabet. */
function operatorsOf(key: string, property: Property): Operator[] {
  const { kind, nullable, schema } = property
  // An older record may be without a value its tenant or plugin asks for today.
  const isAbsent = nullable || key.includes('.')
  const senseless = new Set<Operator>(isAbsent ? [] : ['isNull'])
  if (kind === 'json' && !holdsValues(property)) return []
  // A list is never equal to anything but null.
  if (kind === 'json' || kind.endsWith('-list')) return isAbsent ? ['has', 'isNull'] : ['has']
  const operators = fieldKindOf(schema) === 'select' ? OPERATORS.uuid : OPERATORS[kind]
  return operators.filter((operator) => !senseless.has(operator))
}

interface Choice {
  readonly const: string | null
  readonly title: string
  readonly 'x-crm'?: { readonly color?: string }
}

function optionsOf(
  schema: JsonSchema,
  words: PropertyWords,
): { options: readonly DescribedOption[] } | undefined {
  const values = schema['type'] === 'array' ? ((schema['items'] ?? {}) as JsonSchema) : schema
  const living = words.options ?? choicesOf(values)
  if (!living) return undefined
  const retired = (words.retired ?? []).map(({ const: value, title }) => ({
    value,
    label: title,
    retired: true as const,
  }))
  return { options: [...living, ...retired] }
}

function choicesOf(schema: JsonSchema): DescribedOption[] | undefined {
  const { options } = (schema['x-crm'] ?? {}) as PropertyWords
  if (options) return [...options]
  if (Array.isArray(schema['oneOf'])) return (schema['oneOf'] as Choice[]).flatMap(optionOf)
  if (!Array.isArray(schema['enum'])) return undefined
  return (schema['enum'] as (string | null)[]).flatMap((value) =>
    typeof value === 'string' ? [{ value, label: labelOf(value) }] : [],
  )
}

function optionOf({ const: value, title, ...more }: Choice): DescribedOption[] {
  if (value === null) return []
  const color = more['x-crm']?.color
  return [{ value, label: title, ...(color === undefined ? {} : { color }) }]
}

/** The currency's key stands beside the amount's, also below `ext.<plugin>`. */
function currencyOf(
  key: string,
  { currency, currencyCode }: PropertyWords,
): { currencyField?: string; currencyCode?: string } {
  const beside = key.slice(0, key.lastIndexOf('.') + 1)
  return {
    ...(currency === undefined ? {} : { currencyField: `${beside}${currency}` }),
    ...(currencyCode === undefined ? {} : { currencyCode }),
  }
}

function targetOf(
  { relation }: Property,
  deps: DescribeDeps,
): { relation: DescribedTarget } | undefined {
  if (!relation) return undefined
  const { name, entity } = relation
  const target = deps.registry.entities.get(entity)
  const { rights } = deps
  if (!target || rights.scope(`${entity}.read`) === undefined) {
    return { relation: { name, entity, readable: false } }
  }
  const color = target.properties.get('color')
  return {
    relation: {
      ...{ name, entity, readable: true },
      plural: target.plural,
      label: target.label.one,
      titleField: readableTitle(rights, target),
      searchable: isSearchable(rights, target),
      ...(color && isReadable(rights, target, 'color', color) ? { colorField: 'color' } : {}),
    },
  }
}
