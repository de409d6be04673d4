import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'

import { icon } from '../primitives/icon.ts'
import { entityWords } from './entity-words.ts'
import type { ListContext, PanelKind } from './list-context.ts'

interface ToolbarOptions {
  /** Parts the host does not want. */
  readonly hidden: ReadonlySet<string>
  readonly conditions: number
  readonly creatable: boolean
  readonly views: unknown
  /** In the search field, and not asked yet. */
  readonly typed: string | undefined
  readonly onSearch: (text: string, now: boolean) => void
  readonly onMore: (anchor: HTMLElement) => void
}

/** Views, search, and what opens the panels. */
export function toolbar(list: ListContext, options: ToolbarOptions): TemplateResult {
  const { t, entity, request } = list
  const { hidden, conditions, creatable } = options
  const words = entityWords(entity)
  return html`<div class="toolbar" part="toolbar" role="group" aria-label=${t('list.toolbar')}>
    <slot name="toolbar-start"></slot>
    ${options.views}
    <span class="spacer"></span>
    ${
      hidden.has('search') || entity?.searchable === false
        ? nothing
        : html`<label class="search">
            ${icon('search')}
            <input
              type="search"
              class="search-input"
              part="search"
              autocomplete="off"
              spellcheck="false"
              enterkeyhint="search"
              aria-label=${t('list.search', words)}
              placeholder=${t('list.search', words)}
              maxlength="200"
              .value=${live(options.typed ?? request.search)}
              @input=${(event: InputEvent) =>
                options.onSearch((event.target as HTMLInputElement).value, false)}
              @keydown=${(event: KeyboardEvent) => searchKeys(event, options)}
            />
          </label>`
    }
    ${
      hidden.has('filter')
        ? nothing
        : button(list, 'filter', 'filter', t('list.filter'), conditions)
    }
    ${hidden.has('sort') ? nothing : button(list, 'sort', 'sort', t('list.sort'), request.sort.length)}
    ${hidden.has('columns') ? nothing : button(list, 'columns', 'columns', t('list.columns'), 0)}
    <button
      type="button"
      class="button ghost icon-only"
      aria-haspopup="menu"
      aria-expanded="false"
      aria-label=${t('list.more')}
      title=${t('list.more')}
      @click=${(event: Event) => options.onMore(event.currentTarget as HTMLElement)}
    >
      ${icon('more')}
    </button>
    ${
      creatable
        ? html`<button
            type="button"
            class="button primary create"
            @click=${() => list.emit('crm-create-request', { entity: entity?.name })}
          >
            ${icon('plus')}
            <span class="button-text">${t('list.create', words)}</span>
          </button>`
        : nothing
    }
    <slot name="toolbar-end"></slot>
  </div>`
}

function button(
  list: ListContext,
  kind: PanelKind,
  name: 'filter' | 'sort' | 'columns',
  label: string,
  count: number,
): TemplateResult {
  const isOn = count > 0
  return html`<button
    type="button"
    class="button ghost tool ${isOn ? 'on' : ''}"
    id="tool-${kind}"
    aria-haspopup="dialog"
    aria-expanded="false"
    title=${label}
    @click=${(event: Event) => list.openPanel(kind, event.currentTarget as HTMLElement)}
  >
    ${icon(name)}<span class="button-text">${label}</span>${
      isOn ? html`<span class="badge">${count}</span>` : nothing
    }
  </button>`
}

function searchKeys(event: KeyboardEvent, { onSearch }: ToolbarOptions): void {
  const input = event.target as HTMLInputElement
  if (event.isComposing) return
  if (event.key === 'Enter') onSearch(input.value, true)
  if (event.key === 'Escape' && input.value !== '') {
    event.preventDefault()
    event.stopPropagation()
    onSearch('', true)
  }
}
