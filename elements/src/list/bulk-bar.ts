import { html, nothing, type TemplateResult } from 'lit'

import { icon, isIcon } from '../primitives/icon.ts'
import type { ListContext } from './list-context.ts'
import { mayUse } from './row-menu.ts'

/** What may be done with the selected records; stands above the rows while there are any. */
export function bulkBar(list: ListContext): TemplateResult {
  const { selection, selectable, source, t, entity, isReadonly } = list
  const isShown = selectable === 'multi' && !selection.isEmpty
  const count = selection.count(source.total)
  const all = source.total !== undefined && count >= source.total
  const may = entity?.permissions
  const own = list.actions.filter((action) => action.bulk === true && mayUse(list, action))
  return html`<div
    class="bulk ${isShown ? 'shown' : ''}"
    role="group"
    aria-label=${t('list.bulk')}
    ?inert=${!isShown}
  >
    <span class="bulk-count">${t(all ? 'list.selectedAll' : 'list.selected', { count })}</span>
    ${
      !all && source.total !== undefined
        ? html`<button type="button" class="bulk-button quiet" @click=${() => selectEvery(list)}>
            ${t('list.selectEvery', { count: source.total })}
          </button>`
        : nothing
    }
    <span class="bulk-line"></span>
    ${may?.update && !isReadonly ? button(list, 'bulk-edit', 'edit', t('list.bulkEdit')) : nothing}
    ${
      may?.export
        ? html`<button
            type="button"
            class="bulk-button"
            @click=${() => void bulkMenuAction(list, 'export')}
          >
            ${icon('download')}<span class="button-text">${t('list.bulkExport')}</span>
          </button>`
        : nothing
    }
    ${own.map(
      (action) =>
        html`<button
          type="button"
          class="bulk-button ${action.danger ? 'danger' : ''}"
          @click=${() => void bulkMenuAction(list, action.id)}
        >
          ${isIcon(action.icon) ? icon(action.icon) : nothing}<span>${action.label}</span>
        </button>`,
    )}
    <slot name="bulk-actions"></slot>
    ${
      may?.delete && !isReadonly
        ? button(list, 'bulk-delete', 'trash', t('list.bulkDelete'))
        : nothing
    }
    <button
      type="button"
      class="bulk-button icon"
      aria-label=${t('list.selectNone')}
      title=${t('list.selectNone')}
      @click=${() => {
        selection.clear()
        list.selected()
        list.element.focus()
      }}
    >
      ${icon('close')}
    </button>
  </div>`
}

/** Work on the selection, or on the whole list: loaded when it is first asked for. */
export async function bulkMenuAction(list: ListContext, action: string): Promise<void> {
  const { exportRecords, hostAction } = await import('./bulk-actions.ts')
  if (action === 'export' || action === 'export-all')
    await exportRecords(list, action === 'export' ? list.selection : undefined)
  else await hostAction(list, action)
}

function button(
  list: ListContext,
  kind: 'bulk-edit' | 'bulk-delete',
  name: 'edit' | 'trash',
  label: string,
): TemplateResult {
  return html`<button
    type="button"
    class="bulk-button ${kind === 'bulk-delete' ? 'danger' : ''}"
    aria-haspopup="dialog"
    @click=${(event: Event) => list.openPanel(kind, event.currentTarget as HTMLElement)}
  >
    ${icon(name)}<span class="button-text">${label}</span>
  </button>`
}

function selectEvery(list: ListContext): void {
  list.selection.selectAll()
  list.selected()
}
