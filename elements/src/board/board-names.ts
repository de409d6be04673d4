import { type Rec, valueAt } from '../client/record.ts'
import type { MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import type { BoardColumn, BoardPlan } from './board-plan.ts'
import type { CardPlaces, Lane } from './card-places.ts'

interface Speaker {
  readonly t: (key: MessageKey, values?: MessageValues) => string
}

interface Knowing extends Speaker {
  readonly plan: BoardPlan | undefined
  readonly places: CardPlaces
}

export function columnName({ t }: Speaker, { key, name }: BoardColumn): string {
  return key === '' ? t('board.noValue') : name
}

/** '' where there are no lanes. */
export function laneName({ t }: Speaker, { owner, name }: Lane): string {
  if (owner === undefined) return ''
  // One who has left, or whom the reader may not see.
  return owner === '' ? t('board.noOwner') : name || t('field.unavailable')
}

export function recordTitle(
  { t, plan }: Pick<Knowing, 't' | 'plan'>,
  record: Rec | undefined,
): string {
  const value = valueAt(record, plan?.info.titleField ?? 'name')
  return typeof value === 'string' && value !== '' ? value : t('board.unnamed')
}

/** The title of one card, or how many there are. */
export function cardsTitle(board: Knowing, ids: readonly string[]): string {
  const [first = ''] = ids
  return ids.length === 1
    ? recordTitle(board, board.places.record(first))
    : board.t('board.cards', { count: ids.length })
}
