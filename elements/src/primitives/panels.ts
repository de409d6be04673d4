import { css, html, nothing, type TemplateResult } from 'lit'

import type { ElementFault } from '../base/errors.ts'
import type { Localizer } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import { icon, type IconName } from './icon.ts'

/** Nothing is there: what it is, and the next step. */
export function emptyPanel({
  title,
  text,
  icon: name = 'inbox',
  action,
}: {
  title: string
  text?: string
  icon?: IconName
  action?: TemplateResult
}): TemplateResult {
  return html`<div class="panel" part="empty">
    <span class="panel-icon">${icon(name)}</span>
    <p class="panel-title">${title}</p>
    ${text === undefined ? nothing : html`<p class="panel-text">${text}</p>`} ${action ?? nothing}
  </div>`
}

/** Something failed: what, the way on, and the reference to give to whoever runs the server. */
export function errorPanel(
  fault: ElementFault,
  {
    localizer: { t },
    onRetry,
    title,
  }: {
    localizer: Localizer
    onRetry?: () => void
    title?: string
  },
): TemplateResult {
  const { requestId } = fault
  return html`<div class="panel" part="error" role="alert">
    <span class="panel-icon danger">${icon(fault.code === 'NETWORK' ? 'globe' : 'alert')}</span>
    <p class="panel-title">${title ?? t('error.title')}</p>
    <p class="panel-text">${faultText(fault, t)}</p>
    ${
      onRetry && fault.code !== 'NO_PROVIDER'
        ? html`<button type="button" class="button" @click=${onRetry}>
            ${icon('refresh')} ${t('action.retry')}
          </button>`
        : nothing
    }
    ${
      requestId === undefined || fault.status < 500
        ? nothing
        : html`<p class="panel-reference">${t('error.reference', { requestId })}</p>`
    }
  </div>`
}

/** The engine's own words where they are meant for a person; ours where it could only say that something broke. */
export function faultText({ code, status, message }: ElementFault, t: Localizer['t']): string {
  const key = BY_CODE[code] ?? (status >= 500 ? 'error.unexpected' : BY_STATUS[status])
  return key === undefined ? message : t(key)
}

const BY_CODE: Readonly<Record<string, MessageKey>> = {
  NETWORK: 'error.network',
  SESSION_FAILED: 'error.session',
  UNEXPECTED: 'error.unexpected',
}

const BY_STATUS: Readonly<Record<number, MessageKey>> = {
  401: 'error.session',
  403: 'error.forbidden',
  404: 'error.notFound',
  429: 'error.busy',
}

export const panelStyles = css`
  .panel {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 6px;
    max-width: 420px;
    margin: 0 auto;
    padding: 40px 24px;
    text-align: center;
  }
  .panel-icon {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    margin-block-end: 6px;
    border: 1px solid var(--_border);
    border-radius: 10px;
    color: var(--_muted);
    background: var(--_raised);
    box-shadow: 0 1px 2px light-dark(rgb(15 20 35 / 6%), rgb(0 0 0 / 30%));
  }
  .panel-icon.danger {
    color: var(--_danger);
  }
  .panel-title {
    margin: 0;
    font-weight: 600;
  }
  .panel-text {
    margin: 0;
    color: var(--_muted);
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  .panel .button {
    margin-block-start: 10px;
  }
  .panel-reference {
    margin: 8px 0 0;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 2px);
    user-select: all;
  }
`
