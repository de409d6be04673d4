import { css, type ReactiveController, type ReactiveControllerHost } from 'lit'

import { place, type Placement } from './place.ts'

type Host = ReactiveControllerHost & HTMLElement

export interface PopoverOptions extends Placement {
  /** Of the panel in the host's shadow root. */
  readonly selector: string
  /** Default: the first control inside. `none` leaves the focus where it is. */
  readonly focus?: 'first' | 'none'
  readonly onClose?: () => void
}

/** A panel with anything in it beside a control: `<div class="popover" popover="auto" id="filters">`. */
export class PopoverController implements ReactiveController {
  readonly #host: Host
  readonly #options: PopoverOptions
  #anchor: HTMLElement | undefined
  #unplace: (() => void) | undefined
  #panel: HTMLElement | undefined

  constructor(host: Host, options: PopoverOptions) {
    this.#host = host
    this.#options = options
    host.addController(this)
  }

  get isOpen(): boolean {
    return this.#panel !== undefined
  }

  toggle(anchor: HTMLElement): void {
    if (this.isOpen && this.#anchor === anchor) this.close()
    else void this.open(anchor)
  }

  async open(anchor: HTMLElement): Promise<void> {
    this.close()
    await this.#host.updateComplete
    const panel = this.#host.shadowRoot?.querySelector<HTMLElement>(this.#options.selector)
    if (!panel) return
    this.#anchor = anchor
    this.#panel = panel
    panel.addEventListener('toggle', this.#toggled)
    panel.addEventListener('keydown', this.#keydown)
    panel.showPopover()
    this.#unplace = place(panel, anchor, this.#options)
    anchor.setAttribute('aria-expanded', 'true')
    this.#host.requestUpdate()
    await this.#host.updateComplete
    if (this.#options.focus !== 'none') firstControl(panel)?.focus()
  }

  close(): void {
    if (!this.#panel) return
    this.#panel.hidePopover()
    this.#closed()
  }

  hostDisconnected(): void {
    this.#closed()
  }

  readonly #toggled = (event: Event): void => {
    if ((event as ToggleEvent).newState === 'closed') this.#closed()
  }

  /** The browser would close it too; but the key must not also close the dialog around it. */
  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    event.stopPropagation()
    this.close()
  }

  #closed(): void {
    const panel = this.#panel
    if (!panel) return
    this.#panel = undefined
    this.#unplace?.()
    panel.removeEventListener('toggle', this.#toggled)
    panel.removeEventListener('keydown', this.#keydown)
    this.#anchor?.setAttribute('aria-expanded', 'false')
    const hasFocus = panel.matches(':focus-within') || !this.#host.shadowRoot?.activeElement
    if (hasFocus && this.#host.isConnected) this.#anchor?.focus()
    this.#anchor = undefined
    this.#options.onClose?.()
    this.#host.requestUpdate()
  }
}

const CONTROLS =
  'button:not(:disabled), input:not(:disabled, [type="hidden"]), select:not(:disabled), textarea:not(:disabled), a[href], [tabindex="0"]'

export function firstControl(root: ParentNode): HTMLElement | null {
  return root.querySelector<HTMLElement>('[autofocus]') ?? root.querySelector<HTMLElement>(CONTROLS)
}

export const popoverStyles = css`
  .popover {
    max-width: min(480px, calc(100vw - 16px));
    max-height: min(560px, 80vh);
    padding: 12px;
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
  @media (forced-colors: active) {
    .popover {
      border: 1px solid;
    }
  }
`
