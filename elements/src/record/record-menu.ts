import type { Localizer } from '../i18n/localizer.ts'
import type { MenuItem } from '../primitives/menu.ts'

export interface RecordMenuView {
  readonly t: Localizer['t']
  /** What the host offers. */
  readonly actions: readonly { readonly action: string; readonly label: string }[]
  /** Above the page, in a drawer or a dialog. */
  readonly isOver: boolean
  readonly mayDelete: boolean
}

/** What is done when one of them is chosen. */
export interface RecordMenuDeeds {
  readonly openPage: () => void
  readonly remove: () => void
  readonly act: (action: string) => void
}

const OWN = 'own:'

/** What can be done with the whole record. */
export function recordMenuItems({
  t,
  actions,
  isOver,
  mayDelete,
}: RecordMenuView): readonly MenuItem[] {
  const items: MenuItem[] = actions.map(({ action, label }) => ({ id: OWN + action, label }))
  if (isOver) items.unshift({ id: 'page', label: t('record.openPage'), icon: 'external' })
  if (mayDelete) {
    const separated = items.length > 0
    items.push({ id: 'delete', label: t('action.delete'), icon: 'trash', danger: true, separated })
  }
  return items
}

export function chooseFromMenu(id: string, deeds: RecordMenuDeeds): void {
  if (id === 'delete') deeds.remove()
  else if (id === 'page') deeds.openPage()
  else deeds.act(id.slice(OWN.length))
}
