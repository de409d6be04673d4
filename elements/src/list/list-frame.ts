import { html, nothing, type TemplateResult } from 'lit'

import { faultOf } from '../base/errors.ts'
import type { Localizer } from '../i18n/localizer.ts'
import { icon } from '../primitives/icon.ts'
import { emptyPanel, errorPanel } from '../primitives/panels.ts'
import { entityWords } from './entity-words.ts'
import type { ListContext } from './list-context.ts'

export interface OverlayArgs {
  readonly localizer: Localizer
  /** Why nothing, or not all, could be loaded. */
  readonly error: unknown
  /** Rows are there, and stay; others could not be loaded. */
  readonly isPartial: boolean
  readonly creatable: boolean
  readonly onRetry: () => void
}

/** In place of the rows: what loads, what failed, that there is nothing. */
export function overlay(list: ListContext, args: OverlayArgs): TemplateResult | typeof nothing {
  const { t, source } = list
  const { error, isPartial, localizer, onRetry } = args
  if (error !== undefined && isPartial)
    return html`<div class="notice" role="alert">
      <span>${t('list.moreRows')}</span>
      <button type="button" class="button small" @click=${onRetry}>${t('action.retry')}</button>
    </div>`
  if (error !== undefined)
    return html`<div class="overlay">
      <slot name="error">${errorPanel(faultOf(error, 'list'), { localizer, onRetry })}</slot>
    </div>`
  if (source.isEmpty)
    return html`<div class="overlay"><slot name="empty">${emptyText(list, args)}</slot></div>`
  return nothing
}

function emptyText(list: ListContext, { creatable }: OverlayArgs): TemplateResult {
  const { t, request, entity } = list
  const words = entityWords(entity)
  if (request.filter !== undefined || request.search !== '')
    return emptyPanel({
      icon: 'search',
      title: t('list.emptyFiltered', words),
      text: t('list.emptyFilteredHint'),
      action: html`<button
        type="button"
        class="button"
        @click=${() => list.setRequest({ filter: undefined, search: '' })}
      >
        ${t('list.clearFilters')}
      </button>`,
    })
  const title = t('list.empty', words)
  const text = t('list.emptyHint')
  if (!creatable) return emptyPanel({ title, text })
  return emptyPanel({
    title,
    text,
    action: html`<button
      type="button"
      class="button primary"
      @click=${() => list.emit('crm-create-request', { entity: entity?.name })}
    >
      ${icon('plus')} ${t('list.create', words)}
    </button>`,
  })
}

/** Others have added records: they are shown when the user wants, not while they read. */
export function newPill(
  { t, source }: ListContext,
  onShow: () => void,
): TemplateResult | typeof nothing {
  if (source.added === 0) return nothing
  return html`<button type="button" class="pill" title=${t('list.newHint')} @click=${onShow}>
    <span class="pill-dot"></span>${t('list.new', { count: source.added })}
  </button>`
}

/** How many there are, whether the server is there, and what is not saved yet. */
export function footer(list: ListContext): TemplateResult {
  const { t, crm, source, entity, tools } = list
  const { connection = 'live' } = crm ?? {}
  const edit = tools?.edit
  const unsaved = edit?.unsaved ?? []
  return html`<div class="footer" part="footer">
    <span class="status" part="status" dir="auto">
      ${countText(list)}
      ${
        source.isStale && !source.isFirst
          ? html`<span class="updating">${t('list.stale')}</span>`
          : nothing
      }
    </span>
    ${
      connection === 'live' || !entity
        ? nothing
        : html`<span class="connection" data-status=${connection}
            >${t(connection === 'offline' ? 'state.offline' : 'state.reconnecting')}</span
          >`
    }
    ${
      unsaved.length === 0
        ? nothing
        : html`<span class="unsaved-note">
            <span>${t('list.edit.waiting', { count: unsaved.length })}</span>
            <button type="button" class="link" @click=${() => edit?.retry()}>
              ${t('action.retry')}
            </button>
            <button type="button" class="link" @click=${() => edit?.discard()}>
              ${t('list.edit.discard')}
            </button>
          </span>`
    }
  </div>`
}

function countText({ t, source, entity }: ListContext): string | typeof nothing {
  if (source.total === undefined || !entity) return nothing
  return t(source.isEstimate ? 'list.countAbout' : 'list.count', {
    count: source.total,
    ...entityWords(entity),
  })
}
