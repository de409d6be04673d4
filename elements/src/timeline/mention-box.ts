import { html, type ReactiveControllerHost, type TemplateResult } from 'lit'

import { isAbort } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import { avatar } from '../primitives/avatar.ts'
import { place } from '../primitives/place.ts'
import { type Mention, typedMention } from './mentions.ts'

type Host = ReactiveControllerHost & HTMLElement

export interface MentionBoxOptions {
  /** Of the text box, and so of the list and its options. */
  readonly id: string
  readonly crm: () => CrmClient | undefined
  readonly label: () => string
  readonly found: (count: number) => void
  /** The text has changed: a name was put in. */
  readonly onText: (text: string) => void
}

const MOST = 6
const WAIT_MS = 120

/** Members to choose from while an `@` and a name are typed; the focus stays in the text (APG combobox: list). */
export class MentionBox {
  /** Whoever was chosen since the text began. */
  chosen: Mention[] = []
  readonly #host: Host
  readonly #options: MentionBoxOptions
  #members: readonly Mention[] = []
  #active = 0
  #from: number | undefined
  #asked: AbortController | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #unplace: (() => void) | undefined

  constructor(host: Host, options: MentionBoxOptions) {
    this.#host = host
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#from !== undefined && this.#members.length > 0
  }

  /** For the text box: which option is the active one. */
  get activeId(): string | undefined {
    return this.isOpen ? `${this.#options.id}-option-${String(this.#active)}` : undefined
  }

  get listId(): string {
    return `${this.#options.id}-list`
  }

  input(box: HTMLTextAreaElement): void {
    const typed = typedMention(box.value, box.selectionStart)
    clearTimeout(this.#timer)
    if (!typed) {
      this.close()
      return
    }
    this.#timer = setTimeout(() => void this.#search(box, typed), WAIT_MS)
  }

  /** True when the key was for the list. */
  keydown(event: KeyboardEvent): boolean {
    if (!this.isOpen) return false
    const count = this.#members.length
    switch (event.key) {
      case 'ArrowDown':
        this.#active = (this.#active + 1) % count
        break
      case 'ArrowUp':
        this.#active = (this.#active + count - 1) % count
        break
      case 'Enter':
      case 'Tab':
        this.#choose(event.target as HTMLTextAreaElement, this.#members[this.#active])
        break
      case 'Escape':
        this.close()
        break
      default:
        return false
    }
    event.preventDefault()
    event.stopPropagation()
    this.#host.requestUpdate()
    return true
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#asked?.abort()
    this.#unplace?.()
    this.#unplace = undefined
    if (this.#from === undefined && this.#members.length === 0) return
    this.#from = undefined
    this.#members = []
    this.#list?.hidePopover()
    this.#host.requestUpdate()
  }

  render(): TemplateResult {
    const { id, label } = this.#options
    return html`<div
      class="mentions"
      popover="manual"
      id=${this.listId}
      role="listbox"
      aria-label=${label()}
      @pointerdown=${keepFocus}
    >
      ${this.#members.map(
        (member, index) =>
          html`<div
            class="mention-option"
            role="option"
            id="${id}-option-${index}"
            aria-selected=${String(index === this.#active)}
            @click=${() => {
              this.#choose(this.#box, member)
            }}
          >
            ${avatar(member.name, { seed: member.id, size: 'small' })}<span>${member.name}</span>
          </div>`,
      )}
    </div>`
  }

  async #search(box: HTMLTextAreaElement, typed: { from: number; word: string }): Promise<void> {
    const crm = this.#options.crm()
    if (!crm) return
    this.#asked?.abort()
    const { signal } = (this.#asked = new AbortController())
    try {
      const word = typed.word.trim()
      const page = await crm.list(
        'member',
        {
          fields: ['id', 'name'],
          limit: MOST,
          sort: 'name',
          ...(word === '' ? {} : { filter: { name: { contains: word } } }),
        },
        { signal },
      )
      const found = page.data.flatMap(({ id, name }) =>
        typeof name === 'string' ? [{ id, name }] : [],
      )
      if (found.length === 0) {
        this.close()
        return
      }
      this.#members = found
      this.#active = 0
      this.#from = typed.from
      this.#host.requestUpdate()
      await this.#host.updateComplete
      const list = this.#list
      if (list && !list.matches(':popover-open')) {
        list.showPopover()
        this.#unplace = place(list, box)
      }
      this.#options.found(found.length)
    } catch (error) {
      // A member who may not read members writes without a list.
      if (!isAbort(error)) this.close()
    }
  }

  #choose(box: HTMLTextAreaElement | null, member: Mention | undefined): void {
    const from = this.#from
    if (!box || !member || from === undefined) return
    const before = box.value.slice(0, from)
    const after = box.value.slice(box.selectionStart)
    const name = `@${member.name} `
    box.value = before + name + after.replace(/^ /, '')
    const caret = before.length + name.length
    box.setSelectionRange(caret, caret)
    this.chosen = [...this.chosen, member]
    this.#options.onText(box.value)
    this.close()
    box.focus()
  }

  get #list(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(`#${this.listId}`)
  }

  get #box(): HTMLTextAreaElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLTextAreaElement>(`#${this.#options.id}`) ?? null
  }
}

function keepFocus(event: Event): void {
  event.preventDefault()
}
