import { html, type TemplateResult } from 'lit'

import { faultOf } from '../base/errors.ts'
import type { Localizer } from '../i18n/localizer.ts'
import { errorPanel } from '../primitives/panels.ts'
import type { FormState } from './form-state.ts'

/** A form that has not loaded, or could not. */
export function renderWaiting(
  { status, loadError }: FormState,
  localizer: Localizer,
  onRetry: () => void,
): TemplateResult {
  if (status === 'failed') return errorPanel(faultOf(loadError, 'form'), { localizer, onRetry })
  return html`<div class="loading" role="status" aria-label=${localizer.t('form.loading')}>
    ${Array.from({ length: 6 }, () => html`<span><i class="bone"></i><i class="bone"></i></span>`)}
  </div>`
}
