import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import type { Editors } from '../fields/load-editors.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { icon } from '../primitives/icon.ts'
import { renderField } from './field-template.ts'
import type { FormState } from './form-state.ts'
import type { PlacedSection } from './layout.ts'
import { noticesTemplate, summaryTemplate } from './notices-template.ts'
import { effectOf } from './rules.ts'

/** Everything a drawing of the form depends on. */
export interface FormView {
  readonly state: FormState
  readonly actions: FormActions
  readonly context: FieldContext
  readonly editors: Editors | undefined
  readonly isNew: boolean
  readonly isReadonly: boolean
  readonly isDisabled: boolean
}

/** What its buttons and controls do. */
export interface FormActions {
  readonly set: (key: string, value: unknown) => void
  readonly commit: (key: string) => void
  readonly decide: (key: string, whose: 'mine' | 'theirs') => void
  /** An event of a control that may be the host's own. */
  readonly slotted: (key: string, event: Event) => void
  readonly focusField: (key: string) => void
  readonly submit: () => void
  readonly cancel: () => void
  readonly leave: () => void
  readonly stay: () => void
  readonly discard: () => void
  /** Sends again what was not answered. */
  readonly retry: () => void
}

/** A form that has loaded. */
export function renderForm(view: FormView): TemplateResult {
  const { state, context } = view
  const { sections } = state.fields
  return html`<slot name="before"></slot>
    ${noticesTemplate(view)} ${summaryTemplate(view)}
    <div part="form" class="form">
      ${
        sections.length === 0
          ? html`<p class="empty">${context.t('form.noFields')}</p>`
          : repeat(
              sections,
              ({ key, title }, index) => key ?? title ?? index,
              (one, index) => section(view, one, index),
            )
      }
    </div>
    <slot name="after"></slot>
    ${view.isReadonly ? nothing : state.isLeaving ? leaving(view) : buttons(view)}`
}

function section(
  view: FormView,
  { title, columns = 2, fields }: PlacedSection,
  index: number,
): unknown {
  const { value } = view.state.model
  const shown = fields
    .map((placed) => ({ placed, effect: effectOf(placed.rule, value) }))
    .filter(({ effect }) => !effect.hidden)
  if (shown.length === 0) return nothing
  const id = `section-${String(index)}`
  return html`<div
    class="group"
    part="group"
    role=${title ? 'group' : nothing}
    aria-labelledby=${title ? id : nothing}
  >
    ${title ? html`<div class="legend" part="legend" id=${id}>${title}</div>` : nothing}
    <div class="grid" data-columns=${columns}>
      ${repeat(
        shown,
        ({ placed }) => placed.key,
        ({ placed, effect }) => renderField(view, placed, effect),
      )}
    </div>
  </div>`
}

function buttons({ state, context: { t }, actions, isNew, isDisabled }: FormView): unknown {
  const { status, note, model, fields } = state
  const isSaving = status === 'saving'
  const label = isNew ? t('form.create', { name: fields.info?.label.one ?? '' }) : t('form.save')
  const unsaved = model.changed.length > 0 ? t('form.unsaved') : ''
  const text = isSaving ? t('form.saving') : (note ?? unsaved)
  return html`<div class="actions" part="actions">
    <slot name="actions">
      <span class="note" data-kind=${isSaving ? 'busy' : note ? 'done' : 'open'}
        >${text === '' ? nothing : html`${note && !isSaving ? icon('check') : html`<i></i>`}${text}`}</span
      >
      <button
        type="button"
        class="button"
        part="cancel"
        ?disabled=${isSaving}
        @click=${actions.cancel}
      >
        ${t('action.cancel')}
      </button>
      <button
        type="button"
        class="button primary"
        part="submit"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        aria-disabled=${isSaving || isDisabled ? 'true' : nothing}
        @click=${actions.submit}
      >
        ${isSaving ? html`<i class="spinner"></i>` : nothing}${label}
      </button>
    </slot>
  </div>`
}

function leaving({ context: { t }, actions: { leave, stay } }: FormView): TemplateResult {
  return html`<div
    class="actions leave"
    role="alertdialog"
    aria-labelledby="leave-title"
    aria-describedby="leave-text"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      stay()
    }}
  >
    <span class="note"
      ><strong id="leave-title">${t('form.discardTitle')}</strong>
      <span id="leave-text">${t('form.discardText')}</span></span
    >
    <button type="button" class="button" @click=${stay}>${t('form.keepEditing')}</button>
    <button type="button" class="button primary danger" @click=${leave}>
      ${t('form.discard')}
    </button>
  </div>`
}
