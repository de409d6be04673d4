export { CrmCalendar } from '../calendar/crm-calendar.ts'
