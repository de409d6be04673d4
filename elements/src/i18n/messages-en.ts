import { baseMessages } from './en/base.ts'
import { boardMessages } from './en/board.ts'
import { boardToolMessages } from './en/board-tools.ts'
import { calendarMessages } from './en/calendar.ts'
import { fieldMessages } from './en/fields.ts'
import { forecastMessages } from './en/forecast.ts'
import { formMessages } from './en/form.ts'
import { listMessages } from './en/list.ts'
import { listToolMessages } from './en/list-tools.ts'
import { notificationMessages } from './en/notifications.ts'
import { recordMessages } from './en/record.ts'
import { taskMessages } from './en/tasks.ts'
import { timelineMessages } from './en/timeline.ts'
import { viewMessages } from './en/views.ts'

/** Several forms of a message by the plural rules of the locale (CLDR); chosen by the value `count`. */
export interface PluralMessage {
  readonly zero?: string
  readonly one?: string
  readonly two?: string
  readonly few?: string
  readonly many?: string
  readonly other: string
}

/** `{name}` stands for a value. */
export type Message = string | PluralMessage

/** Every text the elements show, in English: what a translation starts from. The elements themselves load `table.ts` and their own parts. */
export const messagesEn = {
  ...baseMessages,
  ...boardMessages,
  ...boardToolMessages,
  ...calendarMessages,
  ...fieldMessages,
  ...forecastMessages,
  ...formMessages,
  ...listMessages,
  ...listToolMessages,
  ...notificationMessages,
  ...recordMessages,
  ...taskMessages,
  ...timelineMessages,
  ...viewMessages,
} as const satisfies Readonly<Record<string, Message>>

export type MessageKey = keyof typeof messagesEn

/** What `provider.messages` takes: any part of the table in any language, and texts for single fields (`contact.email.error.required`). */
export type Messages = { readonly [Key in MessageKey]?: Message } & {
  readonly [key: string]: Message | undefined
}
