import { fieldStyles } from '../fields/field-styles.ts'
import { dialogStyles } from '../primitives/dialog.ts'
import { menuStyles } from '../primitives/menu.ts'
import { panelStyles } from '../primitives/panels.ts'
import { popoverStyles } from '../primitives/popover.ts'
import { bulkBarStyles } from './bulk-bar-styles.ts'
import { cellEditStyles } from './cell-edit-styles.ts'
import { columnHandleStyles } from './column-handle-styles.ts'
import { filterChipStyles } from './filter-chip-styles.ts'
import { listFrameStyles } from './list-frame-styles.ts'
import { listPanelStyles } from './list-panel-styles.ts'
import { othersStyles } from './others-styles.ts'
import { printStyles } from './print-styles.ts'
import { viewStripStyles } from './view-strip-styles.ts'

/** Beyond what the list begins with. */
export const toolStyles = [
  ...fieldStyles.flat(),
  menuStyles,
  popoverStyles,
  panelStyles,
  dialogStyles,
  viewStripStyles,
  listFrameStyles,
  filterChipStyles,
  bulkBarStyles,
  cellEditStyles,
  columnHandleStyles,
  othersStyles,
  printStyles,
  listPanelStyles,
]
