// Written by npm run codegen from custom-elements.json.
import type { DetailedHTMLProps, HTMLAttributes } from 'react'

import type { CrmPipelineBoard } from './board/crm-pipeline-board.ts'
import type { CrmCalendar } from './calendar/crm-calendar.ts'
import type { CrmForecast } from './forecast/crm-forecast.ts'
import type { CrmRecordForm } from './form/crm-record-form.ts'
import type { CrmContactList } from './list/contact-list.ts'
import type { CrmRecordList } from './list/record-list.ts'
import type { CrmNotifications } from './notifications/crm-notifications.ts'
import type { CrmProvider } from './provider/crm-provider.ts'
import type { CrmRecord } from './record/crm-record.ts'
import type { CrmTasks } from './tasks/crm-tasks.ts'
import type { CrmTimeline } from './timeline/crm-timeline.ts'

type Tag<
  E extends HTMLElement,
  Property extends keyof E,
  Attribute extends string,
  Event extends string,
> = Pick<
  DetailedHTMLProps<HTMLAttributes<E>, E>,
  Exclude<keyof HTMLAttributes<E>, Property> | 'ref' | 'key'
> &
  Partial<Pick<E, Property>> & {
    readonly [Name in Exclude<Attribute, Property>]?: string | number | boolean
  } & {
    readonly [Name in Event as `on${Name}`]?: (event: CustomEvent) => void
  }

/** Attributes, properties and events of every tag. */
export interface CrmElementTags {
  /** crm-calendar */
  'crm-calendar': Tag<
    CrmCalendar,
    'view' | 'day' | 'scope' | 'kinds' | 'timeZone' | 'height' | 'readonly' | 'client' | 'locale',
    'view' | 'day' | 'scope' | 'kinds' | 'time-zone' | 'height' | 'readonly' | 'locale',
    | 'crm-load'
    | 'crm-before-activity-create'
    | 'crm-activity-create'
    | 'crm-before-activity-move'
    | 'crm-activity-move'
    | 'crm-before-activity-resize'
    | 'crm-activity-resize'
    | 'crm-activity-open'
    | 'crm-navigate'
    | 'crm-range-change'
    | 'crm-error'
  >
  /** crm-contact-list */
  'crm-contact-list': Tag<
    CrmContactList,
    | 'entity'
    | 'view'
    | 'fields'
    | 'readonly'
    | 'editable'
    | 'creatable'
    | 'selection'
    | 'density'
    | 'height'
    | 'hide'
    | 'rowHeight'
    | 'pageSize'
    | 'query'
    | 'scope'
    | 'columns'
    | 'actions'
    | 'renderers'
    | 'client'
    | 'locale',
    | 'entity'
    | 'view'
    | 'fields'
    | 'readonly'
    | 'editable'
    | 'creatable'
    | 'selection'
    | 'density'
    | 'height'
    | 'hide'
    | 'row-height'
    | 'page-size'
    | 'locale',
    | 'crm-ready'
    | 'crm-load'
    | 'crm-before-row-open'
    | 'crm-row-open'
    | 'crm-navigate'
    | 'crm-selection-change'
    | 'crm-sort-change'
    | 'crm-filter-change'
    | 'crm-columns-change'
    | 'crm-view-change'
    | 'crm-before-cell-edit'
    | 'crm-cell-edit'
    | 'crm-before-bulk-action'
    | 'crm-bulk-action'
    | 'crm-row-action'
    | 'crm-create-request'
    | 'crm-error'
  >
  /** crm-forecast */
  'crm-forecast': Tag<
    CrmForecast,
    'currency' | 'mode' | 'filter' | 'client' | 'locale',
    'currency' | 'mode' | 'locale',
    'crm-load' | 'crm-datapoint-select' | 'crm-error'
  >
  /** crm-notifications */
  'crm-notifications': Tag<
    CrmNotifications,
    'pollSeconds' | 'client' | 'locale',
    'poll-seconds' | 'locale',
    'crm-notification-open' | 'crm-unread' | 'crm-notification' | 'crm-navigate' | 'crm-error'
  >
  /** crm-pipeline-board */
  'crm-pipeline-board': Tag<
    CrmPipelineBoard,
    | 'entity'
    | 'pipelineId'
    | 'groupBy'
    | 'cardFields'
    | 'sumField'
    | 'cardHeight'
    | 'density'
    | 'height'
    | 'swimlanes'
    | 'readonly'
    | 'view'
    | 'hide'
    | 'query'
    | 'renderers'
    | 'client'
    | 'locale',
    | 'entity'
    | 'pipeline-id'
    | 'group-by'
    | 'card-fields'
    | 'sum-field'
    | 'card-height'
    | 'density'
    | 'height'
    | 'swimlanes'
    | 'readonly'
    | 'view'
    | 'hide'
    | 'locale',
    | 'crm-ready'
    | 'crm-load'
    | 'crm-before-card-move'
    | 'crm-card-move'
    | 'crm-move-blocked'
    | 'crm-before-card-open'
    | 'crm-card-open'
    | 'crm-navigate'
    | 'crm-card-create'
    | 'crm-selection-change'
    | 'crm-filter-change'
    | 'crm-column-change'
    | 'crm-pipeline-change'
    | 'crm-view-change'
    | 'crm-error'
  >
  /** crm-provider */
  'crm-provider': Tag<
    CrmProvider,
    'apiUrl' | 'locale' | 'theme' | 'live' | 'fetchSession' | 'fetch' | 'messages' | 'appearance',
    'api-url' | 'locale' | 'theme' | 'live',
    'crm-session' | 'crm-session-expired' | 'crm-connection'
  >
  /** crm-record */
  'crm-record': Tag<
    CrmRecord,
    | 'entity'
    | 'recordId'
    | 'mode'
    | 'open'
    | 'layout'
    | 'tabs'
    | 'tab'
    | 'actions'
    | 'renderers'
    | 'readonly'
    | 'headingLevel'
    | 'client'
    | 'locale',
    'entity' | 'record-id' | 'mode' | 'open' | 'tab' | 'readonly' | 'heading-level' | 'locale',
    | 'crm-record-load'
    | 'crm-before-record-edit'
    | 'crm-record-edit'
    | 'crm-before-delete'
    | 'crm-before-close'
    | 'crm-close'
    | 'crm-delete'
    | 'crm-restore'
    | 'crm-conflict'
    | 'crm-action'
    | 'crm-navigate'
    | 'crm-tab-change'
    | 'crm-error'
  >
  /** crm-record-form */
  'crm-record-form': Tag<
    CrmRecordForm,
    | 'entity'
    | 'recordId'
    | 'fields'
    | 'uiSchema'
    | 'renderers'
    | 'autosave'
    | 'readonly'
    | 'disabled'
    | 'name'
    | 'value'
    | 'client'
    | 'locale',
    'entity' | 'record-id' | 'fields' | 'autosave' | 'readonly' | 'disabled' | 'name' | 'locale',
    | 'crm-ready'
    | 'crm-input'
    | 'crm-change'
    | 'crm-validity'
    | 'crm-before-submit'
    | 'crm-submit'
    | 'crm-before-cancel'
    | 'crm-cancel'
    | 'crm-conflict'
    | 'crm-error'
  >
  /** crm-record-list */
  'crm-record-list': Tag<
    CrmRecordList,
    | 'entity'
    | 'view'
    | 'fields'
    | 'readonly'
    | 'editable'
    | 'creatable'
    | 'selection'
    | 'density'
    | 'height'
    | 'hide'
    | 'rowHeight'
    | 'pageSize'
    | 'query'
    | 'scope'
    | 'columns'
    | 'actions'
    | 'renderers'
    | 'client'
    | 'locale',
    | 'entity'
    | 'view'
    | 'fields'
    | 'readonly'
    | 'editable'
    | 'creatable'
    | 'selection'
    | 'density'
    | 'height'
    | 'hide'
    | 'row-height'
    | 'page-size'
    | 'locale',
    | 'crm-ready'
    | 'crm-load'
    | 'crm-before-row-open'
    | 'crm-row-open'
    | 'crm-navigate'
    | 'crm-selection-change'
    | 'crm-sort-change'
    | 'crm-filter-change'
    | 'crm-columns-change'
    | 'crm-view-change'
    | 'crm-before-cell-edit'
    | 'crm-cell-edit'
    | 'crm-before-bulk-action'
    | 'crm-bulk-action'
    | 'crm-row-action'
    | 'crm-create-request'
    | 'crm-error'
  >
  /** crm-tasks */
  'crm-tasks': Tag<
    CrmTasks,
    | 'scope'
    | 'entity'
    | 'recordId'
    | 'kinds'
    | 'timeZone'
    | 'readonly'
    | 'headingLevel'
    | 'client'
    | 'locale',
    | 'scope'
    | 'entity'
    | 'record-id'
    | 'kinds'
    | 'time-zone'
    | 'readonly'
    | 'heading-level'
    | 'locale',
    | 'crm-load'
    | 'crm-before-task-toggle'
    | 'crm-task-toggle'
    | 'crm-task-open'
    | 'crm-before-task-create'
    | 'crm-task-create'
    | 'crm-navigate'
    | 'crm-error'
  >
  /** crm-timeline */
  'crm-timeline': Tag<
    CrmTimeline,
    'entity' | 'recordId' | 'kinds' | 'order' | 'composer' | 'readonly' | 'client' | 'locale',
    'entity' | 'record-id' | 'kinds' | 'order' | 'composer' | 'readonly' | 'locale',
    | 'crm-load'
    | 'crm-activity-open'
    | 'crm-navigate'
    | 'crm-before-activity-create'
    | 'crm-activity-create'
    | 'crm-error'
  >
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends CrmElementTags {}
  }
}
