import { define } from '../base/define.ts'
import { CrmCalendar } from '../calendar/crm-calendar.ts'

define('crm-calendar', CrmCalendar)

declare global {
  interface HTMLElementTagNameMap {
    'crm-calendar': CrmCalendar
  }
}
