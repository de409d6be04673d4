import type { Property } from './property.ts'

/**
 * True for free text that is indexed but not part of the fragment search: an invoice number, a postal code. Its prefixes
 * are found through an index of their own, `(tenant_id, <column> text_pattern_ops) where deleted_at is null`, because an
 * index in the order of a language does not keep the texts of one prefix together.
 */
export function hasPrefixIndex(property: Property): boolean {
  return (
    property.indexed &&
    !property.searchable &&
    property.kind === 'text' &&
    property.relation === undefined &&
    !Array.isArray(property.schema['enum'])
  )
}
