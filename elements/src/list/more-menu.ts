import type { MenuController } from '../primitives/menu.ts'
import { bulkMenuAction } from './bulk-bar.ts'
import { DENSITIES, type Density, isDensity } from './density.ts'
import type { ListContext } from './list-context.ts'

interface MoreOptions {
  readonly density: Density
  readonly mayExport: boolean
  readonly onRefresh: () => void
  readonly onDensity: (density: Density) => void
}

/** What is seldom needed. */
export function moreMenu(
  menu: MenuController,
  anchor: HTMLElement,
  list: ListContext,
  { density, mayExport, onRefresh, onDensity }: MoreOptions,
): void {
  const { t, entity } = list
  menu.toggle(anchor, {
    label: t('list.more'),
    placement: { align: 'end' },
    items: [
      { id: 'refresh', label: t('list.refresh'), icon: 'refresh' },
      ...(mayExport && entity?.permissions.export
        ? [{ id: 'export', label: t('list.exportAll'), icon: 'download' as const }]
        : []),
      ...DENSITIES.map((one, at) => ({
        id: one,
        label: t(`list.density.${one}`),
        checked: density === one,
        separated: at === 0,
      })),
    ],
    onSelect: (id) => {
      if (id === 'refresh') onRefresh()
      else if (id === 'export') void bulkMenuAction(list, 'export-all')
      else if (isDensity(id)) onDensity(id)
    },
  })
}
