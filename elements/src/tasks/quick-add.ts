import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit'

import type { Localizer } from '../i18n/localizer.ts'
import { icon } from '../primitives/icon.ts'
import { readTask, type TypedTask } from './due-words.ts'
import { dayIn, type PlainDay } from './plain-day.ts'
import { dayWord } from './task-row.ts'

export interface QuickAddOptions {
  readonly localizer: () => Localizer
  readonly timeZone: () => string
  /** Why it was refused; undefined: it is stored. */
  readonly submit: (task: TypedTask) => Promise<string | undefined>
}

/** A line for a new task; what it says of a date is shown before it is stored. */
export class QuickAdd {
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #options: QuickAddOptions
  #line = ''
  #day: PlainDay | undefined
  #fault: string | undefined
  #isBusy = false

  constructor(host: ReactiveControllerHost & HTMLElement, options: QuickAddOptions) {
    this.#host = host
    this.#options = options
  }

  focus(): void {
    this.#input?.focus()
  }

  render(): TemplateResult {
    const { t } = this.#options.localizer()
    const due = this.#dueText()
    return html`<form class="quick" novalidate @submit=${this.#submit}>
      <span class="quick-plus" aria-hidden="true">${icon('plus')}</span>
      <input
        class="quick-text"
        id="quick-text"
        aria-label=${t('tasks.add')}
        aria-describedby="quick-note"
        aria-invalid=${this.#fault === undefined ? nothing : 'true'}
        aria-keyshortcuts="N"
        placeholder=${t('tasks.addHint')}
        maxlength="300"
        autocomplete="off"
        .value=${this.#line}
        @input=${this.#typed}
        @keydown=${this.#keys}
      />
      <span
        class="quick-note ${this.#fault === undefined ? '' : 'fault'}"
        id="quick-note"
        role="status"
        >${this.#fault ?? due ?? ''}</span
      >
      <label class="quick-date" title=${t('tasks.addDue')}>
        <span class="visually-hidden">${t('tasks.addDue')}</span>
        <input
          type="date"
          .value=${this.#task.day ?? ''}
          @change=${(event: Event) => {
            this.#day = ((event.target as HTMLInputElement).value || undefined) as
              PlainDay | undefined
            this.#host.requestUpdate()
          }}
        />
      </label>
      <button
        type="submit"
        class="button primary small"
        aria-busy=${this.#isBusy ? 'true' : nothing}
        ?hidden=${this.#line.trim() === ''}
      >
        ${t('tasks.add')}
      </button>
    </form>`
  }

  get #task(): TypedTask {
    const today = dayIn(Date.now(), this.#options.timeZone())
    const typed = readTask(this.#line, today)
    return this.#day === undefined ? typed : { ...typed, day: this.#day }
  }

  #dueText(): string | undefined {
    const { day, time, subject } = this.#task
    if (day === undefined || subject === '') return undefined
    const localizer = this.#options.localizer()
    const word = dayWord(localizer, day, dayIn(Date.now(), this.#options.timeZone()))
    const clock = time === undefined ? '' : `, ${localizer.format.time(`${day}T${time}`)}`
    return localizer.t('tasks.dueWill', { date: word + clock })
  }

  #typed = ({ target }: Event): void => {
    this.#line = (target as HTMLInputElement).value
    this.#fault = undefined
    this.#host.requestUpdate()
  }

  #keys = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.#line === '') return
    event.preventDefault()
    event.stopPropagation()
    this.#clear()
  }

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (this.#isBusy) return
    const task = this.#task
    if (task.subject === '') this.#fault = this.#options.localizer().t('tasks.addWithout')
    else {
      this.#isBusy = true
      this.#host.requestUpdate()
      this.#fault = await this.#options.submit(task)
      this.#isBusy = false
      if (this.#fault === undefined) this.#clear()
    }
    this.#host.requestUpdate()
    this.focus()
  }

  #clear(): void {
    this.#line = ''
    this.#day = undefined
    this.#fault = undefined
    this.#host.requestUpdate()
  }

  get #input(): HTMLInputElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLInputElement>('#quick-text')
  }
}
