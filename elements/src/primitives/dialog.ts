import { css, type ReactiveController, type ReactiveControllerHost } from 'lit'

import { firstControl } from './popover.ts'

type Host = ReactiveControllerHost & HTMLElement

export interface DialogOptions {
  /** Of the `<dialog>` in the host's shadow root. */
  readonly selector: string
  /** Asked before a person closes it (Escape, a press beside it); false keeps it open: unsaved changes. */
  readonly mayClose?: () => boolean | Promise<boolean>
  readonly onClose?: (returnValue: string) => void
}

/** A native modal `<dialog>`: focus kept inside by the browser, also across shadow roots; back to its opener at the end. */
export class DialogController implements ReactiveController {
  readonly #host: Host
  readonly #options: DialogOptions
  #dialog: HTMLDialogElement | undefined
  #opener: Element | null = null

  constructor(host: Host, options: DialogOptions) {
    this.#host = host
    this.#options = options
    host.addController(this)
  }

  get isOpen(): boolean {
    return this.#dialog?.open ?? false
  }

  async open(): Promise<void> {
    await this.#host.updateComplete
    const dialog = this.#host.shadowRoot?.querySelector<HTMLDialogElement>(this.#options.selector)
    if (!dialog || dialog.open || !this.#host.isConnected) return
    this.#opener = deepActiveElement()
    this.#dialog = dialog
    dialog.addEventListener('cancel', this.#cancelled)
    dialog.addEventListener('keydown', this.#keydown)
    dialog.addEventListener('close', this.#closed)
    dialog.addEventListener('pointerdown', this.#pressed)
    dialog.showModal()
    const first = dialog.querySelector<HTMLElement>('[autofocus]') ?? firstControl(bodyOf(dialog))
    first?.focus()
    this.#host.requestUpdate()
  }

  /** Without asking. */
  close(returnValue = ''): void {
    this.#dialog?.close(returnValue)
  }

  /** As a person does: asks whether it may. */
  async requestClose(): Promise<void> {
    if ((await this.#options.mayClose?.()) !== false) this.close()
  }

  hostDisconnected(): void {
    this.#dialog?.close()
    this.#forget()
  }

  readonly #cancelled = (event: Event): void => {
    // A file input inside sends `cancel` too.
    if (event.target !== this.#dialog) return
    event.preventDefault()
    void this.requestClose()
  }

  /** Chromium lets a page refuse Escape only once without a press in between: the second one would lose what was typed. */
  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    event.stopPropagation()
    void this.requestClose()
  }

  /** A press on the backdrop: on the dialog itself, outside its box. */
  readonly #pressed = (event: PointerEvent): void => {
    const dialog = this.#dialog
    if (!dialog || event.target !== dialog) return
    const box = dialog.getBoundingClientRect()
    const { clientX: x, clientY: y } = event
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) void this.requestClose()
  }

  readonly #closed = (event: Event): void => {
    const dialog = this.#dialog
    if (!dialog || event.target !== dialog) return
    this.#forget()
    const opener = this.#opener
    this.#opener = null
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    this.#options.onClose?.(dialog.returnValue)
    this.#host.requestUpdate()
  }

  #forget(): void {
    this.#dialog?.removeEventListener('cancel', this.#cancelled)
    this.#dialog?.removeEventListener('keydown', this.#keydown)
    this.#dialog?.removeEventListener('close', this.#closed)
    this.#dialog?.removeEventListener('pointerdown', this.#pressed)
    this.#dialog = undefined
  }
}

function bodyOf(dialog: HTMLDialogElement): ParentNode {
  return dialog.querySelector('.dialog-body') ?? dialog
}

/** The focused element, through shadow roots. */
export function deepActiveElement(): Element | null {
  let active = document.activeElement
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
  return active
}

/** `.dialog` in the middle, `.dialog.drawer` at the end of the page; both fill a narrow one. */
export const dialogStyles = css`
  .dialog {
    width: min(560px, calc(100vw - 32px));
    max-width: none;
    max-height: min(760px, calc(100dvh - 48px));
    margin: auto;
    padding: 0;
    overflow: hidden;
    border: 0;
    border-radius: calc(var(--_radius) + 4px);
    color: var(--_text);
    background: var(--_raised);
    box-shadow: var(--_shadow);
    font-family: var(--_font);
    font-size: var(--_font-size);
    line-height: var(--_line-height);
    text-align: start;
  }
  .dialog[open] {
    display: flex;
    flex-direction: column;
    animation: dialog-in var(--_duration) ease-out;
  }
  .dialog::backdrop {
    background: light-dark(rgb(18 22 34 / 38%), rgb(0 0 0 / 58%));
    animation: backdrop-in var(--_duration) ease-out;
  }
  .dialog.drawer {
    width: min(640px, 100vw);
    height: 100dvh;
    max-height: none;
    margin: 0;
    margin-inline-start: auto;
    border-radius: 0;
  }
  .dialog.drawer[open] {
    animation-name: drawer-in;
  }
  .dialog.drawer[open]:dir(rtl) {
    animation-name: drawer-in-rtl;
  }
  .dialog-header {
    flex: none;
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 14px 14px 12px 20px;
    border-block-end: 1px solid var(--_border);
  }
  .dialog-header h2 {
    flex: 1;
    min-width: 0;
    margin: 0;
    overflow-wrap: anywhere;
    font-size: calc(var(--_font-size) + 2px);
    font-weight: 600;
  }
  .dialog-body {
    flex: 1;
    padding: 20px;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .dialog-footer {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    padding: 12px 20px;
    border-block-start: 1px solid var(--_border);
  }
  @keyframes dialog-in {
    from {
      opacity: 0;
      transform: translateY(6px) scale(0.985);
    }
  }
  @keyframes drawer-in {
    from {
      transform: translateX(48px);
      opacity: 0;
    }
  }
  @keyframes drawer-in-rtl {
    from {
      transform: translateX(-48px);
      opacity: 0;
    }
  }
  @keyframes backdrop-in {
    from {
      opacity: 0;
    }
  }
  @media (forced-colors: active) {
    .dialog {
      border: 1px solid;
    }
  }
`
