import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { FieldInfo } from '../client/field-info.ts'
import type { Values } from '../fields/field-path.ts'

/** Which fields, in which order and groups; stored by the engine for each entity and role. */
export interface Layout {
  readonly sections: readonly LayoutSection[]
  /** Fields beside a record's title. */
  readonly header: readonly string[]
  /** Lists of other records below it, by name of the relation. */
  readonly related: readonly string[]
  /** Fields at its side. */
  readonly aside: readonly string[]
}

/** As much of it as a form needs. */
export type Sections = Pick<Layout, 'sections'>

export interface LayoutSection {
  /** Names the section, whatever its title. */
  readonly key?: string
  readonly title?: string
  readonly columns?: 1 | 2
  readonly fields: readonly LayoutField[]
}

export interface LayoutField {
  readonly key: string
  /** Columns it takes; default: long controls take the whole width. */
  readonly span?: 1 | 2
  readonly readonly?: boolean
  readonly rule?: LayoutRule
}

/** What happens to the field while the record meets the condition; else the opposite. */
export interface LayoutRule {
  readonly effect: 'show' | 'hide' | 'enable' | 'disable'
  /** A filter document over fields of the record itself. */
  readonly condition: Values
}

/** The layout for this actor: the stored one of its role, or one the engine draws from the schema. */
export async function loadLayout(
  crm: CrmClient,
  { name }: EntityInfo,
  signal?: AbortSignal,
): Promise<Layout> {
  const path = `/layouts/${encodeURIComponent(name)}`
  const { data } = await crm.send<{ data: Layout }>({
    method: 'GET',
    path,
    ...(signal ? { signal } : {}),
  })
  return data
}

/** A field where the layout puts it. */
export interface PlacedField extends LayoutField {
  readonly field: FieldInfo
}

export interface PlacedSection extends Omit<LayoutSection, 'fields'> {
  readonly fields: readonly PlacedField[]
}

export interface PlaceOptions {
  /** Only these, in this order. */
  readonly only?: readonly string[] | undefined
  /** A field nobody may write has no place in a form that makes a record. */
  readonly writableOnly: boolean
  /** These too, at the end, where nothing else gives them a place. */
  readonly also?: Iterable<string>
}

/** The layout with its fields found; those that do not exist for this actor leave no gap. */
export function place(
  layout: Sections,
  info: EntityInfo,
  { only, writableOnly, also = [] }: PlaceOptions,
): PlacedSection[] {
  const known = new Map(
    layout.sections.flatMap(({ fields }) => fields).map((field) => [field.key, field] as const),
  )
  const chosen: readonly LayoutSection[] = only
    ? [{ columns: 2, fields: only.map((key) => known.get(key) ?? { key }) }]
    : layout.sections
  const there = new Set(chosen.flatMap(({ fields }) => fields.map(({ key }) => key)))
  const rest = [...also].filter((key) => !there.has(key)).map((key) => ({ key }))
  const placed = [...chosen, { key: 'also', fields: rest } as LayoutSection].map((section) => ({
    ...section,
    fields: section.fields.flatMap((own): PlacedField[] => {
      const field = info.field(own.key)
      if (!field || (writableOnly && field.readonly)) return []
      return [{ ...own, field }]
    }),
  }))
  const beside = currenciesBeside(placed)
  return placed
    .map((section) => ({
      ...section,
      fields: section.fields.filter(({ key }) => !beside.has(key)),
    }))
    .filter(({ fields }) => fields.length > 0)
}

/** An amount's control has its currency in it. */
function currenciesBeside(sections: readonly PlacedSection[]): ReadonlySet<string | undefined> {
  return new Set(sections.flatMap(({ fields }) => fields).map(({ field }) => field.currencyField))
}

const WIDE = new Set(['long-text', 'objects', 'address', 'json'])

export function spanOf({ span, field }: PlacedField): 1 | 2 {
  return span ?? (WIDE.has(field.kind) ? 2 : 1)
}
