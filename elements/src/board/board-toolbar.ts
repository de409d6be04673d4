import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'

import type { MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import { icon } from '../primitives/icon.ts'
import type { BoardPlan } from './board-plan.ts'
import type { RequestKeeper } from './board-request.ts'
import type { BoardTools } from './board-tools.ts'

interface ToolbarArgs {
  /** Parts the page does not want. */
  readonly hidden: ReadonlySet<string>
  readonly t: (key: MessageKey, values?: MessageValues) => string
  readonly plan: BoardPlan | undefined
  /** The one that is chosen; its plan may still be under way. */
  readonly pipelineId: string | undefined
  readonly request: RequestKeeper
  /** Undefined until they have come. */
  readonly tools: BoardTools | undefined
  readonly swimlanes: boolean
  readonly onPipeline: (id: string) => void
  readonly onFilter: (anchor: HTMLElement) => void
  readonly onLanes: () => void
}

/** Which pipeline, which view, and what narrows it. */
export function boardToolbar(args: ToolbarArgs): TemplateResult {
  const { hidden, t, plan } = args
  return html`<div class="toolbar" part="toolbar" role="group" aria-label=${t('board.tools')}>
    <slot name="toolbar-start"></slot>
    ${hidden.has('pipeline') ? nothing : pipelines(args)}
    ${hidden.has('views') ? nothing : args.tools?.viewStrip()}
    <span class="spacer"></span>
    ${hidden.has('search') ? nothing : search(args)}
    ${hidden.has('filter') ? nothing : filterButton(args)}
    ${hidden.has('lanes') || plan?.info.owned !== true ? nothing : lanesButton(args)}
    <slot name="toolbar-end"></slot>
  </div>`
}

/** One alone is no choice. */
function pipelines({
  plan,
  pipelineId,
  t,
  onPipeline,
}: ToolbarArgs): TemplateResult | typeof nothing {
  const { pipeline, pipelines: all = [] } = plan ?? {}
  if (!pipeline || all.length < 2) return nothing
  return html`<select
    class="input pipeline"
    aria-label=${t('board.pipeline')}
    @change=${(event: Event) => onPipeline((event.target as HTMLSelectElement).value)}
  >
    ${all.map(
      ({ id, name }) =>
        html`<option value=${id} .selected=${live(id === pipelineId)}>${name}</option>`,
    )}
  </select>`
}

function search({ plan, t, request }: ToolbarArgs): TemplateResult {
  const label = t('board.search', { entities: plan?.info.label.many.toLowerCase() ?? '' })
  return html`<label class="search">
    ${icon('search')}
    <input
      type="search"
      class="search-input"
      part="search"
      autocomplete="off"
      spellcheck="false"
      enterkeyhint="search"
      maxlength="200"
      aria-label=${label}
      placeholder=${label}
      .value=${live(request.search)}
      @input=${(event: Event) => request.type((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => searchKeys(event, request)}
    />
  </label>`
}

/** Enter asks at once; Escape asks for everything. */
function searchKeys(event: KeyboardEvent, request: RequestKeeper): void {
  const { value } = event.target as HTMLInputElement
  if (event.isComposing) return
  if (event.key === 'Enter') request.set({ search: value })
  if (event.key === 'Escape' && value !== '') {
    event.preventDefault()
    event.stopPropagation()
    request.set({ search: '' })
  }
}

function filterButton({ t, tools, onFilter }: ToolbarArgs): TemplateResult {
  const count = tools?.conditions ?? 0
  return html`<button
    type="button"
    class="button ghost tool ${count > 0 ? 'on' : ''}"
    id="tool-filter"
    aria-haspopup="dialog"
    aria-expanded="false"
    title=${t('board.filter')}
    @click=${(event: Event) => onFilter(event.currentTarget as HTMLElement)}
  >
    ${icon('filter')}<span class="button-text">${t('board.filter')}</span>${
      count > 0 ? html`<span class="badge">${count}</span>` : nothing
    }
  </button>`
}

function lanesButton({ t, swimlanes, onLanes }: ToolbarArgs): TemplateResult {
  return html`<button
    type="button"
    class="button ghost tool"
    aria-pressed=${String(swimlanes)}
    title=${t('board.lanes')}
    @click=${onLanes}
  >
    ${icon('person')}<span class="button-text">${t('board.lanes')}</span>
  </button>`
}
