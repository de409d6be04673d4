import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit'

import type { CrmClient } from '../client/crm-client.ts'
import { fromLocalTime } from '../fields/local-time.ts'
import type { Localizer } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import { createRoving } from '../primitives/roving.ts'
import { activityIcon } from './activity-icon.ts'
import { MentionBox } from './mention-box.ts'
import { writeMentions } from './mentions.ts'

type Host = ReactiveControllerHost & HTMLElement

export type ComposerKind = 'comment' | 'note' | 'call' | 'meeting' | 'task' | 'email'

/** What somebody wrote, before it is stored. */
export interface Draft {
  readonly kind: ComposerKind
  readonly subject: string
  readonly body: string
  /** Instant. */
  readonly at: string | undefined
}

export interface ComposerOptions {
  readonly crm: () => CrmClient | undefined
  readonly localizer: () => Localizer
  readonly announce: (text: string) => void
  /** Names of the mentioned who have no access; an error text when it was refused; else it is stored. */
  readonly submit: (
    draft: Draft,
  ) => Promise<{ readonly refused?: string; readonly noAccess?: readonly string[] }>
}

const KINDS: readonly ComposerKind[] = ['comment', 'note', 'call', 'meeting', 'task', 'email']
/** Those that have a name and a time. */
const NAMED: ReadonlySet<ComposerKind> = new Set(['call', 'meeting', 'task', 'email'])
/** Those that say nothing without a text. */
const SPOKEN: ReadonlySet<ComposerKind> = new Set(['comment', 'note'])

/** Where one writes down what happened or is to be done. */
export class Composer {
  kind: ComposerKind = 'comment'
  readonly #host: Host
  readonly #options: ComposerOptions
  readonly #mentions: MentionBox
  readonly #roving
  #text = ''
  #subject = ''
  #at = ''
  #fault: string | undefined
  #warning: string | undefined
  #isBusy = false

  constructor(host: Host, options: ComposerOptions) {
    this.#host = host
    this.#options = options
    this.#roving = createRoving({
      orientation: 'horizontal',
      items: () => [...(host.shadowRoot?.querySelectorAll<HTMLElement>('.composer-kind') ?? [])],
    })
    this.#mentions = new MentionBox(host, {
      id: 'composer-text',
      crm: options.crm,
      label: () => options.localizer().t('composer.mentions'),
      found: (count) =>
        options.announce(options.localizer().t('composer.mentionsFound', { count })),
      onText: (text) => {
        this.#text = text
        host.requestUpdate()
      },
    })
  }

  stop(): void {
    this.#mentions.close()
  }

  render(allowed: (kind: ComposerKind) => boolean): unknown {
    const kinds = KINDS.filter(allowed)
    if (kinds.length === 0) return nothing
    const kind = kinds.includes(this.kind) ? this.kind : (kinds[0] ?? 'note')
    this.kind = kind
    const { t } = this.#options.localizer()
    return html`<form
      class="composer"
      part="composer"
      aria-label=${t('composer.label')}
      novalidate
      @submit=${this.#submit}
      @keydown=${this.#formKeys}
    >
      ${this.#kinds(kinds, kind)}
      <div class="composer-fields">
        ${NAMED.has(kind) ? this.#subjectRow(kind) : nothing} ${this.#textBox(kind)}
      </div>
      <div class="composer-foot">
        ${this.#note()}
        <button
          type="submit"
          class="button primary small"
          aria-busy=${this.#isBusy ? 'true' : nothing}
        >
          ${t('composer.submit', { name: t(`timeline.kind.${kind}`).toLowerCase() })}
        </button>
      </div>
      ${this.#mentions.render()}
    </form>`
  }

  #kinds(kinds: readonly ComposerKind[], selected: ComposerKind): TemplateResult {
    const { t } = this.#options.localizer()
    return html`<div
      class="composer-kinds"
      role="radiogroup"
      aria-label=${t('composer.kind')}
      @keydown=${(event: KeyboardEvent) => {
        if (this.#roving.handle(event)) this.#focused()
      }}
    >
      ${kinds.map(
        (kind) =>
          html`<button
            type="button"
            class="composer-kind"
            role="radio"
            aria-checked=${String(kind === selected)}
            tabindex=${kind === selected ? 0 : -1}
            data-kind=${kind}
            @click=${() => {
              this.#choose(kind)
            }}
          >
            ${activityIcon(kind)}<span>${t(`timeline.kind.${kind}`)}</span>
          </button>`,
      )}
    </div>`
  }

  #subjectRow(kind: ComposerKind): TemplateResult {
    const { t } = this.#options.localizer()
    return html`<div class="composer-row">
      <input
        class="composer-subject"
        id="composer-subject"
        aria-label=${t('composer.subject')}
        placeholder=${t('composer.subject')}
        maxlength="300"
        aria-invalid=${this.#fault !== undefined && this.#subject.trim() === '' ? 'true' : nothing}
        aria-describedby=${this.#fault === undefined ? nothing : 'composer-note'}
        .value=${this.#subject}
        @input=${(event: Event) => {
          this.#subject = (event.target as HTMLInputElement).value
          this.#forgive()
        }}
      />
      <label class="composer-when"
        ><span>${t(`composer.when.${kind}` as MessageKey)}</span>
        <input
          type="datetime-local"
          id="composer-at"
          .value=${this.#at}
          @input=${(event: Event) => {
            this.#at = (event.target as HTMLInputElement).value
          }}
      /></label>
    </div>`
  }

  #textBox(kind: ComposerKind): TemplateResult {
    const { t } = this.#options.localizer()
    const mentions = this.#mentions
    const placeholder = t(`composer.text.${kind}`)
    return html`<textarea
      class="composer-text"
      id="composer-text"
      rows="2"
      maxlength=${kind === 'comment' ? 10_000 : 20_000}
      aria-label=${placeholder}
      placeholder=${placeholder}
      aria-autocomplete=${kind === 'comment' ? 'list' : nothing}
      aria-controls=${mentions.isOpen ? mentions.listId : nothing}
      aria-activedescendant=${mentions.activeId ?? nothing}
      aria-describedby=${this.#fault === undefined ? nothing : 'composer-note'}
      .value=${this.#text}
      @input=${this.#typed}
      @keydown=${(event: KeyboardEvent) => mentions.keydown(event)}
      @blur=${() => {
        mentions.close()
      }}
    ></textarea>`
  }

  #note(): TemplateResult {
    const text = this.#fault ?? this.#warning
    const look = this.#fault === undefined ? 'warning' : 'fault'
    return html`<p class="composer-note ${look}" id="composer-note" role="status">${text ?? ''}</p>`
  }

  #choose(kind: ComposerKind): void {
    this.kind = kind
    this.#fault = undefined
    this.#warning = undefined
    this.#mentions.close()
    this.#host.requestUpdate()
  }

  /** A radio follows the focus (APG radio group). */
  #focused(): void {
    const focused = this.#host.shadowRoot?.activeElement
    const kind = focused instanceof HTMLElement ? focused.dataset['kind'] : undefined
    if (kind) this.#choose(kind as ComposerKind)
  }

  #typed = ({ target }: Event): void => {
    const box = target as HTMLTextAreaElement
    this.#text = box.value
    if (this.kind === 'comment') this.#mentions.input(box)
    this.#forgive()
  }

  #forgive(): void {
    if (this.#fault === undefined && this.#warning === undefined) return
    this.#fault = undefined
    this.#warning = undefined
    this.#host.requestUpdate()
  }

  #formKeys = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void this.#submit(event)
  }

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (this.#isBusy) return
    const { kind } = this
    const { t } = this.#options.localizer()
    const [subject, text] = [this.#subject.trim(), this.#text.trim()]
    if (NAMED.has(kind) && subject === '')
      return this.#refuse(t('composer.needsSubject'), 'subject')
    if (SPOKEN.has(kind) && text === '') return this.#refuse(t('composer.needsText'), 'text')
    this.#isBusy = true
    this.#host.requestUpdate()
    const body = kind === 'comment' ? writeMentions(text, this.#mentions.chosen) : text
    const at = this.#at === '' ? undefined : fromLocalTime(this.#at, undefined)
    const { refused, noAccess = [] } = await this.#options.submit({
      kind,
      subject: NAMED.has(kind) ? subject : '',
      body,
      at: NAMED.has(kind) ? at : undefined,
    })
    this.#isBusy = false
    if (refused !== undefined) return this.#refuse(refused, 'text')
    this.#text = this.#subject = this.#at = ''
    this.#mentions.chosen = []
    const { format } = this.#options.localizer()
    this.#warning =
      noAccess.length === 0
        ? undefined
        : t('composer.noAccess', { count: noAccess.length, names: format.list(noAccess) })
    if (this.#warning !== undefined) this.#options.announce(this.#warning)
    this.#host.requestUpdate()
    await this.#host.updateComplete
    this.#box('text')?.focus()
  }

  #refuse(why: string, where: 'subject' | 'text'): void {
    this.#fault = why
    this.#host.requestUpdate()
    this.#box(where)?.focus()
  }

  #box(which: 'subject' | 'text'): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(`#composer-${which}`)
  }
}
