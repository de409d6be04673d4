import type { ListContext } from '../list/list-context.ts'
import type { MenuController } from '../primitives/menu.ts'
import type { SavedView, SavedViews } from './saved-views.ts'

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
