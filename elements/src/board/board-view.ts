import type { Rec } from '../client/record.ts'
import type { FieldContext } from '../fields/renderers.ts'
import type { Format } from '../i18n/format.ts'
import type { MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import type { BoardColumn, BoardPlan } from './board-plan.ts'
import type { CardFields } from './board-query.ts'
import type { CardPlaces } from './card-places.ts'
import type { ColumnRows } from './column-rows.ts'
import type { QuickCreate } from './quick-create.ts'

/** Draws what is inside a card, in place of ours. */
export type CardRenderer = (record: Rec, column: BoardColumn) => unknown

/** The board at the moment of a drawing: what its templates read, and what a press on them does. */
export interface BoardView {
  readonly plan: BoardPlan
  readonly places: CardPlaces
  readonly fields: FieldContext
  readonly format: Format
  readonly card: CardFields
  readonly renderCard: CardRenderer | undefined
  readonly selected: ReadonlySet<string>
  /** Keys of the columns that are folded. */
  readonly collapsed: ReadonlySet<string>
  /** Lanes of those who have nothing are shown too; undefined: there are no lanes. */
  readonly everybody: boolean | undefined
  /** The card that Tab comes to. */
  readonly activeId: string | undefined
  /** Cards under way. */
  readonly dragging: ReadonlySet<string>
  /** Where they would go. */
  readonly target: { readonly rows: ColumnRows; readonly index: number } | undefined
  /** Just changed by somebody else. */
  readonly fresh: ReadonlySet<string>
  readonly creating: QuickCreate
  readonly mayMove: boolean
  readonly mayCreate: boolean
  readonly t: (key: MessageKey, values?: MessageValues) => string
  /** First and last card of a column to draw. */
  range(rows: ColumnRows): readonly [number, number]
  toggleColumn(key: string): void
  openMove(id: string, anchor: HTMLElement): void
  showEverybody(everybody: boolean): void
}
