import { html, nothing, type TemplateResult } from 'lit'

import type { ListContext } from '../list/list-context.ts'
import { icon } from '../primitives/icon.ts'
import type { SavedView, SavedViews } from './saved-views.ts'

interface StripArgs {
  readonly list: ListContext
  readonly views: SavedViews
  readonly isDirty: boolean
  readonly onSelect: (id: string | undefined) => void
  readonly onMenu: (anchor: HTMLElement) => void
  readonly onSaveAs: (anchor: HTMLElement) => void
  readonly onReset: () => void
  readonly onSave: () => void
}

/** The views side by side: all records first, then those that were saved; and what may become of one that was changed. */
export function viewStrip(args: StripArgs): TemplateResult {
  const { list, views, isDirty, onSelect, onSaveAs } = args
  const { t, entity } = list
  const { active } = views
  const name = t('views.all', { entities: entity?.label.many.toLowerCase() ?? '' })
  return html`<nav class="views" aria-label=${t('views.label')}>
      <ul>
        <li>${tab(list, undefined, name, active === undefined, isDirty, onSelect)}</li>
        ${views.all.map(
          (view) =>
            html`<li>
              ${tab(list, view, view.name, view === active, isDirty, onSelect)}
              ${view === active ? menuButton(args, view) : nothing}
            </li>`,
        )}
        ${
          views.available && (!isDirty || active?.editable)
            ? html`<li>
                <button
                  type="button"
                  class="view-add"
                  aria-haspopup="dialog"
                  aria-expanded="false"
                  aria-label=${t('views.saveAs')}
                  title=${t('views.saveAs')}
                  @click=${(event: Event) => onSaveAs(event.currentTarget as HTMLElement)}
                >
                  ${icon('plus')}
                </button>
              </li>`
            : nothing
        }
      </ul>
    </nav>
    ${isDirty && views.available ? changes(args) : nothing}`
}

function menuButton({ list, onMenu }: StripArgs, view: SavedView): TemplateResult {
  return html`<button
    type="button"
    class="view-menu"
    aria-haspopup="menu"
    aria-expanded="false"
    aria-label=${list.t('views.menu', { name: view.name })}
    @click=${(event: Event) => onMenu(event.currentTarget as HTMLElement)}
  >
    ${icon('chevron-down')}
  </button>`
}

function changes({ list, views, onReset, onSave, onSaveAs }: StripArgs): TemplateResult {
  const { t } = list
  const isOwn = views.active?.editable === true
  return html`<span class="view-changes">
    <button type="button" class="button ghost small" @click=${onReset}>${t('views.reset')}</button>
    ${
      isOwn
        ? html`<button type="button" class="button small" @click=${onSave}>
            ${t('views.saveChanges')}
          </button>`
        : html`<button
            type="button"
            class="button small"
            aria-haspopup="dialog"
            aria-expanded="false"
            @click=${(event: Event) => onSaveAs(event.currentTarget as HTMLElement)}
          >
            ${t('views.saveAs')}
          </button>`
    }
  </span>`
}

function tab(
  { t }: ListContext,
  view: SavedView | undefined,
  name: string,
  isActive: boolean,
  isDirty: boolean,
  onSelect: (id: string | undefined) => void,
): TemplateResult {
  return html`<button
    type="button"
    class="view ${isActive ? 'active' : ''}"
    aria-current=${isActive ? 'true' : nothing}
    @click=${() => {
      if (!isActive) onSelect(view?.id)
    }}
  >
    <span class="view-name">${name}</span>
    ${
      view?.shared
        ? html`<span class="view-shared" title=${t('views.shared')}
            >${icon('globe')}<span class="visually-hidden">${t('views.shared')}</span></span
          >`
        : nothing
    }
    ${
      isActive && isDirty && view
        ? html`<span class="view-dirty" title=${t('views.changed')}
            ><span class="visually-hidden">${t('views.changed')}</span></span
          >`
        : nothing
    }
  </button>`
}
