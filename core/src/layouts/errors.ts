import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  LAYOUT_NOT_FOUND: {
    status: 404,
    message: 'There is no layout of {entity} stored for {role}.',
  },
  LAYOUT_INVALID: {
    status: 422,
    message: 'The layout was not saved: parts of it do not fit the {entity}.',
  },
})
