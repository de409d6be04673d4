// Written by npm run codegen from custom-elements.json.
import '../define/crm-calendar.ts'
import '../define/crm-contact-list.ts'
import '../define/crm-forecast.ts'
import '../define/crm-notifications.ts'
import '../define/crm-pipeline-board.ts'
import '../define/crm-provider.ts'
import '../define/crm-record-form.ts'
import '../define/crm-record-list.ts'
import '../define/crm-record.ts'
import '../define/crm-tasks.ts'
import '../define/crm-timeline.ts'

import { createComponent, type EventName } from '@lit/react'
import * as React from 'react'

import { CrmPipelineBoard as CrmPipelineBoardElement } from '../board/crm-pipeline-board.ts'
import { CrmCalendar as CrmCalendarElement } from '../calendar/crm-calendar.ts'
import { CrmForecast as CrmForecastElement } from '../forecast/crm-forecast.ts'
import { CrmRecordForm as CrmRecordFormElement } from '../form/crm-record-form.ts'
import { CrmContactList as CrmContactListElement } from '../list/contact-list.ts'
import { CrmRecordList as CrmRecordListElement } from '../list/record-list.ts'
import { CrmNotifications as CrmNotificationsElement } from '../notifications/crm-notifications.ts'
import { CrmProvider as CrmProviderElement } from '../provider/crm-provider.ts'
import { CrmRecord as CrmRecordElement } from '../record/crm-record.ts'
import { CrmTasks as CrmTasksElement } from '../tasks/crm-tasks.ts'
import { CrmTimeline as CrmTimelineElement } from '../timeline/crm-timeline.ts'

type DataEvent = EventName<CustomEvent>

/** Meetings, calls and tasks by the day: a month or a week, moved by pointer or keys, added with a press. */
export const CrmCalendar = createComponent({
  react: React,
  tagName: 'crm-calendar',
  elementClass: CrmCalendarElement,
  events: {
    onCrmLoad: 'crm-load' as DataEvent,
    onCrmBeforeActivityCreate: 'crm-before-activity-create' as DataEvent,
    onCrmActivityCreate: 'crm-activity-create' as DataEvent,
    onCrmBeforeActivityMove: 'crm-before-activity-move' as DataEvent,
    onCrmActivityMove: 'crm-activity-move' as DataEvent,
    onCrmBeforeActivityResize: 'crm-before-activity-resize' as DataEvent,
    onCrmActivityResize: 'crm-activity-resize' as DataEvent,
    onCrmActivityOpen: 'crm-activity-open' as DataEvent,
    onCrmNavigate: 'crm-navigate' as DataEvent,
    onCrmRangeChange: 'crm-range-change' as DataEvent,
    onCrmError: 'crm-error' as DataEvent,
  },
})

/** The list of contacts: `crm-record-list` with its entity set. */
export const CrmContactList = createComponent({
  react: React,
  tagName: 'crm-contact-list',
  elementClass: CrmContactListElement,
  events: {
    onCrmReady: 'crm-ready' as DataEvent,
    onCrmLoad: 'crm-load' as DataEvent,
    onCrmBeforeRowOpen: 'crm-before-row-open' as DataEvent,
    onCrmRowOpen: 'crm-row-open' as DataEvent,
    onCrmNavigate: 'crm-navigate' as DataEvent,
    onCrmSelectionChange: 'crm-selection-change' as DataEvent,
    onCrmSortChange: 'crm-sort-change' as DataEvent,
    onCrmFilterChange: 'crm-filter-change' as DataEvent,
    onCrmColumnsChange: 'crm-columns-change' as DataEvent,
    onCrmViewChange: 'crm-view-change' as DataEvent,
    onCrmBeforeCellEdit: 'crm-before-cell-edit' as DataEvent,
    onCrmCellEdit: 'crm-cell-edit' as DataEvent,
    onCrmBeforeBulkAction: 'crm-before-bulk-action' as DataEvent,
    onCrmBulkAction: 'crm-bulk-action' as DataEvent,
    onCrmRowAction: 'crm-row-action' as DataEvent,
    onCrmCreateRequest: 'crm-create-request' as DataEvent,
    onCrmError: 'crm-error' as DataEvent,
  },
})

/** What is likely to come in, month by month: won, weighted and open amounts of each currency apart, or all in one by the stored rates. Bars for the eye, a table for everybody. */
export const CrmForecast = createComponent({
  react: React,
  tagName: 'crm-forecast',
  elementClass: CrmForecastElement,
  events: {
    onCrmLoad: 'crm-load' as DataEvent,
    onCrmDatapointSelect: 'crm-datapoint-select' as DataEvent,
    onCrmError: 'crm-error' as DataEvent,
  },
})

/** What the reader is told: mentions, tasks given to them, reminders, what happens on what they follow. */
export const CrmNotifications = createComponent({
  react: React,
  tagName: 'crm-notifications',
  elementClass: CrmNotificationsElement,
  events: {
    onCrmNotificationOpen: 'crm-notification-open' as DataEvent,
    onCrmUnread: 'crm-unread' as DataEvent,
    onCrmNotification: 'crm-notification' as DataEvent,
    onCrmNavigate: 'crm-navigate' as DataEvent,
    onCrmError: 'crm-error' as DataEvent,
  },
})

/** Deals by stage, or records of any entity by a field: columns counted and summed by the server, cards moved by pointer, finger, menu and keys, kept right while others work on the same board. */
export const CrmPipelineBoard = createComponent({
  react: React,
  tagName: 'crm-pipeline-board',
  elementClass: CrmPipelineBoardElement,
  events: {
    onCrmReady: 'crm-ready' as DataEvent,
    onCrmLoad: 'crm-load' as DataEvent,
    onCrmBeforeCardMove: 'crm-before-card-move' as DataEvent,
    onCrmCardMove: 'crm-card-move' as DataEvent,
    onCrmMoveBlocked: 'crm-move-blocked' as DataEvent,
    onCrmBeforeCardOpen: 'crm-before-card-open' as DataEvent,
    onCrmCardOpen: 'crm-card-open' as DataEvent,
    onCrmNavigate: 'crm-navigate' as DataEvent,
    onCrmCardCreate: 'crm-card-create' as DataEvent,
    onCrmSelectionChange: 'crm-selection-change' as DataEvent,
    onCrmFilterChange: 'crm-filter-change' as DataEvent,
    onCrmColumnChange: 'crm-column-change' as DataEvent,
    onCrmPipelineChange: 'crm-pipeline-change' as DataEvent,
    onCrmViewChange: 'crm-view-change' as DataEvent,
    onCrmError: 'crm-error' as DataEvent,
  },
})

/** Connects the elements inside it to the engine: session, records, live changes, locale and look. */
export const CrmProvider = createComponent({
  react: React,
  tagName: 'crm-provider',
  elementClass: CrmProviderElement,
  events: {
    onCrmSession: 'crm-session' as DataEvent,
    onCrmSessionExpired: 'crm-session-expired' as DataEvent,
    onCrmConnection: 'crm-connection' as DataEvent,
  },
})

/** One record: what it is, its fields edited in place, what is linked to it, who changed what. */
export const CrmRecord = createComponent({
  react: React,
  tagName: 'crm-record',
  elementClass: CrmRecordElement,
  events: {
    onCrmRecordLoad: 'crm-record-load' as DataEvent,
    onCrmBeforeRecordEdit: 'crm-before-record-edit' as DataEvent,
    onCrmRecordEdit: 'crm-record-edit' as DataEvent,
    onCrmBeforeDelete: 'crm-before-delete' as DataEvent,
    onCrmBeforeClose: 'crm-before-close' as DataEvent,
    onCrmClose: 'crm-close' as DataEvent,
    onCrmDelete: 'crm-delete' as DataEvent,
    onCrmRestore: 'crm-restore' as DataEvent,
    onCrmConflict: 'crm-conflict' as DataEvent,
    onCrmAction: 'crm-action' as DataEvent,
    onCrmNavigate: 'crm-navigate' as DataEvent,
    onCrmTabChange: 'crm-tab-change' as DataEvent,
    onCrmError: 'crm-error' as DataEvent,
  },
})

/** Makes or changes one record: fields from the effective schema, in the layout of the actor's role. */
export const CrmRecordForm = createComponent({
  react: React,
  tagName: 'crm-record-form',
  elementClass: CrmRecordFormElement,
  events: {
    onCrmReady: 'crm-ready' as DataEvent,
    onCrmInput: 'crm-input' as DataEvent,
    onCrmChange: 'crm-change' as DataEvent,
    onCrmValidity: 'crm-validity' as DataEvent,
    onCrmBeforeSubmit: 'crm-before-submit' as DataEvent,
    onCrmSubmit: 'crm-submit' as DataEvent,
    onCrmBeforeCancel: 'crm-before-cancel' as DataEvent,
    onCrmCancel: 'crm-cancel' as DataEvent,
    onCrmConflict: 'crm-conflict' as DataEvent,
    onCrmError: 'crm-error' as DataEvent,
  },
})

/** Records of one entity as a grid: a window over any number of rows, columns from the schema, filters, views, selection over all pages, editing in place. */
export const CrmRecordList = createComponent({
  react: React,
  tagName: 'crm-record-list',
  elementClass: CrmRecordListElement,
  events: {
    onCrmReady: 'crm-ready' as DataEvent,
    onCrmLoad: 'crm-load' as DataEvent,
    onCrmBeforeRowOpen: 'crm-before-row-open' as DataEvent,
    onCrmRowOpen: 'crm-row-open' as DataEvent,
    onCrmNavigate: 'crm-navigate' as DataEvent,
    onCrmSelectionChange: 'crm-selection-change' as DataEvent,
    onCrmSortChange: 'crm-sort-change' as DataEvent,
    onCrmFilterChange: 'crm-filter-change' as DataEvent,
    onCrmColumnsChange: 'crm-columns-change' as DataEvent,
    onCrmViewChange: 'crm-view-change' as DataEvent,
    onCrmBeforeCellEdit: 'crm-before-cell-edit' as DataEvent,
    onCrmCellEdit: 'crm-cell-edit' as DataEvent,
    onCrmBeforeBulkAction: 'crm-before-bulk-action' as DataEvent,
    onCrmBulkAction: 'crm-bulk-action' as DataEvent,
    onCrmRowAction: 'crm-row-action' as DataEvent,
    onCrmCreateRequest: 'crm-create-request' as DataEvent,
    onCrmError: 'crm-error' as DataEvent,
  },
})

/** What is to be done: overdue, today, later; added by a line, ticked off, moved to another day, given to somebody. */
export const CrmTasks = createComponent({
  react: React,
  tagName: 'crm-tasks',
  elementClass: CrmTasksElement,
  events: {
    onCrmLoad: 'crm-load' as DataEvent,
    onCrmBeforeTaskToggle: 'crm-before-task-toggle' as DataEvent,
    onCrmTaskToggle: 'crm-task-toggle' as DataEvent,
    onCrmTaskOpen: 'crm-task-open' as DataEvent,
    onCrmBeforeTaskCreate: 'crm-before-task-create' as DataEvent,
    onCrmTaskCreate: 'crm-task-create' as DataEvent,
    onCrmNavigate: 'crm-navigate' as DataEvent,
    onCrmError: 'crm-error' as DataEvent,
  },
})

/** Everything that happened to a record: changes, notes, calls, meetings, tasks, e-mails, comments; and where one adds to it. */
export const CrmTimeline = createComponent({
  react: React,
  tagName: 'crm-timeline',
  elementClass: CrmTimelineElement,
  events: {
    onCrmLoad: 'crm-load' as DataEvent,
    onCrmActivityOpen: 'crm-activity-open' as DataEvent,
    onCrmNavigate: 'crm-navigate' as DataEvent,
    onCrmBeforeActivityCreate: 'crm-before-activity-create' as DataEvent,
    onCrmActivityCreate: 'crm-activity-create' as DataEvent,
    onCrmError: 'crm-error' as DataEvent,
  },
})
