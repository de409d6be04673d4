import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  CURSOR_INVALID: {
    status: 400,
    message: 'Expected cursor to be the page.next of an earlier answer.',
  },
  TIMELINE_KIND_UNKNOWN: {
    status: 400,
    message: 'There is no kind of timeline entry "{kind}". Known are: {known}.',
  },
  TIMELINE_DISORDERED: {
    status: 500,
    message:
      'The timeline source "{source}" gave the {kind} {id} out of order. Expected entries before the position, by (at, id) descending, with a UUID each.',
  },
})
