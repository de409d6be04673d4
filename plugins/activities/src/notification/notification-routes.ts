import type { JsonSchema, PluginRoute } from '@crmkit/core'

import type { Context } from '../context.ts'
import { memberOf } from '../member-of.ts'
import { pageOf, placeFrom } from '../place.ts'
import { answerOf, objectOf, pageSchema, paging, uuid } from '../route-schemas.ts'
import { KINDS } from './kinds.ts'
import { markNotifications } from './mark-notifications.ts'
import { changePreferences, type ChosenPreferences, preferencesOf } from './preferences.ts'
import { showNotifications } from './show-notifications.ts'
import { notificationsOf, unreadCount } from './stored-notification.ts'

type Route = PluginRoute<'activities'>

const tag = 'Notifications'
/** One's own, whoever one is: nothing of others is reached. */
const access = 'actor'
const text: JsonSchema = { type: ['string', 'null'] }
const moment: JsonSchema = { type: 'string', format: 'date-time' }
const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: ['object', 'null'] })

const notification = objectOf({
  id: uuid,
  kind: { enum: [...KINDS] },
  at: moment,
  readAt: { ...moment, type: ['string', 'null'] },
  record: {
    ...orNull(objectOf({ entity: { type: 'string' }, id: uuid, title: text })),
    description: 'What to open; null when it is gone, or not yours to see any more.',
  },
  by: { ...orNull(objectOf({ memberId: uuid, name: text })), description: 'Who did it.' },
  activity: orNull(
    objectOf({
      id: uuid,
      kind: { type: 'string' },
      subject: text,
      dueAt: { ...moment, type: ['string', 'null'] },
    }),
  ),
  comment: orNull(objectOf({ id: uuid, excerpt: { type: 'string' } })),
})
const unread: JsonSchema = { type: 'integer', description: 'How many are unread in all.' }
const flag: JsonSchema = { type: 'boolean' }
const preferences = objectOf({
  timeZone: { type: 'string', description: 'IANA name of the zone your days are in.' },
  autoFollow: { type: 'boolean', description: 'Follow what you comment on and are mentioned in.' },
  mailIsOn: { type: 'boolean', description: 'False when the engine was given no mail server.' },
  kinds: objectOf(
    Object.fromEntries(KINDS.map((kind) => [kind, objectOf({ inApp: flag, email: flag })])),
  ),
})
const chosen: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    timeZone: { type: ['string', 'null'], maxLength: 64, examples: ['Europe/Berlin'] },
    autoFollow: { type: ['boolean', 'null'] },
    kinds: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        KINDS.map((kind) => [
          kind,
          { type: 'object', additionalProperties: false, properties: { inApp: flag, email: flag } },
        ]),
      ),
    },
  },
}

export const notificationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/notifications',
    operationId: 'listNotifications',
    summary: 'List one’s own notifications, newest first',
    tag,
    access,
    embed: true,
    query: {
      ...paging,
      unread: { type: 'boolean', default: false, description: 'Only those not read yet.' },
    },
    responses: {
      200: {
        description: 'A page of notifications.',
        schema: pageSchema(notification, { unread }),
      },
    },
    async handler({ query }, context) {
      const memberId = memberOf(context)
      const asked = query as { limit?: number; cursor?: string; unread?: boolean }
      const { limit = 50, cursor, unread: onlyUnread = false } = asked
      const wanted = { limit: limit + 1, unread: onlyUnread, before: placeFrom(cursor) }
      const found = await notificationsOf(context, memberId, wanted)
      const { data: stored, page } = pageOf(found, limit, (last) => last)
      const data = await showNotifications(context, stored)
      const count = await unreadCount(context, memberId)
      return { status: 200, body: { data, page, unread: count } }
    },
  },
  {
    method: 'POST',
    path: '/notifications/read',
    operationId: 'markNotificationsRead',
    summary: 'Mark notifications as read, or as unread again',
    tag,
    access,
    embed: true,
    body: {
      kind: 'json',
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          ids: { type: 'array', maxItems: 200, items: uuid, description: 'Left out: all.' },
          read: { type: 'boolean', default: true },
        },
      },
    },
    responses: {
      200: { description: 'What is unread now.', schema: answerOf(objectOf({ unread })) },
    },
    async handler({ body }, context) {
      const memberId = memberOf(context)
      const { ids = 'all', read = true } = body as { ids?: readonly string[]; read?: boolean }
      await markNotifications(context, memberId, { ids, read })
      return { status: 200, body: { data: { unread: await unreadCount(context, memberId) } } }
    },
  },
  {
    method: 'GET',
    path: '/notifications/preferences',
    operationId: 'getNotificationPreferences',
    summary: 'What one is told of, and how',
    tag,
    access,
    embed: true,
    responses: { 200: { description: 'The preferences.', schema: answerOf(preferences) } },
    async handler(_call, context) {
      return answer(context, await preferencesOf(context, memberOf(context)))
    },
  },
  {
    method: 'PATCH',
    path: '/notifications/preferences',
    operationId: 'updateNotificationPreferences',
    summary: 'Choose what one is told of, and how; null goes back to the default',
    tag,
    access,
    embed: true,
    body: { kind: 'json', schema: chosen },
    responses: { 200: { description: 'The preferences.', schema: answerOf(preferences) } },
    async handler({ body }, context) {
      const change = body as ChosenPreferences
      return answer(context, await changePreferences(context, memberOf(context), change))
    },
  },
]

function answer(context: Context, found: object) {
  return { status: 200, body: { data: { ...found, mailIsOn: context.mail.on } } }
}
