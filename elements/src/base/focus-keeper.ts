import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Where the focus is, by what it is about instead of by node: nodes are recycled, moved and replaced. */
export interface FocusPlace {
  readonly recordId: string
  /** Which control of the record: a field's key, `menu`, `select`; undefined: the record as a whole. */
  readonly control?: string | undefined
}

export interface FocusKeeperOptions {
  /** Default: the nearest `data-record-id` and `data-control`. */
  readonly placeOf?: (element: Element) => FocusPlace | undefined
  /** Default: by the same attributes. */
  readonly find?: (place: FocusPlace) => HTMLElement | null | undefined
}

type Host = ReactiveControllerHost & HTMLElement

/** Keeps the focus over every update of an element: after a re-order, a recycled row or a live change it is where it was. */
export class FocusKeeper implements ReactiveController {
  readonly #host: Host
  readonly #options: FocusKeeperOptions
  #saved:
    | {
        readonly place: FocusPlace
        readonly element: Element
        readonly selection: Selection | undefined
      }
    | undefined

  constructor(host: Host, options: FocusKeeperOptions = {}) {
    this.#host = host
    this.#options = options
    host.addController(this)
  }

  hostUpdate(): void {
    this.save()
  }

  hostUpdated(): void {
    this.restore()
  }

  save(): void {
    const element = this.#host.shadowRoot?.activeElement
    const place = element ? (this.#options.placeOf ?? placeOf)(element) : undefined
    this.#saved = element && place ? { element, place, selection: selectionOf(element) } : undefined
  }

  /** True when the focus was lost and is back. */
  restore(): boolean {
    const saved = this.#saved
    this.#saved = undefined
    if (!saved || !this.#isLost(saved)) return false
    const target = (this.#options.find ?? ((place: FocusPlace) => this.#find(place)))(saved.place)
    if (!target) return false
    target.focus({ preventScroll: true })
    select(target, saved.selection)
    return true
  }

  /** On nothing, or on a node that now is about another record; not when it went elsewhere on purpose. */
  #isLost({ element, place }: { element: Element; place: FocusPlace }): boolean {
    const now = this.#host.shadowRoot?.activeElement
    if (!now)
      return document.activeElement === document.body || document.activeElement === this.#host
    if (now !== element) return false
    const other = (this.#options.placeOf ?? placeOf)(now)
    return other?.recordId !== place.recordId || other.control !== place.control
  }

  #find({ recordId, control }: FocusPlace): HTMLElement | null | undefined {
    const record = this.#host.shadowRoot?.querySelector<HTMLElement>(
      `[data-record-id="${CSS.escape(recordId)}"]`,
    )
    if (control === undefined) return record
    return record?.querySelector<HTMLElement>(`[data-control="${CSS.escape(control)}"]`) ?? record
  }
}

function placeOf(element: Element): FocusPlace | undefined {
  const recordId = element.closest<HTMLElement>('[data-record-id]')?.dataset['recordId']
  if (recordId === undefined) return undefined
  return { recordId, control: element.closest<HTMLElement>('[data-control]')?.dataset['control'] }
}

interface Selection {
  readonly start: number
  readonly end: number
}

function selectionOf(element: Element): Selection | undefined {
  if (!(element instanceof HTMLInputElement) && !(element instanceof HTMLTextAreaElement)) return
  const { selectionStart, selectionEnd } = element
  if (selectionStart === null || selectionEnd === null) return
  return { start: selectionStart, end: selectionEnd }
}

function select(element: HTMLElement, selection: Selection | undefined): void {
  if (!selection) return
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)
    element.setSelectionRange(selection.start, selection.end)
}
