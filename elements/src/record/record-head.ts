import { html, nothing, type TemplateResult } from 'lit'

import type { EntityInfo } from '../client/entity-schemas.ts'
import { valueAt, type Values } from '../fields/field-path.ts'
import { isEmpty } from '../fields/field-text.ts'
import { renderCell } from '../fields/render-cell.ts'
import type { FieldContext } from '../fields/renderers.ts'
import type { Localizer } from '../i18n/localizer.ts'
import { avatar } from '../primitives/avatar.ts'
import { icon } from '../primitives/icon.ts'
import { isolated } from './field-row.ts'
import { type RecordState, titleOfRecord } from './record-state.ts'

export interface HeadView {
  readonly context: FieldContext
  readonly info: EntityInfo | undefined
  readonly record: Values
  readonly title: string
  /** Keys of the fields beside the title. */
  readonly facts: readonly string[]
  readonly level: number
  /** Left out where the menu would be empty. */
  readonly openMenu: ((event: Event) => void) | undefined
  /** Of a drawer or dialog. */
  readonly close: (() => void) | undefined
}

/** What the record is: face, title, what tells at a glance, and what can be done with it. */
export function recordHead(view: HeadView): TemplateResult {
  const { info, record, title, level, context, openMenu, close } = view
  const shape = info?.icon?.startsWith('person') ? 'circle' : 'square'
  return html`<header class="head" part="header">
    <slot name="header">
      ${avatar(title, { shape, size: 'large', seed: String(record['id']) })}
      <div class="head-text">
        <div class="title" part="title" id="title" role="heading" aria-level=${level}>${title}</div>
        <div class="facts">${info ? facts(view, info) : nothing}</div>
      </div>
    </slot>
    <div class="head-actions" part="actions">
      <slot name="header-actions"></slot>
      ${
        openMenu
          ? html`<button
              type="button"
              class="button ghost icon-only"
              aria-label=${context.t('action.more')}
              aria-haspopup="menu"
              aria-expanded="false"
              @click=${openMenu}
            >
              ${icon('more')}
            </button>`
          : nothing
      }
      ${close ? closeButton(context.t, close) : nothing}
    </div>
  </header>`
}

export function closeButton(t: Localizer['t'], close: () => void): TemplateResult {
  return html`<button
    type="button"
    class="button ghost icon-only"
    aria-label=${t('action.close')}
    @click=${close}
  >
    ${icon('close')}
  </button>`
}

/** Deleted, by oneself or by others, with the way back for whoever may take it. */
export function goneNote(
  state: RecordState,
  t: Localizer['t'],
  restore: () => void,
): TemplateResult {
  const { status, info } = state
  const text =
    status === 'deleted'
      ? `${t('record.deleted', { name: titleOfRecord(state) })} ${t('record.deletedText')}`
      : t('record.gone', { name: info?.label.one.toLowerCase() ?? '' })
  return html`<div class="banner" role="alert">
    ${icon('trash')}<span>${text}</span>
    ${
      info?.permissions.delete
        ? html`<button type="button" class="button small" @click=${restore}>
            ${icon('undo')} ${t('record.restore')}
          </button>`
        : nothing
    }
  </div>`
}

function facts({ context, record, facts: keys }: HeadView, info: EntityInfo): unknown {
  return keys
    .flatMap((key) => info.field(key) ?? [])
    .filter(({ key }) => key !== info.titleField && !isEmpty(valueAt(record, key)))
    .map(
      (field) =>
        html`<span class="fact" title=${field.label}
          ><span class="visually-hidden">${field.label}: </span>${isolated(
            field,
            renderCell(field, valueAt(record, field.key), record, context),
          )}</span
        >`,
    )
}
