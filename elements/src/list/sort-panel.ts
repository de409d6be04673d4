import { html, nothing, type TemplateResult } from 'lit'

import { icon } from '../primitives/icon.ts'
import type { PanelArgs } from './panels.ts'
import { fieldOf, MAX_SORTS } from './sorting.ts'

/** Up to three fields in order, each up or down. */
export function sortPanel({ list, close }: PanelArgs): TemplateResult {
  const { request, entity, t } = list
  const { sort } = request
  const fields = (entity?.fields ?? []).filter(
    ({ sortable, hidden }) => sortable && hidden !== true,
  )
  const free = fields.filter(({ key }) => !sort.some((word) => fieldOf(word) === key))
  const change = (at: number, word: string | undefined): void =>
    list.setRequest({
      sort: sort.flatMap((other, index) => (index === at ? (word ?? []) : other)),
    })

  return html`<div class="sort-panel">
    ${sort.length === 0 ? html`<p class="panel-note">${t('list.sortNone')}</p>` : nothing}
    ${sort.map((word, at) => {
      const key = fieldOf(word)
      const isDown = word.startsWith('-')
      const label = fields.find((field) => field.key === key)?.label ?? key
      return html`<div class="sort-row">
        <select
          class="input"
          aria-label=${t('list.filterField')}
          @change=${(event: Event) =>
            change(at, (isDown ? '-' : '') + (event.target as HTMLSelectElement).value)}
        >
          ${fields
            .filter((field) => field.key === key || free.includes(field))
            .map(
              (field) =>
                html`<option value=${field.key} ?selected=${field.key === key}>
                  ${field.label}
                </option>`,
            )}
        </select>
        <button
          type="button"
          class="button direction"
          aria-label="${label}: ${t(isDown ? 'list.sortDescending' : 'list.sortAscending')}"
          @click=${() => change(at, isDown ? key : `-${key}`)}
        >
          ${icon(isDown ? 'arrow-down' : 'arrow-up')}${t(isDown ? 'list.sortDescending' : 'list.sortAscending')}
        </button>
        <button
          type="button"
          class="button ghost icon-only small"
          aria-label=${t('list.sortRemove', { field: label })}
          @click=${() => change(at, undefined)}
        >
          ${icon('close')}
        </button>
      </div>`
    })}
    <div class="panel-foot">
      ${
        sort.length < MAX_SORTS && free.length > 0
          ? html`<select
              class="input add"
              aria-label=${t('list.sortAdd')}
              .value=${''}
              @change=${(event: Event) => {
                const select = event.target as HTMLSelectElement
                list.setRequest({ sort: [...sort, select.value] })
                select.value = ''
              }}
            >
              <option value="">${t('list.sortAdd')}</option>
              ${free.map(({ key, label }) => html`<option value=${key}>${label}</option>`)}
            </select>`
          : nothing
      }
      <span class="spacer"></span>
      ${
        sort.length > 0
          ? html`<button
              type="button"
              class="button ghost small"
              @click=${() => list.setRequest({ sort: [] })}
            >
              ${t('list.sortReset')}
            </button>`
          : nothing
      }
      <button type="button" class="button small" @click=${close}>${t('action.close')}</button>
    </div>
  </div>`
}
