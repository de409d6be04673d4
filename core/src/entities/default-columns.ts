import type { DescribedField } from './describe-fields.ts'
import type { Entity } from './entity.ts'
import type { FieldKind } from './field-kind.ts'

/** What a list of 1,280 pixels shows without scrolling sideways. */
const MAX_COLUMNS = 8
/** What tells records apart at a glance, the most telling first. */
const TELLING: readonly FieldKind[] = [
  ...(['select', 'money', 'relation', 'email', 'phone', 'date', 'date-time'] as const),
  ...(['member', 'tags', 'relations', 'text', 'country', 'integer', 'number', 'boolean'] as const),
]

/**
 * The columns of a list for which nobody has chosen any: the title and the most telling of the fields an author has an index for,
 * because those are what people look for and a list sorts by them at any size; in the order of the fields.
 */
export function defaultColumns(
  entity: Entity,
  fields: readonly DescribedField[],
  title: string,
): string[] {
  const rank = ({ kind }: DescribedField): number => TELLING.indexOf(kind)
  const chosen = fields
    .filter((field) => field.key !== title && isOffered(entity, field) && rank(field) >= 0)
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, MAX_COLUMNS - 1)
  return [title, ...fields.filter((field) => chosen.includes(field)).map(({ key }) => key)]
}

function isOffered(entity: Entity, { key, system, hidden, kind }: DescribedField): boolean {
  if (hidden === true) return false
  if (system === true) return key === 'ownerId'
  const property = entity.properties.get(key)
  // Of texts only those people group by: a last name beside the name says nothing new.
  return property?.indexed === true && (kind !== 'text' || property.words.facet === true)
}
