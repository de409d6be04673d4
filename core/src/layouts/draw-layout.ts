import type { FieldKind } from '@crmkit/schemas'

import type { JsonSchema } from '../base/validator.ts'
import type { DescribedEntity } from '../entities/describe-entity.ts'
import type { DescribedField } from '../entities/describe-fields.ts'
import type { Entity } from '../entities/entity.ts'
import { fieldKindOf, hasMembers } from '../entities/field-kind.ts'
import { labelOf } from '../entities/naming.ts'
import type { Layout, LayoutField, LayoutSection } from './layout.ts'

/** Fields a head has room for beside the title. */
const HEADER = 5
/** Kinds that say at a glance what one looks at, the most telling first. */
const TELLING: readonly FieldKind[] = ['select', 'relation', 'money', 'email', 'phone']
/** One line each in two columns is too narrow for these. */
const WIDE: readonly FieldKind[] = ['long-text', 'objects', 'address', 'json']
const CONTACT: readonly FieldKind[] = ['email', 'phone', 'url']
/** In the order a record is read beside its fields. */
const ASIDE = ['ownerId', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy']

/** The layout of an entity for which nobody has stored one: its fields in sections by what they are about. */
export function drawLayout(entity: Entity, described: DescribedEntity): Layout {
  const { fields, relations, titleField } = described
  const currencies = new Set(fields.map(({ currencyField }) => currencyField))
  const shown = fields.filter(
    (field) =>
      field.system !== true &&
      field.hidden !== true &&
      // The input of an amount has its currency beside it.
      !currencies.has(field.key) &&
      // A title made of other fields stands at the head.
      !(field.key === titleField && field.readonly),
  )
  return {
    sections: sectionsOf(entity, shown),
    header: headerOf(fields, titleField),
    related: relations.map(({ name }) => name),
    aside: ASIDE.filter((key) => fields.some((field) => field.key === key)),
  }
}

/** A field in its section; wide ones take both columns. */
export function layoutField({ key, kind, readonly }: DescribedField): LayoutField {
  return {
    key,
    ...(WIDE.includes(kind) ? { span: 2 as const } : {}),
    ...(readonly ? { readonly: true } : {}),
  }
}

function headerOf(fields: readonly DescribedField[], titleField: string): string[] {
  const telling = TELLING.flatMap((kind) => {
    const first = fields.find(
      (field) => field.kind === kind && field.key !== titleField && field.hidden !== true,
    )
    return first ? [first.key] : []
  })
  return [titleField, ...telling].slice(0, HEADER + 1)
}

function sectionsOf(entity: Entity, fields: readonly DescribedField[]): LayoutSection[] {
  const places = new Map<string, { title: string | undefined; fields: DescribedField[] }>()
  // Named first, so that they come first whatever the order of the fields.
  for (const key of ['main', 'contact', 'address'])
    places.set(key, { title: TITLES[key], fields: [] })
  const subjects = subjectsOf(entity, fields)
  for (const field of fields) {
    const { key, title } = placeOf(field, subjects)
    const place = places.get(key) ?? { title, fields: [] }
    places.set(key, place)
    place.fields.push(field)
  }
  return [...places]
    .filter(([, place]) => place.fields.length > 0)
    .map(([key, place]) => ({
      key,
      ...(place.title === undefined ? {} : { title: place.title }),
      columns: 2,
      fields: inReadingOrder(place.fields).map(layoutField),
    }))
}

const TITLES: Readonly<Record<string, string | undefined>> = {
  contact: 'Contact details',
  address: 'Address',
}

/** Wide ones last, so that none leaves half a line empty before it. */
function inReadingOrder(fields: readonly DescribedField[]): DescribedField[] {
  const isWide = ({ kind }: DescribedField): boolean => WIDE.includes(kind)
  return [...fields.filter((field) => !isWide(field)), ...fields.filter(isWide)]
}

/** Which of the entity's own fields are about reaching somebody, and which about a place. One alone is no section. */
function subjectsOf(
  entity: Entity,
  all: readonly DescribedField[],
): { readonly contact: ReadonlySet<string>; readonly address: ReadonlySet<string> } {
  const fields = all.filter(({ key, section }) => !key.includes('.') && section === undefined)
  const schemaOf = (key: string): JsonSchema => entity.properties.get(key)?.schema ?? {}
  const keysOf = (test: (field: DescribedField) => boolean): Set<string> =>
    new Set(fields.filter(test).map(({ key }) => key))
  const contact = keysOf(
    ({ key, kind }) =>
      CONTACT.includes(kind) ||
      (kind === 'objects' && CONTACT.includes(kindOfValues(schemaOf(key)))),
  )
  const places = keysOf(
    ({ key, kind }) =>
      kind === 'address' ||
      (kind === 'objects' && hasMembers(itemsOf(schemaOf(key)), 'street', 'city')),
  )
  const countries = keysOf(({ kind }) => kind === 'country')
  return {
    contact: contact.size > 1 ? contact : new Set(),
    address: places.size > 0 ? places.union(countries) : places,
  }
}

/** Of a list of objects: the kind of what each `value` is. */
function kindOfValues(schema: JsonSchema): FieldKind {
  const { value = {} } = (itemsOf(schema)['properties'] ?? {}) as { value?: JsonSchema }
  return fieldKindOf(value)
}

function itemsOf(schema: JsonSchema): JsonSchema {
  return (schema['items'] ?? {}) as JsonSchema
}

function placeOf(
  { key, section }: DescribedField,
  { contact, address }: ReturnType<typeof subjectsOf>,
): { readonly key: string; readonly title?: string } {
  const [root, plugin = ''] = key.split('.')
  if (root === 'custom') return { key: 'custom', title: 'More' }
  if (root === 'ext') return { key: `ext.${plugin}`, title: labelOf(plugin) }
  if (section !== undefined) return { key: sectionKey(section), title: section }
  if (contact.has(key)) return { key: 'contact' }
  return { key: address.has(key) ? 'address' : 'main' }
}

/** `Data protection` → `data-protection`. */
export function sectionKey(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
}
