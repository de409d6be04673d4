import { isIcon } from '../primitives/icon.ts'
import type { MenuController, MenuItem } from '../primitives/menu.ts'
import { canEdit } from './can-edit.ts'
import type { CellEdit } from './cell-edit.ts'
import type { ListAction, ListContext } from './list-context.ts'

/** What may be done with one record. */
export function rowMenu(
  menu: MenuController,
  anchor: HTMLElement,
  id: string,
  list: ListContext,
  edit: CellEdit,
): void {
  const record = list.source.record(id)
  const { entity, t, selectable, selection, isReadonly } = list
  if (!record || !entity) return
  const editable = list.shown.find(({ field }) => canEdit(list, field))
  const own = list.actions.filter(
    (action) => action.row !== false && mayUse(list, action) && (action.when?.(record) ?? true),
  )
  const items: MenuItem[] = [
    { id: 'open', label: t('list.row.open'), icon: 'external', hint: 'Ctrl ↵' },
    ...(editable
      ? [{ id: 'edit', label: t('list.row.edit'), icon: 'edit' as const, hint: 'F2' }]
      : []),
    ...(selectable === 'none'
      ? []
      : [
          {
            id: 'select',
            label: t(selection.has(id) ? 'list.row.unselect' : 'list.row.select'),
            icon: 'check' as const,
          },
        ]),
    ...own.map((action, at) => itemOf(action, at === 0)),
    ...(entity.permissions.delete && !isReadonly
      ? [
          {
            id: 'delete',
            label: t('list.row.delete'),
            icon: 'trash' as const,
            danger: true,
            separated: true,
          },
        ]
      : []),
  ]
  menu.toggle(anchor, {
    label: t('list.rowMenu', { name: list.titleOf(record) }),
    items,
    placement: { align: 'end' },
    onSelect: (chosen) => {
      if (chosen === 'open') void list.openRow(id, new Event('click'))
      else if (chosen === 'edit' && editable) edit.start(id, editable.key)
      else if (chosen === 'select') {
        selection.toggle(id, selectable === 'single' ? 'single' : 'multi')
        list.selected()
      } else if (chosen === 'delete') void deleteOne(list, id)
      else list.emit('crm-row-action', { action: chosen.replace('own ', ''), id, record })
    },
  })
}

export function itemOf(action: ListAction, separated: boolean): MenuItem {
  return {
    id: `own ${action.id}`,
    label: action.label,
    separated,
    ...(isIcon(action.icon) ? { icon: action.icon } : {}),
    ...(action.danger ? { danger: true } : {}),
  }
}

export function mayUse({ crm }: ListContext, { permission }: ListAction): boolean {
  return permission === undefined || crm?.session.can(permission) === true
}

/** One record goes at once, with a way back; the question is for many. */
async function deleteOne(list: ListContext, id: string): Promise<void> {
  const { deleteRecords } = await import('./bulk-actions.ts')
  await deleteRecords(list, [id])
}
