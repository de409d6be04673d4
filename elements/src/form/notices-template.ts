import { html, nothing, type TemplateResult } from 'lit'

import { icon } from '../primitives/icon.ts'
import { controlId } from './control-id.ts'
import { faultText } from './fault-text.ts'
import type { FormView } from './form-template.ts'
import { whyWithheld } from './withheld.ts'
import { withheldBanner } from './withheld-template.ts'

/** What has happened to the form as a whole: restored, not answered, deleted, fields gone. */
export function noticesTemplate({ state, context, actions }: FormView): unknown {
  const { status, restoredAt, model, fields } = state
  const { t, format } = context
  const homeless = [...model.withheld]
    .filter(([key]) => !fields.isShown(key, model.value))
    .map(([key, value]) => fields.withheld(key, value))
  return html`${
    restoredAt === undefined || status === 'gone'
      ? nothing
      : html`<div class="banner" role="status">
          ${icon('history')}
          <span>${t('form.draft', { when: format.relative(restoredAt) })}</span>
          <button type="button" class="button small" @click=${actions.discard}>
            ${t('form.discard')}
          </button>
        </div>`
  }
  ${
    status === 'lost'
      ? html`<div class="banner warning" role="alert">
          ${icon('refresh')}<span>${t('form.lost')}</span>
          <button type="button" class="button small" @click=${actions.retry}>
            ${t('form.retry')}
          </button>
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
  ${withheldBanner({ context, value: model.value }, homeless)}`
}

/** What stands in the way of saving, first thing a screen reader reads after a try; each line leads to its field. */
export function summaryTemplate({ state, context, actions }: FormView): unknown {
  const { model, faults, fields } = state
  const { general, showsAll } = faults
  if (!showsAll && model.conflicts.size === 0 && !general) return nothing
  const { t } = context
  const placed = fields.sections.flatMap((one) => one.fields)
  const wrong = placed.flatMap(({ key, field }) => {
    if (model.withheld.has(key)) {
      return [{ key, text: whyWithheld(context, fields.withheld(key, undefined)) }]
    }
    const fault = faults.at(key)
    return fault ? [{ key, text: faultText(fault, field, context) }] : []
  })
  const undecided = placed
    .filter(({ key }) => model.conflicts.has(key))
    .map(({ key, field }) => ({ key, text: t('form.conflictUndecided', { name: field.label }) }))
  const lines = [...wrong, ...undecided]
  if (lines.length === 0 && !general) return nothing
  const title =
    wrong.length > 0
      ? t('form.summary', { count: wrong.length })
      : undecided.length > 0
        ? t('form.conflictSummary', { count: undecided.length })
        : t('form.refused')
  return html`<div class="summary" role="alert" tabindex="-1">
    ${icon('alert')}
    <div>
      <strong>${title}</strong>
      ${general ? html`<p>${general}</p>` : nothing}
      ${
        lines.length === 0
          ? nothing
          : html`<ul>
              ${lines.map((line) => summaryLine(line, actions.focusField))}
            </ul>`
      }
    </div>
  </div>`
}

function summaryLine(
  { key, text }: { readonly key: string; readonly text: string },
  focusField: (key: string) => void,
): TemplateResult {
  return html`<li>
    <a
      href="#${controlId(key)}"
      @click=${(event: Event) => {
        // The page's own address stays: the target is in a shadow root.
        event.preventDefault()
        focusField(key)
      }}
      >${text}</a
    >
  </li>`
}
