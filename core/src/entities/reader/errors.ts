import { defineErrors } from '../../base/define-errors.ts'

export const errors = defineErrors({
  INVALID_QUERY: {
    status: 400,
    message: 'The query cannot be answered: {summary}',
  },
})
