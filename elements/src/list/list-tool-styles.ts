import { fieldStyles } from '../fields/field-styles.ts'
import { dialogStyles } from '../primitives/dialog.ts'
import { menuStyles } from '../primitives/menu.ts'
import { panelStyles } from '../primitives/panels.ts'
import { popoverStyles } from '../primitives/popover.ts'
import { listPanelStyles } from './list-panel-styles.ts'
import { toolBarStyles } from './tool-bar-styles.ts'

/** Beyond what the list begins with. */
export const toolStyles = [
  ...fieldStyles.flat(),
  menuStyles,
  popoverStyles,
  panelStyles,
  dialogStyles,
  toolBarStyles,
  listPanelStyles,
]
