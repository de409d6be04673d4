import type { ReactiveControllerHost, TemplateResult } from 'lit'

import type { Localizer } from '../i18n/localizer.ts'
import { deleteQuestion, entryEditor } from './entry-editor.ts'
import { readMentions } from './mentions.ts'
import type { TimelineEntry } from './timeline-entry.ts'

export interface InPlaceOptions {
  readonly t: () => Localizer['t']
  readonly nameOf: (entry: TimelineEntry) => string
  readonly save: (entry: TimelineEntry, text: string) => void
  readonly remove: (entry: TimelineEntry) => void
}

/** The one entry whose words are being changed, or that may be deleted: its editor or the question stand in its place. */
export class EntryInPlace {
  #now: { readonly id: string; readonly asks?: boolean; readonly fault?: string } | undefined
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #options: InPlaceOptions

  constructor(host: ReactiveControllerHost & HTMLElement, options: InPlaceOptions) {
    this.#host = host
    this.#options = options
  }

  template(entry: TimelineEntry): TemplateResult | undefined {
    const now = this.#now
    if (now?.id !== entry.id) return undefined
    const { nameOf, save, remove } = this.#options
    const t = this.#options.t()
    const cancel = (): void => {
      this.settle(entry)
    }
    if (now.asks) return deleteQuestion({ t, proceed: () => remove(entry), keep: cancel })
    return entryEditor({
      t,
      label: nameOf(entry),
      text: readMentions(entry.body ?? '').text,
      fault: now.fault,
      save: (text) => save(entry, text),
      cancel,
    })
  }

  edit(entry: TimelineEntry): void {
    this.#now = { id: entry.id }
    void this.#focusIn(entry, 'edit')
  }

  ask(entry: TimelineEntry): void {
    this.#now = { id: entry.id, asks: true }
    void this.#focusIn(entry, 'keep')
  }

  /** The words stay where they are, with why they were refused. */
  refuse({ id }: TimelineEntry, fault: string): void {
    this.#now = { id, fault }
    this.#host.requestUpdate()
  }

  /** Back to how it stands; the focus to where the menu was opened. */
  settle(entry: TimelineEntry): void {
    this.clear()
    void this.#focusIn(entry, 'menu')
  }

  clear(): void {
    this.#now = undefined
  }

  async #focusIn({ id }: TimelineEntry, control: string): Promise<void> {
    this.#host.requestUpdate()
    await this.#host.updateComplete
    const entry = this.#host.shadowRoot?.querySelector(`#entry-${id}`)
    entry?.querySelector<HTMLElement>(`[data-control="${control}"]`)?.focus()
  }
}
