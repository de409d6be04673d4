import type { Notice } from '../base/context.ts'
import type { CrmElement } from '../base/crm-element.ts'
import type { BeforeAnswer } from '../base/events.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import type { BoardPlan, PlanRequest } from './board-plan.ts'
import type { BoardSource } from './board-source.ts'
import type { BoardView } from './board-view.ts'
import type { CardPlaces } from './card-places.ts'

/** How the element speaks: to its reader, to its page, to the server. */
interface Voice {
  readonly element: CrmElement
  readonly t: (key: MessageKey, values?: MessageValues) => string
  readonly announce: (text: string, how?: 'polite' | 'assertive') => void
  readonly notify: (notice: Notice) => void
  /** False when the page shows the failure itself. */
  readonly fail: (error: unknown, source: string) => boolean
  readonly emit: <D>(
    type: `crm-${string}`,
    detail: D,
    options?: { readonly cancelable?: boolean },
  ) => boolean
  readonly askHost: <D extends object>(verb: string, detail: D) => Promise<BeforeAnswer>
}

/** The element, as what it is made of asks it: its properties are read when they are needed. */
export interface BoardElement extends Voice {
  readonly planRequest: () => PlanRequest
  /** px from one card to the next */
  readonly pitch: () => number
  readonly mayMove: () => boolean
  /** Id of the saved view the page asks for. */
  readonly viewId: () => string | undefined
  /** As it was drawn last; undefined while there is nothing to draw. */
  readonly view: () => BoardView | undefined
}

/** The board as its rooms see it: what it is of, what lies where, and how to speak. */
export interface BoardHost extends Voice {
  readonly crm: CrmClient | undefined
  /** Undefined until it is known of what the board is. */
  readonly plan: BoardPlan | undefined
  readonly places: CardPlaces
  readonly source: BoardSource
}
