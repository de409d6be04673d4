import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import { faultOf } from '../base/errors.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import { valueAt, type Values } from '../fields/field-path.ts'
import type { Editors } from '../fields/load-editors.ts'
import { renderCell } from '../fields/render-cell.ts'
import type { FieldContext } from '../fields/renderers.ts'
import type { Localizer } from '../i18n/localizer.ts'
import { icon } from '../primitives/icon.ts'
import { errorPanel } from '../primitives/panels.ts'
import { renderConflict } from './conflict-template.ts'
import type { FormStatus } from './crm-record-form.ts'
import { faultText, type FieldFault } from './fault-text.ts'
import type { LayoutRule, PlacedField, PlacedSection } from './layout.ts'
import { spanOf } from './layout.ts'
import type { RuleEffect } from './rules.ts'
import type { Conflict } from './three-way-merge.ts'
import {
  renderWithheld,
  whyWithheld,
  withheldBanner,
  type WithheldField,
} from './withheld-template.ts'

/** Everything a drawing of the form depends on. */
export interface FormView {
  readonly status: FormStatus
  readonly context: FieldContext
  readonly localizer: Localizer
  readonly editors: Editors | undefined
  readonly info: EntityInfo | undefined
  readonly sections: readonly PlacedSection[]
  readonly value: Values
  readonly isNew: boolean
  readonly isDirty: boolean
  readonly isReadonly: boolean
  readonly isDisabled: boolean
  readonly isAutosaved: boolean
  readonly isLeaving: boolean
  readonly loadError: unknown
  readonly generalFault: string | undefined
  readonly showsSummary: boolean
  readonly note: string | undefined
  readonly restoredAt: number | undefined
  readonly conflicts: ReadonlyMap<string, Conflict>
  readonly withheld: ReadonlyMap<string, WithheldField>
  readonly isShown: (key: string) => boolean
  readonly faultOf: (key: string) => FieldFault | undefined
  readonly effectOf: (rule: LayoutRule | undefined) => RuleEffect
  readonly idOf: (key: string) => string
  readonly set: (key: string, value: unknown) => void
  readonly commit: (key: string) => void
  readonly decide: (key: string, whose: 'mine' | 'theirs') => void
  readonly slotted: (key: string, event: Event) => void
  readonly focusField: (key: string) => void
  readonly submit: () => void
  readonly cancel: () => void
  readonly leave: () => void
  readonly stay: () => void
  readonly discard: () => void
  readonly retry: () => void
}

export function renderForm(view: FormView): unknown {
  if (view.status === 'loading') return loading(view)
  if (view.status === 'failed')
    return errorPanel(faultOf(view.loadError, 'form'), {
      localizer: view.localizer,
      onRetry: view.retry,
    })
  const { isReadonly } = view
  return html`<slot name="before"></slot>
    ${banners(view)} ${view.showsSummary || view.generalFault ? summary(view) : nothing}
    <div part="form" class="form">
      ${
        view.sections.length === 0
          ? html`<p class="empty">${view.context.t('form.noFields')}</p>`
          : repeat(
              view.sections,
              ({ key, title }, index) => key ?? title ?? index,
              (one, index) => section(view, one, index),
            )
      }
    </div>
    <slot name="after"></slot>
    ${isReadonly ? nothing : actions(view)}`
}

function loading({ context: { t } }: FormView): TemplateResult {
  return html`<div class="loading" role="status" aria-label=${t('form.loading')}>
    ${Array.from({ length: 6 }, () => html`<span><i class="bone"></i><i class="bone"></i></span>`)}
  </div>`
}

function banners(view: FormView): unknown {
  const { status, restoredAt, context, discard, retry } = view
  const { t, format } = context
  return html`${
    restoredAt === undefined || status === 'gone'
      ? nothing
      : html`<div class="banner" role="status">
          ${icon('history')}
          <span>${t('form.draft', { when: format.relative(restoredAt) })}</span>
          <button type="button" class="button small" @click=${discard}>${t('form.discard')}</button>
        </div>`
  }
  ${
    status === 'lost'
      ? html`<div class="banner warning" role="alert">
          ${icon('refresh')}<span>${t('form.lost')}</span>
          <button type="button" class="button small" @click=${retry}>${t('form.retry')}</button>
        </div>`
      : nothing
  }
  ${
    status === 'gone'
      ? html`<div class="banner danger" role="alert">
          ${icon('trash')}<span>${t('form.gone')}</span>
        </div>`
      : nothing
  }
  ${withheldBanner(
    view,
    [...view.withheld].filter(([key]) => !view.isShown(key)).map(([, one]) => one),
  )}`
}

/** What stands in the way of saving, first thing a screen reader reads after a try; each line leads to its field. */
function summary(view: FormView): unknown {
  const { sections, conflicts, generalFault, context, faultOf: faultAt, focusField, idOf } = view
  const { t } = context
  const fields = sections.flatMap((one) => one.fields)
  const faults = fields.flatMap(({ key, field }) => {
    const withheld = view.withheld.get(key)
    if (withheld) return [{ key, text: whyWithheld(context, withheld) }]
    const fault = faultAt(key)
    return fault ? [{ key, text: faultText(fault, field, context) }] : []
  })
  const undecided = fields
    .filter(({ key }) => conflicts.has(key))
    .map(({ key, field }) => ({ key, text: t('form.conflictUndecided', { name: field.label }) }))
  const lines = [...faults, ...undecided]
  if (lines.length === 0 && !generalFault) return nothing
  const title =
    faults.length > 0
      ? t('form.summary', { count: faults.length })
      : undecided.length > 0
        ? t('form.conflictSummary', { count: undecided.length })
        : t('form.refused')
  return html`<div class="summary" role="alert" tabindex="-1">
    ${icon('alert')}
    <div>
      <strong>${title}</strong>
      ${generalFault ? html`<p>${generalFault}</p>` : nothing}
      ${
        lines.length === 0
          ? nothing
          : html`<ul>
              ${lines.map(
                ({ key, text }) =>
                  html`<li>
                    <a
                      href="#${idOf(key)}"
                      @click=${(event: Event) => {
                        // The page's own address stays: the target is in a shadow root.
                        event.preventDefault()
                        focusField(key)
                      }}
                      >${text}</a
                    >
                  </li>`,
              )}
            </ul>`
      }
    </div>
  </div>`
}

function section(
  view: FormView,
  { title, columns = 2, fields }: PlacedSection,
  index: number,
): unknown {
  const shown = fields
    .map((placed) => ({ placed, effect: view.effectOf(placed.rule) }))
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
        ({ placed, effect }) => field(view, placed, effect),
      )}
    </div>
  </div>`
}

/** Kinds whose control is a group with labels of its own. */
const GROUPS = new Set(['objects', 'address', 'stamp', 'id'])

function field(view: FormView, placed: PlacedField, effect: RuleEffect): unknown {
  const { context, value, idOf, conflicts } = view
  const { key, field: info } = placed
  const id = idOf(key)
  const withheld = view.withheld.get(key)
  const fault = withheld ? undefined : view.faultOf(key)
  const conflict = conflicts.get(key)
  const text = fault && faultText(fault, info, context)
  const isBad = text !== undefined || withheld !== undefined
  const isFixed = view.isReadonly || placed.readonly === true || info.readonly
  const describedBy = [info.description ? `${id}-hint` : '', isBad ? `${id}-error` : '']
    .filter(Boolean)
    .join(' ')
  const isRequired = info.required && !isFixed
  const label = html`${info.label}${
    isRequired
      ? html`<span class="required" aria-hidden="true" title=${context.t('form.required')}>*</span>`
      : nothing
  }`
  return html`<div
    class="field ${isBad ? 'bad' : ''}"
    part="field"
    data-span=${spanOf(placed)}
    data-key=${key}
  >
    ${
      GROUPS.has(info.kind) || isFixed
        ? html`<span class="label" part="label" id="${id}-label">${label}</span>`
        : html`<label class="label" part="label" for=${id}>${label}</label>`
    }
    <slot
      name="field-${key}"
      @input=${(event: Event) => {
        view.slotted(key, event)
      }}
      @change=${(event: Event) => {
        view.slotted(key, event)
      }}
      >${
        isFixed
          ? html`<span class="f-fixed" id=${id} role="group" aria-labelledby="${id}-label"
              >${fixedValue(view, placed)}</span
            >`
          : view.editors?.renderEditor(info, valueAt(value, key) ?? null, {
              context,
              record: value,
              id,
              describedBy: describedBy || undefined,
              invalid: text !== undefined,
              required: isRequired,
              disabled: view.isDisabled || effect.disabled || withheld !== undefined,
              onChange: (next) => {
                view.set(key, next)
              },
              onCommit: () => {
                view.commit(key)
              },
              onSet: (other, next) => {
                view.set(other, next)
                view.commit(other)
              },
            })
      }</slot
    >
    ${
      info.description
        ? html`<span class="hint" part="hint" id="${id}-hint"
            ><span>${hintOf(info.description)}</span></span
          >`
        : nothing
    }
    ${
      text
        ? html`<span class="error-text" part="error" id="${id}-error"
            >${icon('alert')}<span>${text}</span></span
          >`
        : nothing
    }
    ${withheld ? renderWithheld(view, withheld, `${id}-error`) : nothing}
    ${conflict ? renderConflict(view, placed, conflict) : nothing}
  </div>`
}

/** Descriptions are written for programs as well: their code marks mean nothing here. */
function hintOf(description: string): string {
  return description.replaceAll('`', '')
}

function fixedValue({ context, value }: FormView, { key, field: info }: PlacedField): unknown {
  const own = valueAt(value, key)
  const isNothing = own == null || own === '' || (Array.isArray(own) && own.length === 0)
  return isNothing
    ? html`<span class="muted">–<span class="f-hidden">${context.t('value.empty')}</span></span>`
    : renderCell(info, own, value, context)
}

function actions(view: FormView): unknown {
  const { t } = view.context
  if (view.isLeaving) return leaving(view)
  const isSaving = view.status === 'saving'
  const label = view.isNew ? t('form.create', { name: view.info?.label.one ?? '' }) : t('form.save')
  const note = isSaving ? t('form.saving') : (view.note ?? (view.isDirty ? t('form.unsaved') : ''))
  return html`<div class="actions" part="actions">
    <slot name="actions">
      <span class="note" data-kind=${isSaving ? 'busy' : view.note ? 'done' : 'open'}
        >${note === '' ? nothing : html`${view.note && !isSaving ? icon('check') : html`<i></i>`}${note}`}</span
      >
      <button
        type="button"
        class="button"
        part="cancel"
        ?disabled=${isSaving}
        @click=${view.cancel}
      >
        ${t('action.cancel')}
      </button>
      <button
        type="button"
        class="button primary"
        part="submit"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        aria-disabled=${isSaving || view.isDisabled ? 'true' : nothing}
        @click=${view.submit}
      >
        ${isSaving ? html`<i class="spinner"></i>` : nothing}${label}
      </button>
    </slot>
  </div>`
}

function leaving({ context: { t }, leave, stay }: FormView): TemplateResult {
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
