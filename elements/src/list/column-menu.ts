import type { MenuController, MenuItem } from '../primitives/menu.ts'
import { shownColumns, withColumn } from './columns.ts'
import type { GridFocus } from './grid-focus.ts'
import type { GridInput } from './grid-input.ts'
import type { ListContext } from './list-context.ts'
import { sortOf } from './sorting.ts'

/** All that dragging a header does, and sorting, without dragging (WCAG 2.2 SC 2.5.7). */
export function columnMenu(
  menu: MenuController,
  anchor: HTMLElement,
  key: string,
  list: ListContext,
  input: GridInput,
  focus: GridFocus,
  openFilter: () => void,
): void {
  const { t, columns, request } = list
  const shown = shownColumns(columns)
  const at = shown.findIndex((column) => column.key === key)
  const column = shown[at]
  if (!column) return
  const { field, pinned } = column
  const sort = sortOf(request.sort, key)
  const items: MenuItem[] = [
    ...(field.sortable
      ? [
          {
            id: 'ascending',
            label: t('list.sortAscending'),
            icon: 'arrow-up' as const,
            ...(sort && !sort.descending ? { hint: '✓' } : {}),
          },
          {
            id: 'descending',
            label: t('list.sortDescending'),
            icon: 'arrow-down' as const,
            ...(sort?.descending ? { hint: '✓' } : {}),
          },
        ]
      : []),
    ...(field.filterable
      ? [{ id: 'filter', label: t('list.column.filter'), icon: 'filter' as const }]
      : []),
    {
      id: 'pin',
      label: t(pinned ? 'list.column.unpin' : 'list.column.pin'),
      icon: 'pin',
      separated: true,
    },
    {
      id: 'start',
      label: t(list.isRtl ? 'list.column.right' : 'list.column.left'),
      icon: list.isRtl ? 'chevron-right' : 'chevron-left',
      disabled: at === 0,
    },
    {
      id: 'end',
      label: t(list.isRtl ? 'list.column.left' : 'list.column.right'),
      icon: list.isRtl ? 'chevron-left' : 'chevron-right',
      disabled: at === shown.length - 1,
    },
    {
      id: 'wider',
      label: t('list.column.wider'),
      icon: 'plus',
      hint: list.isRtl ? 'Alt ←' : 'Alt →',
      separated: true,
    },
    {
      id: 'narrower',
      label: t('list.column.narrower'),
      icon: 'minus',
      hint: list.isRtl ? 'Alt →' : 'Alt ←',
    },
    { id: 'fit', label: t('list.column.fit'), icon: 'columns' },
    {
      id: 'hide',
      label: t('list.column.hide'),
      icon: 'eye-off',
      disabled: shown.length === 1,
      separated: true,
    },
  ]
  menu.toggle(anchor, {
    label: t('list.columnMenu', { field: field.label }),
    items,
    onSelect: (id) => {
      if (id === 'ascending') list.setRequest({ sort: [key] })
      else if (id === 'descending') list.setRequest({ sort: [`-${key}`] })
      else if (id === 'filter') openFilter()
      else if (id === 'pin') {
        list.setColumns(withColumn(columns, key, { pinned: !pinned }))
        list.announce(
          t(pinned ? 'list.columnUnpinned' : 'list.columnPinned', { field: field.label }),
        )
      } else if (id === 'start' || id === 'end') input.moveColumn(key, id === 'start' ? -1 : 1)
      else if (id === 'wider' || id === 'narrower') input.widen(key, id === 'wider' ? 40 : -40)
      else if (id === 'fit') input.fit(key)
      else if (id === 'hide') {
        list.setColumns(withColumn(columns, key, { hidden: true }))
        list.announce(t('list.columnHidden', { field: field.label }))
      }
      if (id !== 'filter') focus.set(-1, key)
    },
  })
}
