import { html, nothing, type TemplateResult } from 'lit'

import type { ListContext } from '../list/list-context.ts'
import { icon } from '../primitives/icon.ts'
import type { MenuController } from '../primitives/menu.ts'
import type { SavedView, SavedViews } from './saved-views.ts'

interface StripArgs {
  readonly list: ListContext
  readonly views: SavedViews
  readonly isDirty: boolean
  onSelect(id: string | undefined): void
  onMenu(anchor: HTMLElement): void
  onSaveAs(anchor: HTMLElement): void
}

/** The views side by side: all records first, then those that were saved. */
export function viewStrip({
  list,
  views,
  isDirty,
  onSelect,
  onMenu,
  onSaveAs,
}: StripArgs): TemplateResult {
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
            ${
              view === active
                ? html`<button
                    type="button"
                    class="view-menu"
                    aria-haspopup="menu"
                    aria-expanded="false"
                    aria-label=${t('views.menu', { name: view.name })}
                    @click=${(event: Event) => onMenu(event.currentTarget as HTMLElement)}
                  >
                    ${icon('chevron-down')}
                  </button>`
                : nothing
            }
          </li>`,
      )}
      ${
        views.available
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
  </nav>`
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

interface MenuArgs {
  readonly list: ListContext
  readonly views: SavedViews
}

export function viewMenu(menu: MenuController, anchor: HTMLElement, args: MenuArgs): void {
  const { list, views } = args
  const view = views.active
  if (!view) return
  const { t } = list
  menu.toggle(anchor, {
    label: t('views.menu', { name: view.name }),
    items: [
      ...(view.editable ? [{ id: 'rename', label: t('views.rename'), icon: 'edit' as const }] : []),
      { id: 'duplicate', label: t('views.duplicate'), icon: 'copy' },
      { id: 'default', label: t('views.default'), checked: view.isDefault },
      ...(view.editable && views.mayShare
        ? [{ id: 'share', label: t('views.share'), checked: view.shared }]
        : []),
      ...(view.editable
        ? [
            {
              id: 'delete',
              label: t('views.delete'),
              icon: 'trash' as const,
              danger: true,
              separated: true,
            },
          ]
        : []),
    ],
    onSelect: (id) => void act(id, view, anchor, args),
  })
}

async function act(
  id: string,
  view: SavedView,
  anchor: HTMLElement,
  { list, views }: MenuArgs,
): Promise<void> {
  const { t } = list
  try {
    if (id === 'rename') list.openPanel('rename-view', anchor)
    else if (id === 'duplicate') await views.duplicate(view)
    else if (id === 'default') await views.change(view, { isDefault: !view.isDefault })
    else if (id === 'share') await views.change(view, { shared: !view.shared })
    else list.openPanel('delete-view', anchor)
    list.update()
  } catch (error) {
    if (list.fail(error, 'view')) list.notify({ kind: 'error', text: (error as Error).message })
  }
}
