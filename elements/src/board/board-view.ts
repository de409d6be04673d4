import type { FieldInfo } from '../client/field-info.ts'
import type { Rec } from '../client/record.ts'
import type { FieldContext } from '../fields/renderers.ts'
import type { Format } from '../i18n/format.ts'
import type { MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import type { BoardColumn, BoardPlan } from './board-plan.ts'
import type { BoardSource, Lane, Place } from './board-source.ts'
import type { ColumnRows } from './column-rows.ts'

/** Fields of a card by the place they have on it. */
export interface CardFields {
  /** Below the title. */
  readonly line: FieldInfo | undefined
  /** At the foot, from the start. */
  readonly facts: readonly FieldInfo[]
  readonly owner: FieldInfo | undefined
}

/** Draws what is inside a card, in place of ours. */
export type CardRenderer = (record: Rec, column: BoardColumn) => unknown

/** What the parts of a board share: the element, seen from inside. */
export interface BoardView {
  readonly plan: BoardPlan
  readonly source: BoardSource
  readonly fields: FieldContext
  readonly format: Format
  readonly card: CardFields
  readonly renderCard: CardRenderer | undefined
  readonly selected: ReadonlySet<string>
  readonly collapsed: ReadonlySet<string>
  /** The card that Tab comes to. */
  readonly activeId: string | undefined
  readonly dragging: ReadonlySet<string>
  /** Where the dragged cards would go. */
  readonly target: { readonly rows: ColumnRows; readonly index: number } | undefined
  /** Just changed by somebody else. */
  readonly fresh: ReadonlySet<string>
  /** The column in which a record is being made. */
  readonly creating: { readonly rows: ColumnRows; readonly busy: boolean } | undefined
  readonly mayMove: boolean
  readonly mayCreate: boolean
  /** px from one card to the next */
  readonly pitch: number
  readonly t: (key: MessageKey, values?: MessageValues) => string
  nameOf(column: BoardColumn): string
  /** '' where there are no lanes. */
  laneName(lane: Lane): string
  titleOf(record: Rec | undefined): string
  range(rows: ColumnRows): readonly [number, number]
  toggleColumn(key: string): void
  startCreate(place: Omit<Place, 'index'>): void
  submitCreate(place: Omit<Place, 'index'>, title: string): void
  endCreate(): void
  openMove(id: string, anchor: HTMLElement): void
}

export function laneKey(lane: Lane): string {
  return lane.owner ?? 'all'
}
