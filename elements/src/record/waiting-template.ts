import { html, nothing, type TemplateResult } from 'lit'

import type { ElementFault } from '../base/errors.ts'
import type { Localizer } from '../i18n/localizer.ts'
import { emptyPanel, errorPanel } from '../primitives/panels.ts'
import { skeleton } from '../primitives/skeleton.ts'
import { closeButton } from './record-head.ts'

export interface WaitingView {
  readonly localizer: Localizer
  /** Why it could not be loaded; undefined while it is loading. */
  readonly fault: ElementFault | undefined
  /** What such a record is called. */
  readonly name: string
  readonly retry: () => void
  /** Of a drawer or dialog. */
  readonly close: (() => void) | undefined
}

/** A record that has not loaded, could not, or is not there. */
export function renderWaiting(view: WaitingView): TemplateResult {
  const { localizer, fault, close } = view
  return html`${close ? html`<div class="close-bar">${closeButton(localizer.t, close)}</div>` : nothing}
  ${
    fault
      ? failure(view, fault)
      : html`<div class="loading" role="status" aria-label=${localizer.t('record.loading')}>
          ${skeleton(8)}
        </div>`
  }`
}

function failure({ localizer, name, retry }: WaitingView, fault: ElementFault): TemplateResult {
  if (fault.status === 404 && fault.code !== 'UNKNOWN_ENTITY')
    return emptyPanel({ title: localizer.t('record.missing', { name }), icon: 'search' })
  // Asking again gives nobody a right.
  return errorPanel(fault, { localizer, ...(fault.status === 403 ? {} : { onRetry: retry }) })
}
