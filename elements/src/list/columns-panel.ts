import { html, nothing, type TemplateResult } from 'lit'
import { directive } from 'lit/directive.js'

import { StatefulDirective } from '../fields/stateful-directive.ts'
import { icon } from '../primitives/icon.ts'
import { type Column, shownColumns, stepColumn, withColumn } from './columns.ts'
import type { PanelArgs } from './panels.ts'

/** Which columns, in what order, which of them stay: all of it by buttons, for fingers and keys. */
class ColumnsPanel extends StatefulDirective<PanelArgs> {
  #text = ''

  protected override template(): TemplateResult {
    const { list, onResetColumns, close } = this.args
    const { columns, t } = list
    const wanted = this.#text.trim().toLowerCase()
    const fits = ({ field }: Column): boolean => field.label.toLowerCase().includes(wanted)
    const shown = shownColumns(columns)
    const hidden = columns
      .filter((column) => column.hidden)
      .toSorted((a, b) => list.format.compare(a.field.label, b.field.label))
    return html`<div class="columns-panel">
      <input
        type="search"
        class="input"
        autocomplete="off"
        aria-label=${t('list.columnsSearch')}
        placeholder=${t('list.columnsSearch')}
        .value=${this.#text}
        @input=${(event: Event) => {
          this.#text = (event.target as HTMLInputElement).value
          this.refresh()
        }}
      />
      <div class="columns-scroll">
        ${this.#section(t('list.columnsShown'), shown.filter(fits), shown)}
        ${this.#section(t('list.columnsHidden'), hidden.filter(fits), shown)}
      </div>
      <div class="panel-foot">
        <button type="button" class="button ghost small" @click=${onResetColumns}>
          ${t('list.columnsReset')}
        </button>
        <span class="spacer"></span>
        <button type="button" class="button small" @click=${close}>${t('action.close')}</button>
      </div>
    </div>`
  }

  #section(
    title: string,
    columns: readonly Column[],
    shown: readonly Column[],
  ): TemplateResult | typeof nothing {
    if (columns.length === 0) return nothing
    return html`<h3 class="list-heading">${title}</h3>
      <ul class="columns-list">
        ${columns.map((column) => this.#row(column, shown))}
      </ul>`
  }

  #row(column: Column, shown: readonly Column[]): TemplateResult {
    const { list } = this.args
    const { t, columns } = list
    const { key, hidden, pinned, field } = column
    const at = shown.findIndex((other) => other.key === key)
    const set = (change: Parameters<typeof withColumn>[2]): void => {
      list.setColumns(withColumn(columns, key, change))
      this.refresh()
    }
    const step = (by: 1 | -1): void => {
      list.setColumns(stepColumn(columns, key, by))
      this.refresh()
    }
    const words = { field: field.label }
    return html`<li class="column-row">
      <label>
        <input
          type="checkbox"
          class="check"
          .checked=${!hidden}
          ?disabled=${!hidden && shown.length === 1}
          @change=${() => set({ hidden: !hidden, ...(hidden ? {} : { pinned: false }) })}
        />
        <span>${field.label}</span>
      </label>
      ${
        hidden
          ? nothing
          : html`<button
                type="button"
                class="button ghost icon-only small ${pinned ? 'on' : ''}"
                aria-pressed=${pinned}
                aria-label=${t('list.columnPin', words)}
                title=${t('list.columnPin', words)}
                @click=${() => set({ pinned: !pinned })}
              >
                ${icon('pin')}
              </button>
              <button
                type="button"
                class="button ghost icon-only small"
                aria-disabled=${at === 0}
                aria-label=${t('list.columnUp', words)}
                @click=${() => step(-1)}
              >
                ${icon('chevron-up')}
              </button>
              <button
                type="button"
                class="button ghost icon-only small"
                aria-disabled=${at === shown.length - 1}
                aria-label=${t('list.columnDown', words)}
                @click=${() => step(1)}
              >
                ${icon('chevron-down')}
              </button>`
      }
    </li>`
  }
}

const columnsDirective = directive(ColumnsPanel)

export function columnsPanel(args: PanelArgs): unknown {
  return columnsDirective(args)
}
