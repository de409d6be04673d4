import { defineErrors } from '@crmkit/core'

/** Everything the activities plugin refuses on purpose. */
export const errors = defineErrors({
  ACTIVITY_LINK_UNKNOWN: {
    status: 422,
    message:
      'Expected links to records you may read, came {links}. Write each as <entity>:<id>, such as contact:0190….',
  },
  ACTIVITY_ENDS_BEFORE_DUE: {
    status: 422,
    message: 'Expected endAt on or after dueAt, came {endAt} before {dueAt}.',
  },
  ACTIVITY_ZONE_UNKNOWN: {
    status: 422,
    message: 'Expected the IANA name of a time zone such as Europe/Berlin, came "{zone}".',
  },
  ACTIVITY_NEEDS_DUE: {
    status: 422,
    message: 'Expected dueAt beside {field}: without a due time there is nothing to count from.',
  },
  ACTIVITY_RECURRENCE_INVALID: {
    status: 422,
    message:
      'Expected a recurrence rule (RFC 5545) of days, weeks, months or years such as FREQ=WEEKLY;BYDAY=MO, came "{rule}": {reason}.',
  },
  CURSOR_INVALID: {
    status: 400,
    message: 'Expected cursor to be the page.next of an earlier answer.',
  },
  COMMENT_NOT_FOUND: { status: 404, message: 'There is no comment {id}.' },
  COMMENT_NOT_YOURS: {
    status: 403,
    message: 'Only who wrote a comment may {verb} it.',
  },
  MEMBER_NEEDED: {
    status: 403,
    message:
      'Expected somebody of the team, came an actor without a member. Use a user, or a key made with a memberId.',
  },
  NOTIFICATION_TIME_ZONE_UNKNOWN: {
    status: 422,
    message: 'Expected the IANA name of a time zone such as Europe/Berlin, came "{zone}".',
  },
})
