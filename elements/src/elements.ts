import { CrmPipelineBoard } from './board/crm-pipeline-board.ts'
import { CrmCalendar } from './calendar/crm-calendar.ts'
import { CrmForecast } from './forecast/crm-forecast.ts'
import { CrmRecordForm } from './form/crm-record-form.ts'
import { CrmContactList } from './list/contact-list.ts'
import { CrmRecordList } from './list/record-list.ts'
import { CrmNotifications } from './notifications/crm-notifications.ts'
import { CrmProvider } from './provider/crm-provider.ts'
import { CrmRecord } from './record/crm-record.ts'
import { CrmTasks } from './tasks/crm-tasks.ts'
import { CrmTimeline } from './timeline/crm-timeline.ts'

/** Every element by the tag it has unless a host gives another prefix. */
export const elements = {
  'crm-calendar': CrmCalendar,
  'crm-contact-list': CrmContactList,
  'crm-forecast': CrmForecast,
  'crm-pipeline-board': CrmPipelineBoard,
  'crm-provider': CrmProvider,
  'crm-record': CrmRecord,
  'crm-record-list': CrmRecordList,
  'crm-record-form': CrmRecordForm,
  'crm-notifications': CrmNotifications,
  'crm-tasks': CrmTasks,
  'crm-timeline': CrmTimeline,
} as const satisfies Readonly<Record<`crm-${string}`, CustomElementConstructor>>
