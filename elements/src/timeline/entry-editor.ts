import { html, type TemplateResult } from 'lit'

import type { Localizer } from '../i18n/localizer.ts'

export interface EntryEditorView {
  readonly t: Localizer['t']
  readonly label: string
  readonly text: string
  readonly fault: string | undefined
  readonly save: (text: string) => void
  readonly cancel: () => void
}

/** The words of an entry while they are changed. */
export function entryEditor({
  t,
  label,
  text,
  fault,
  save,
  cancel,
}: EntryEditorView): TemplateResult {
  const read = (event: Event): string => {
    const form = (event.target as Element).closest('form')
    return form?.querySelector('textarea')?.value.trim() ?? ''
  }
  return html`<form
    class="entry-edit"
    novalidate
    @submit=${(event: Event) => {
      event.preventDefault()
      save(read(event))
    }}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape') cancel()
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(read(event))
      else return
      event.preventDefault()
      event.stopPropagation()
    }}
  >
    <textarea
      class="input"
      aria-label=${label}
      .defaultValue=${text}
      data-control="edit"
    ></textarea>
    ${fault === undefined ? '' : html`<p class="error-text" role="alert">${fault}</p>`}
    <div class="entry-buttons">
      <button type="button" class="button ghost small" @click=${cancel}>
        ${t('action.cancel')}
      </button>
      <button type="submit" class="button primary small">${t('action.save')}</button>
    </div>
  </form>`
}

/** What cannot be brought back is asked first, in its place. */
export function deleteQuestion({
  t,
  proceed,
  keep,
}: {
  t: Localizer['t']
  proceed: () => void
  keep: () => void
}): TemplateResult {
  return html`<div class="entry-ask" role="group" aria-label=${t('timeline.deleteAsk')}>
    <span>${t('timeline.deleteAsk')}</span>
    <button type="button" class="button ghost small" data-control="keep" @click=${keep}>
      ${t('timeline.keep')}
    </button>
    <button type="button" class="button danger small" @click=${proceed}>
      ${t('action.delete')}
    </button>
  </div>`
}
