/** Texts of src/notifications. */
export const notificationMessages = {
  'notifications.label': 'Notifications',
  'notifications.unread': {
    one: 'Notifications, {count} unread',
    other: 'Notifications, {count} unread',
  },
  'notifications.readAll': 'Mark all as read',
  'notifications.read': 'Mark as read',
  'notifications.unreadAgain': 'Mark as unread',
  'notifications.empty': 'Nothing new',
  'notifications.emptyText':
    'You hear here of mentions, tasks given to you, reminders, and what you follow.',
  'notifications.more': 'Show earlier',
  'notifications.isUnread': 'Unread',
  'notifications.came': { one: '{count} new notification', other: '{count} new notifications' },
  'notifications.someone': 'Somebody',
  'notifications.hidden': 'About something you cannot see any more',
  'notifications.mention': '{who} mentioned you on {what}',
  'notifications.comment': '{who} commented on {what}',
  'notifications.assigned': '{who} gave you {activity}',
  'notifications.reminder': 'Reminder: {activity}',
  'notifications.activity': '{who} added {activity} to {what}',
  'notifications.due': 'Due {date}',
  'notifications.aRecord': 'a record',
  'notifications.anActivity': 'an activity',
} as const
