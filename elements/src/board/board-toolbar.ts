import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'

import type { MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import { icon } from '../primitives/icon.ts'
import type { BoardPlan } from './board-plan.ts'

interface ToolbarArgs {
  readonly hidden: ReadonlySet<string>
  readonly t: (key: MessageKey, values?: MessageValues) => string
  readonly plan: BoardPlan | undefined
  readonly search: string
  /** Conditions in force, for the badge. */
  readonly conditions: number
  readonly swimlanes: boolean
  readonly mayLane: boolean
  readonly views: unknown
  readonly onPipeline: (id: string) => void
  readonly onSearch: (text: string, now: boolean) => void
  readonly onFilter: (anchor: HTMLElement) => void
  readonly onLanes: () => void
}

/** Which pipeline, which view, and what narrows it. */
export function boardToolbar(args: ToolbarArgs): TemplateResult {
  const { hidden, t, plan } = args
  const entities = plan?.info.label.many.toLowerCase() ?? ''
  return html`<div class="toolbar" part="toolbar" role="group" aria-label=${t('board.tools')}>
    <slot name="toolbar-start"></slot>
    ${hidden.has('pipeline') ? nothing : pipelines(args)} ${args.views}
    <span class="spacer"></span>
    ${
      hidden.has('search')
        ? nothing
        : html`<label class="search">
            ${icon('search')}
            <input
              type="search"
              class="search-input"
              part="search"
              autocomplete="off"
              spellcheck="false"
              maxlength="200"
              aria-label=${t('board.search', { entities })}
              placeholder=${t('board.search', { entities })}
              .value=${live(args.search)}
              @input=${(event: Event) => args.onSearch((event.target as HTMLInputElement).value, false)}
              @keydown=${(event: KeyboardEvent) => searchKeys(event, args)}
            />
          </label>`
    }
    ${
      hidden.has('filter')
        ? nothing
        : html`<button
            type="button"
            class="button ghost tool ${args.conditions > 0 ? 'on' : ''}"
            id="tool-filter"
            aria-haspopup="dialog"
            aria-expanded="false"
            title=${t('board.filter')}
            @click=${(event: Event) => args.onFilter(event.currentTarget as HTMLElement)}
          >
            ${icon('filter')}<span class="button-text">${t('board.filter')}</span>${
              args.conditions > 0 ? html`<span class="badge">${args.conditions}</span>` : nothing
            }
          </button>`
    }
    ${
      hidden.has('lanes') || !args.mayLane
        ? nothing
        : html`<button
            type="button"
            class="button ghost tool"
            aria-pressed=${String(args.swimlanes)}
            title=${t('board.lanes')}
            @click=${args.onLanes}
          >
            ${icon('person')}<span class="button-text">${t('board.lanes')}</span>
          </button>`
    }
    <slot name="toolbar-end"></slot>
  </div>`
}

/** One alone is no choice. */
function pipelines({ plan, t, onPipeline }: ToolbarArgs): TemplateResult | typeof nothing {
  const { pipeline, pipelines: all = [] } = plan ?? {}
  if (!pipeline || all.length < 2) return nothing
  return html`<select
    class="input pipeline"
    aria-label=${t('board.pipeline')}
    @change=${(event: Event) => onPipeline((event.target as HTMLSelectElement).value)}
  >
    ${all.map(
      ({ id, name }) => html`<option value=${id} ?selected=${id === pipeline.id}>${name}</option>`,
    )}
  </select>`
}

function searchKeys(event: KeyboardEvent, { onSearch }: ToolbarArgs): void {
  const input = event.target as HTMLInputElement
  if (event.isComposing) return
  if (event.key === 'Enter') onSearch(input.value, true)
  if (event.key === 'Escape' && input.value !== '') {
    event.preventDefault()
    event.stopPropagation()
    onSearch('', true)
  }
}
