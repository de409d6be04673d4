import { css, html, type ReactiveControllerHost, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import type { Notice } from '../base/context.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import { icon } from './icon.ts'

interface Shown extends Notice {
  readonly id: number
}

/** Long enough to read 12 words; with a way back, to find the button too. */
const DURATION_MS = 6_000
const DURATION_WITH_ACTION_MS = 10_000
/** More would cover the page; the oldest goes. */
const MOST = 3

type Translate = (key: MessageKey, values?: Readonly<Record<string, string>>) => string

/** Notices at the lower edge of the page, above open dialogs too: the top layer, no z-index. */
export class Toaster {
  readonly #host: ReactiveControllerHost & HTMLElement
  #shown: readonly Shown[] = []
  #next = 0
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>()

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host
    host.addController(this)
  }

  show = (notice: Notice): void => {
    const shown = { ...notice, id: this.#next++ }
    const kept = this.#shown.slice(-(MOST - 1))
    for (const { id } of this.#shown) if (!kept.some((other) => other.id === id)) this.#forget(id)
    this.#shown = [...kept, shown]
    this.#start(shown)
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    for (const id of [...this.#timers.keys()]) this.#forget(id)
    this.#shown = []
  }

  hostUpdated(): void {
    const region = this.#host.shadowRoot?.querySelector<HTMLElement>('.toasts')
    // A provider that has left the page has nobody to tell.
    if (!region?.isConnected) return
    const isOpen = region.matches(':popover-open')
    if (this.#shown.length > 0) {
      // Shown again, so that it is above a dialog that opened after it.
      if (isOpen) region.hidePopover()
      region.showPopover()
    } else if (isOpen) region.hidePopover()
  }

  render(t: Translate): TemplateResult {
    return html`<div
      class="toasts"
      part="base"
      popover="manual"
      role="region"
      aria-label=${t('toast.region')}
    >
      ${repeat(
        this.#shown,
        ({ id }) => id,
        (shown) => this.#toast(shown, t),
      )}
    </div>`
  }

  #toast(shown: Shown, t: Translate): TemplateResult {
    const { kind = 'info', text, action } = shown
    const hold = (): void => this.#stop(shown.id)
    const go = (): void => this.#start(shown)
    return html`<div
      class="toast"
      part="toast"
      data-kind=${kind}
      role=${kind === 'error' ? 'alert' : 'status'}
      @pointerenter=${hold}
      @pointerleave=${go}
      @focusin=${hold}
      @focusout=${go}
    >
      ${kind === 'info' ? '' : icon(kind === 'error' ? 'alert' : 'check')}
      <span>${text}</span>
      ${
        action
          ? html`<button type="button" @click=${() => this.#run(shown)}>${action.label}</button>`
          : ''
      }
      <button
        type="button"
        class="close"
        aria-label=${t('action.close')}
        @click=${() => this.#close(shown.id)}
      >
        ${icon('close')}
      </button>
    </div>`
  }

  #run({ id, action }: Shown): void {
    this.#close(id)
    action?.run()
  }

  #start({ id, action, durationMs }: Shown): void {
    this.#stop(id)
    const wait = durationMs ?? (action ? DURATION_WITH_ACTION_MS : DURATION_MS)
    this.#timers.set(
      id,
      setTimeout(() => this.#close(id), wait),
    )
  }

  #stop(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
  }

  #forget(id: number): void {
    this.#stop(id)
  }

  #close(id: number): void {
    this.#forget(id)
    this.#shown = this.#shown.filter((other) => other.id !== id)
    this.#host.requestUpdate()
  }
}

export const toastStyles = css`
  .toasts {
    position: fixed;
    inset: auto 0 20px 0;
    margin: 0 auto;
    width: max-content;
    max-width: calc(100vw - 32px);
    padding: 0;
    border: 0;
    background: none;
    overflow: visible;
    flex-direction: column;
    gap: 8px;
    align-items: center;
  }
  .toasts:popover-open {
    display: flex;
  }
  .toast {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 8px 8px 8px 14px;
    border-radius: calc(var(--_radius) + 3px);
    color: light-dark(#f3f4f6, #16171b);
    background: light-dark(#1f2228, #f3f4f6);
    box-shadow: var(--_shadow);
    animation: toast-in var(--_duration) ease-out;
  }
  .toast svg {
    flex: none;
  }
  .toast[data-kind='success'] > svg {
    color: light-dark(#5fd08f, #176d3c);
  }
  .toast[data-kind='error'] > svg {
    color: light-dark(#ff8f98, #b3263a);
  }
  .toast button {
    border: 0;
    border-radius: var(--_radius);
    padding: 4px 8px;
    background: none;
    color: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  .toast button:hover {
    background: color-mix(in oklab, currentcolor 16%, transparent);
  }
  .toast button:focus-visible {
    outline-color: currentcolor;
  }
  .toast .close {
    display: grid;
    place-items: center;
    padding: 4px;
    opacity: 0.7;
  }
  @keyframes toast-in {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
`
