/** What members are told of. */
export const KINDS = ['mention', 'comment', 'assigned', 'reminder', 'activity'] as const
export type NotificationKind = (typeof KINDS)[number]

/** How a kind reaches a member. */
export interface Channels {
  readonly inApp: boolean
  readonly email: boolean
}

/** Mail for what is meant for oneself; what happens on followed records waits in the product. */
export const DEFAULT_CHANNELS: Readonly<Record<NotificationKind, Channels>> = {
  mention: { inApp: true, email: true },
  comment: { inApp: true, email: false },
  assigned: { inApp: true, email: true },
  reminder: { inApp: true, email: true },
  activity: { inApp: true, email: false },
}
