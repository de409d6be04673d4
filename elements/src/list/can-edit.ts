import type { FieldInfo } from '../client/field-info.ts'
import type { ListContext } from './list-context.ts'

/** Kinds one control can edit in a cell; the others are edited in the record. */
const IN_CELL: ReadonlySet<string> = new Set(
  'text long-text email phone url country currency date date-time number integer money boolean select multi-select texts relation relations tags member'.split(
    ' ',
  ),
)

export function canEdit({ isEditable, entity }: ListContext, field: FieldInfo): boolean {
  return (
    isEditable && entity?.permissions.update === true && !field.readonly && IN_CELL.has(field.kind)
  )
}
