import { html, type TemplateResult } from 'lit'

import type { WorkProgress } from './bulk-work.ts'
import type { ListContext } from './list-context.ts'

export function progressBar(
  { t }: ListContext,
  progress: WorkProgress | undefined,
): TemplateResult {
  const { done = 0, total = 0 } = progress ?? {}
  const words = t('list.bulkProgress', { done, total })
  return html`<div class="progress">
    <progress max=${Math.max(total, 1)} value=${done} aria-label=${words}></progress>
    <span>${progress ? words : t('state.loading')}</span>
  </div>`
}
