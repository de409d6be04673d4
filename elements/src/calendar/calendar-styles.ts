import { controlStyles } from '../primitives/control-styles.ts'
import { panelStyles } from '../primitives/panels.ts'
import { popoverStyles } from '../primitives/popover.ts'
import { tabStyles } from '../primitives/tabs.ts'
import { entryStyles } from './entry-styles.ts'
import { monthStyles } from './month-styles.ts'
import { weekStyles } from './week-styles.ts'

export const calendarStyles = [
  controlStyles,
  panelStyles,
  popoverStyles,
  tabStyles,
  monthStyles,
  entryStyles,
  weekStyles,
]
