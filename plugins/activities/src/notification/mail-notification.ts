import { type JobDefinition, type MemberView, writeLetter } from '@crmkit/core'

import { inZone } from '../activity/zoned-time.ts'
import { findComment } from '../comment/comment.ts'
import type { Context } from '../context.ts'
import type { Activity, MailNotificationJob } from '../types.generated.ts'
import { preferencesOf } from './preferences.ts'
import { excerptOf, titleOf } from './show-notifications.ts'
import { findNotification, type StoredNotification } from './stored-notification.ts'

/**
 * Writes to a member what they were told of in the product. Everything in the mail is read here, with the rights the member has now: who
 * has lost access since gets nothing. Twice is harmless: the mail's key is the notification's id.
 */
export const mailNotification: JobDefinition<MailNotificationJob, Context> = {
  payload: {
    type: 'object',
    additionalProperties: false,
    required: ['notificationId'],
    properties: { notificationId: { type: 'string', format: 'uuid' } },
  },
  async run({ notificationId }, context) {
    const notification = await findNotification(context, notificationId)
    // Read in the product meanwhile, or its record was purged.
    if (!notification || notification.readAt !== null || !context.mail.on) return
    const view = await context.viewOf(notification.memberId)
    if (!view?.email) return
    const letter = await letterFor(context, notification, view)
    if (!letter) return
    const { subject, ...content } = letter
    await context.mail.send({
      key: `notification/${notificationId}`,
      to: view.email,
      subject,
      ...writeLetter({
        ...content,
        footer: 'You get this because of your notification settings.',
      }),
    })
  },
}

async function letterFor(
  context: Context,
  notification: StoredNotification,
  view: MemberView,
): Promise<
  | {
      subject: string
      paragraphs: string[]
      quote?: string
      action?: { label: string; url: string }
    }
  | undefined
> {
  const { entity, recordId, activityId, commentId, byMemberId, kind } = notification
  const record = await view.get(entity, recordId)
  if (!record) return undefined
  const by = byMemberId === null ? undefined : await view.get('member', byMemberId)
  const who = typeof by?.['name'] === 'string' ? by['name'] : 'Somebody'
  const label = context.entity(entity)?.label.one.toLowerCase() ?? entity
  const title = titleOf(context, entity, record) ?? `a ${label}`
  const activity = activityId === null ? undefined : await view.get('activity', activityId)
  const comment = commentId === null ? undefined : await findComment(context, commentId)
  const subject = SUBJECTS[kind]({ who, title })
  const { timeZone } = await preferencesOf(context, view.memberId)
  const due = dueLine(activity, timeZone)
  const url = urlOf(context, entity, recordId)
  return {
    subject,
    paragraphs: [`${subject}.`, ...(due === undefined ? [] : [due])],
    ...(comment && { quote: excerptOf(comment.body) }),
    ...(url !== undefined && { action: { label: `Open the ${label}`, url } }),
  }
}

const SUBJECTS: Readonly<
  Record<StoredNotification['kind'], (words: { who: string; title: string }) => string>
> = {
  mention: ({ who, title }) => `${who} mentioned you on ${title}`,
  comment: ({ who, title }) => `${who} commented on ${title}`,
  assigned: ({ who, title }) => `${who} gave you ${title}`,
  reminder: ({ title }) => `Reminder: ${title}`,
  activity: ({ who, title }) => `${who} added an activity to ${title}`,
}

/** In the reader's own zone, with its name: mail is read anywhere. */
function dueLine(activity: Partial<Activity> | undefined, zone: string): string | undefined {
  if (!activity?.dueAt) return undefined
  if (activity.allDay && activity.dueOn) return `Due on ${activity.dueOn}.`
  const due = inZone(activity.dueAt, zone)
  return `Due on ${due.toFormat('d LLLL yyyy, HH:mm')} (${zone}).`
}

function urlOf({ settings }: Context, entity: string, id: string): string | undefined {
  if (!settings.recordUrl) return undefined
  return settings.recordUrl.replaceAll('{entity}', entity).replaceAll('{id}', id)
}
