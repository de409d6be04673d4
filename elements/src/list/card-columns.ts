import type { EntityInfo } from '../client/entity-schemas.ts'
import type { Column } from './columns.ts'

/** Kinds for the second line of a card, the best first. */
const CARD_LINE = ['email', 'relation', 'phone', 'url', 'money', 'date', 'text'] as const

/** The title, a coloured word beside it, and below what tells most: more is no card any more. */
export function cardColumns(
  shown: readonly Column[],
  entity: EntityInfo | undefined,
): readonly Column[] {
  const title = shown.find(({ key }) => key === entity?.titleField) ?? shown[0]
  const others = shown.filter((column) => column !== title)
  const badge = others.find(({ field }) => field.kind === 'select')
  const line = CARD_LINE.map((kind) => others.find(({ field }) => field.kind === kind)).find(
    Boolean,
  )
  return [title, badge, line].filter((column) => column !== undefined)
}
