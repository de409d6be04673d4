import type { SavedViews } from '../views/saved-views.ts'
import { deleteViewDialog, viewForm } from '../views/view-panels.ts'
import { bulkDeleteDialog } from './bulk-delete-dialog.ts'
import { bulkEditDialog } from './bulk-edit-dialog.ts'
import { columnsPanel } from './columns-panel.ts'
import { filterPanel } from './filter-panel.ts'
import type { ListContext, PanelKind } from './list-context.ts'
import { sortPanel } from './sort-panel.ts'

export interface PanelArgs {
  readonly list: ListContext
  readonly views: SavedViews
  /** Begin with a condition on this field. */
  readonly filterField: string | undefined
  readonly onResetColumns: () => void
  readonly onSaveView: (name: string, shared: boolean) => Promise<void>
  readonly onDeleteView: () => Promise<void>
  readonly close: () => void
}

/** What opens beside a button or above the list; a chunk of its own, loaded when the first is opened. */
export function panel(kind: PanelKind, args: PanelArgs): unknown {
  return PANELS[kind](args)
}

const PANELS: Readonly<Record<PanelKind, (args: PanelArgs) => unknown>> = {
  filter: filterPanel,
  sort: sortPanel,
  columns: columnsPanel,
  'save-view': viewForm,
  'rename-view': (args) => viewForm({ ...args, rename: args.views.active }),
  'delete-view': deleteViewDialog,
  'bulk-edit': bulkEditDialog,
  'bulk-delete': bulkDeleteDialog,
}
