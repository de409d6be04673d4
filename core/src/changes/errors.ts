import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  CURSOR_INVALID: {
    status: 400,
    message: 'Expected cursor to be the page.next of an earlier answer.',
  },
})
