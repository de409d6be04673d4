import { css, html, nothing, type TemplateResult } from 'lit'

import { createRoving } from './roving.ts'

export interface Tab {
  readonly id: string
  readonly label: string
  readonly count?: number
}

export interface TabsView {
  readonly tabs: readonly Tab[]
  readonly selected: string
  /** What the group is about, for screen readers. */
  readonly label: string
  readonly onSelect: (id: string) => void
  /** `tabs` (default) above panels with the ids `panel-<id>`; `segments` chooses one of a few values. */
  readonly look?: 'tabs' | 'segments'
}

/** Tabs whose panel follows the focus (APG tabs, automatic activation), or a segmented choice. */
export function tabs({
  tabs: list,
  selected,
  label,
  onSelect,
  look = 'tabs',
}: TabsView): TemplateResult {
  const isTabs = look === 'tabs'
  return html`<div
    class=${look}
    part="tabs"
    role=${isTabs ? 'tablist' : 'radiogroup'}
    aria-label=${label}
    @keydown=${(event: KeyboardEvent) => move(event, onSelect)}
  >
    ${list.map(({ id, label: text, count }) => {
      const isSelected = id === selected
      return html`<button
        type="button"
        class="tab"
        part=${isSelected ? 'tab tab-selected' : 'tab'}
        id="tab-${id}"
        role=${isTabs ? 'tab' : 'radio'}
        aria-selected=${isTabs ? String(isSelected) : nothing}
        aria-checked=${isTabs ? nothing : String(isSelected)}
        aria-controls=${isTabs && isSelected ? `panel-${id}` : nothing}
        tabindex=${isSelected ? 0 : -1}
        data-id=${id}
        @click=${() => onSelect(id)}
      >
        ${text}${count === undefined ? '' : html`<span class="tab-count">${count}</span>`}
      </button>`
    })}
  </div>`
}

function move(event: KeyboardEvent, onSelect: (id: string) => void): void {
  const group = event.currentTarget as HTMLElement
  const items = [...group.querySelectorAll<HTMLElement>('.tab')]
  if (!createRoving({ items: () => items, orientation: 'horizontal' }).handle(event)) return
  const id = items.find((item) => item.matches(':focus'))?.dataset['id']
  if (id !== undefined) onSelect(id)
}

export const tabStyles = css`
  .tabs {
    display: flex;
    gap: 2px;
    overflow-x: auto;
    scrollbar-width: none;
    border-block-end: 1px solid var(--_border);
  }
  .tab {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    border: 0;
    background: none;
    color: var(--_muted);
    font-weight: 500;
    white-space: nowrap;
    cursor: pointer;
    transition: color var(--_duration);
  }
  .tab:hover,
  .tab[aria-selected='true'],
  .tab[aria-checked='true'] {
    color: var(--_text);
  }
  .tabs .tab {
    position: relative;
    padding: 8px 10px 9px;
  }
  .tabs .tab:focus-visible {
    outline-offset: -2px;
    border-radius: var(--_radius);
  }
  .tabs .tab[aria-selected='true']::after {
    content: '';
    position: absolute;
    inset: auto 8px -1px;
    height: 2px;
    border-radius: 2px 2px 0 0;
    background: var(--_primary);
  }
  .segments {
    display: inline-flex;
    gap: 2px;
    padding: 2px;
    border-radius: calc(var(--_radius) + 1px);
    background: color-mix(in oklab, var(--_text) 7%, transparent);
  }
  .segments .tab {
    min-height: calc(var(--_control-height) - 4px);
    padding: 0 10px;
    border-radius: calc(var(--_radius) - 1px);
  }
  .segments .tab[aria-checked='true'] {
    background: var(--_raised);
    box-shadow:
      0 0 0 0.5px var(--_border-strong),
      0 1px 2px light-dark(rgb(15 20 35 / 12%), rgb(0 0 0 / 40%));
  }
  .tab-count {
    padding: 0 6px;
    border-radius: 9px;
    color: var(--_muted);
    background: var(--_pressed);
    font-size: calc(var(--_font-size) - 2px);
    font-variant-numeric: tabular-nums;
  }
  @media (forced-colors: active) {
    .tab[aria-selected='true'],
    .tab[aria-checked='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`
