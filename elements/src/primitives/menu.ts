import {
  css,
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit'

import { icon, type IconName } from './icon.ts'
import { place, type Placement } from './place.ts'
import { createRoving } from './roving.ts'

export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon?: IconName
  /** A second, quiet text at the end: a shortcut, a count. */
  readonly hint?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  /** Makes it a choice that is on or off. */
  readonly checked?: boolean
  /** A line above it. */
  readonly separated?: boolean
}

export interface MenuOptions {
  readonly items: readonly MenuItem[]
  /** What the menu is about, for screen readers. */
  readonly label: string
  readonly onSelect: (id: string) => void
  /** A choice of several stays open for the next one. */
  readonly keepOpen?: boolean
  readonly placement?: Placement
}

type Host = ReactiveControllerHost & HTMLElement

/** One menu at a time for an element: `menu.toggle(button, {…})`, and `${menu.render()}` at the end of its template. */
export class MenuController implements ReactiveController {
  readonly #host: Host
  #options: MenuOptions | undefined
  #anchor: HTMLElement | undefined
  #unplace: (() => void) | undefined
  #isOpen = false
  readonly #roving = createRoving({ items: () => this.#items(), typeAhead: true })

  constructor(host: Host) {
    this.#host = host
    host.addController(this)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Whether this control's menu is open: for its `aria-expanded`. */
  isOpenFor(anchor: Element | null | undefined): boolean {
    return this.#isOpen && this.#anchor === anchor
  }

  toggle(anchor: HTMLElement, options: MenuOptions): void {
    if (this.isOpenFor(anchor)) this.close()
    else void this.open(anchor, options)
  }

  async open(anchor: HTMLElement, options: MenuOptions): Promise<void> {
    this.close()
    this.#anchor = anchor
    this.#options = options
    this.#host.requestUpdate()
    await this.#host.updateComplete
    const panel = this.#panel()
    if (!panel || this.#anchor !== anchor) return
    panel.showPopover()
    this.#unplace = place(panel, anchor, options.placement)
    this.#isOpen = true
    anchor.setAttribute('aria-expanded', 'true')
    this.#roving.focusFirst()
    this.#host.requestUpdate()
  }

  /** New items for an open menu. */
  update(items: readonly MenuItem[]): void {
    if (!this.#options) return
    this.#options = { ...this.#options, items }
    this.#host.requestUpdate()
  }

  close(): void {
    this.#panel()?.hidePopover()
    this.#closed()
  }

  hostDisconnected(): void {
    this.#closed()
  }

  render(): TemplateResult {
    const options = this.#options
    return html`<div
      class="menu"
      popover="auto"
      role="menu"
      aria-label=${options?.label ?? nothing}
      @keydown=${this.#keydown}
      @toggle=${this.#toggled}
    >
      ${options?.items.map((item) => this.#item(item, options))}
    </div>`
  }

  #item(item: MenuItem, options: MenuOptions): TemplateResult {
    const isChoice = item.checked !== undefined
    return html`${item.separated ? html`<hr role="separator" />` : ''}
      <button
        type="button"
        class="menu-item ${item.danger ? 'danger' : ''}"
        role=${isChoice ? 'menuitemcheckbox' : 'menuitem'}
        aria-checked=${isChoice ? String(item.checked) : nothing}
        aria-disabled=${item.disabled ? 'true' : nothing}
        tabindex="-1"
        data-label=${item.label}
        @click=${() => this.#select(item, options)}
        @pointermove=${hoverFocus}
      >
        ${
          isChoice
            ? html`<span class="menu-check">${item.checked ? icon('check') : ''}</span>`
            : item.icon
              ? icon(item.icon)
              : ''
        }
        <span class="menu-label">${item.label}</span>
        ${item.hint === undefined ? '' : html`<span class="menu-hint">${item.hint}</span>`}
      </button>`
  }

  #select(item: MenuItem, { onSelect, keepOpen }: MenuOptions): void {
    if (item.disabled) return
    if (!keepOpen) this.close()
    onSelect(item.id)
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (this.#roving.handle(event)) return
    if (event.key === 'Tab') this.close()
    // A single letter is the menu's, not a hotkey of the page.
    else if (event.key.length === 1) event.stopPropagation()
    else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      this.close()
    }
  }

  /** The browser closed it: a press elsewhere. */
  readonly #toggled = (event: ToggleEvent): void => {
    if (event.newState === 'closed') this.#closed()
  }

  #closed(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#unplace?.()
    this.#unplace = undefined
    this.#anchor?.setAttribute('aria-expanded', 'false')
    // The focus goes back only if it was in the menu; a press elsewhere has taken it already.
    const inside = this.#panel()?.matches(':focus-within') ?? false
    if (inside || !this.#host.shadowRoot?.activeElement) this.#anchor?.focus()
    this.#anchor = undefined
    this.#host.requestUpdate()
  }

  #panel(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('.menu')
  }

  #items(): HTMLElement[] {
    return [...(this.#panel()?.querySelectorAll<HTMLElement>('.menu-item') ?? [])]
  }
}

function hoverFocus({ currentTarget }: PointerEvent): void {
  if (currentTarget instanceof HTMLElement && !currentTarget.matches(':focus'))
    currentTarget.focus({ preventScroll: true })
}

export const menuStyles = css`
  .menu {
    min-width: 180px;
    max-width: min(340px, calc(100vw - 16px));
    max-height: min(420px, 70vh);
    padding: 4px;
    overflow: auto;
    overscroll-behavior: contain;
    border: 0;
    border-radius: calc(var(--_radius) + 2px);
    color: var(--_text);
    background: var(--_raised);
    box-shadow: var(--_shadow);
    font-family: var(--_font);
    font-size: var(--_font-size);
    line-height: var(--_line-height);
    text-align: start;
  }
  .menu:popover-open {
    animation: menu-in calc(var(--_duration) * 0.7) ease-out;
  }
  @keyframes menu-in {
    from {
      opacity: 0;
      transform: translateY(-3px);
    }
  }
  .menu hr {
    height: 1px;
    margin: 4px -4px;
    border: 0;
    background: var(--_border);
  }
  .menu-item {
    display: flex;
    align-items: center;
    gap: 9px;
    width: 100%;
    min-height: 28px;
    padding: 4px 8px;
    border: 0;
    border-radius: var(--_radius);
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .menu-item > .icon,
  .menu-check {
    flex: none;
    width: 16px;
    color: var(--_muted);
  }
  .menu-check {
    color: var(--_primary);
  }
  .menu-label {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .menu-hint {
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }
  .menu-item:focus {
    outline: none;
    background: var(--_pressed);
  }
  .menu-item.danger,
  .menu-item.danger > .icon {
    color: var(--_danger);
  }
  .menu-item.danger:focus {
    background: color-mix(in oklab, var(--_danger) 12%, transparent);
  }
  .menu-item[aria-disabled='true'] {
    opacity: 0.45;
    cursor: not-allowed;
  }
  @media (forced-colors: active) {
    .menu {
      border: 1px solid;
    }
    .menu-item:focus {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`
