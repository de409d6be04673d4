import { definePlugin, type Plugin } from '@crmkit/core'

import activitySchema from './activity/activity.schema.json' with { type: 'json' }
import { activityEntries } from './activity/activity-entries.ts'
import { createActivityLinks } from './activity/activity-links.ts'
import { afterActivity, afterNewActivity } from './activity/after-activity.ts'
import { completeActivity } from './activity/complete-activity.ts'
import { keepActivity, keepNewActivity } from './activity/keep-activity.ts'
import { keepConverted } from './activity/keep-converted.ts'
import { myTasks } from './activity/my-tasks.ts'
import { remind, remindMissed } from './activity/remind.ts'
import { repeat } from './activity/repeat.ts'
import { announceComment } from './comment/announce-comment.ts'
import { commentEntries } from './comment/comment-entries.ts'
import { commentRoutes } from './comment/comment-routes.ts'
import { createComments } from './comment/comments-service.ts'
import { followerRoutes } from './follower/follower-routes.ts'
import { forgetPurged } from './forget-purged.ts'
import { announce } from './notification/announce.ts'
import { mailNotification } from './notification/mail-notification.ts'
import { marked } from './notification/mark-notifications.ts'
import { notificationRoutes } from './notification/notification-routes.ts'
import settingsSchema from './settings.schema.json' with { type: 'json' }
import { uninstall } from './uninstall.ts'

const onlyId = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { type: 'string', format: 'uuid' } },
} as const
const commentEvent = { payload: onlyId, live: { permission: 'comment.read' } } as const

/** What is done and to be done about records, what is said about them, and who is told. */
export function activities(): Plugin<'activities'> {
  return definePlugin<'activities'>({
    name: 'activities',
    version: '0.1.0',
    engine: '^0.1.0',
    settings: { schema: settingsSchema, scope: 'tenant' },
    permissions: {
      'comment.read': {
        label: 'Read comments on records one may read',
        embed: true,
        default: { manager: 'all', user: 'all', guest: 'all' },
      },
      'comment.create': {
        label: 'Comment on records one may read',
        embed: true,
        default: { manager: 'all', user: 'all' },
      },
      'comment.moderate': { label: 'Delete comments of others', default: { manager: 'all' } },
    },
    entities: {
      activity: {
        schema: activitySchema,
        hooks: {
          complete: completeActivity,
          beforeCreate: keepNewActivity,
          beforeUpdate: keepActivity,
          afterCreate: afterNewActivity,
          afterUpdate: afterActivity,
        },
      },
    },
    services: { activityLinks: createActivityLinks, comments: createComments },
    routes: [myTasks, ...commentRoutes, ...followerRoutes, ...notificationRoutes],
    timeline: { activities: activityEntries, comments: commentEntries },
    events: {
      'comment.created': commentEvent,
      'comment.updated': commentEvent,
      'comment.deleted': commentEvent,
      'notification.created': { payload: onlyId, live: true },
      'notification.marked': { payload: marked, live: true },
    },
    subscribers: { 'forget-purged': forgetPurged, 'keep-converted': keepConverted },
    jobs: {
      remind,
      'remind-missed': remindMissed,
      repeat,
      announce,
      'announce-comment': announceComment,
      'mail-notification': mailNotification,
    },
    migrations: new URL('../migrations/', import.meta.url),
    lifecycle: { uninstall },
  })
}

// What other plugins and hosts name.
export type { ActivityLinks } from './activity/activity-links.ts'
export type { Comments } from './comment/comments-service.ts'
export type { Activity } from './types.generated.ts'

declare module '@crmkit/core' {
  interface PluginServices {
    activities: {
      activityLinks: import('./activity/activity-links.ts').ActivityLinks
      comments: import('./comment/comments-service.ts').Comments
    }
  }
}
