import type { FieldKind } from '@crmkit/schemas'

import type { DescribedField } from './describe-fields.ts'
import type { Entity, EntityWords } from './entity.ts'

/** What a list of 1,280 pixels shows without scrolling sideways. */
const MAX_COLUMNS = 8
/** What tells records apart at a glance, the most telling first. */
const TELLING: readonly FieldKind[] = [
  ...(['select', 'money', 'relation', 'email', 'phone', 'date', 'date-time'] as const),
  ...(['member', 'tags', 'relations', 'text', 'country', 'integer', 'number', 'boolean'] as const),
]

/**
 * The columns of a list for which nobody has chosen any: those the author names, else the title and the most telling of the fields
 * there is an index for, because people look for those and a list sorts by them at any size; in the order of the fields.
 */
export function defaultColumns(
  entity: Entity,
  fields: readonly DescribedField[],
  title: string,
): string[] {
  const { columns } = entity.schema['x-crm'] as EntityWords
  if (columns) return columns.filter((key) => fields.some((field) => field.key === key))
  const offered = fields.filter((field) => field.key !== title && isOffered(entity, field))
  const chosen = byTurns(offered).slice(0, MAX_COLUMNS - 1)
  return [title, ...fields.filter((field) => chosen.includes(field)).map(({ key }) => key)]
}

/** The first of each kind, then the second of each: five relations in a row would crowd out the date. */
function byTurns(fields: readonly DescribedField[]): DescribedField[] {
  const rank = ({ kind }: DescribedField): number => TELLING.indexOf(kind)
  const turns = new Map<DescribedField, number>()
  for (const ofKind of Map.groupBy(fields, ({ kind }) => kind).values()) {
    for (const [turn, field] of ofKind.entries()) turns.set(field, turn)
  }
  const turn = (field: DescribedField): number => turns.get(field) ?? 0
  return fields
    .filter((field) => rank(field) >= 0)
    .sort((one, other) => turn(one) - turn(other) || rank(one) - rank(other))
}

function isOffered(entity: Entity, { key, system, hidden, kind }: DescribedField): boolean {
  if (hidden === true) return false
  if (system === true) return key === 'ownerId'
  const property = entity.properties.get(key)
  // Of texts only those people group by: a last name beside the name says nothing new.
  return property?.indexed === true && (kind !== 'text' || property.words.facet === true)
}
