/** What kinds of activities are called: in the timeline, the calendar and among tasks. */
export const activityKindMessages = {
  'timeline.kind.comment': 'Comment',
  'timeline.kind.note': 'Note',
  'timeline.kind.call': 'Call',
  'timeline.kind.meeting': 'Meeting',
  'timeline.kind.task': 'Task',
  'timeline.kind.email': 'E-mail',
  'timeline.kind.change': 'Change',
} as const
