import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  VIEW_NOT_FOUND: { status: 404, message: 'There is no view {id}.' },
  VIEW_INVALID: {
    status: 422,
    message: 'The view was not saved: parts of it do not fit the {entity}.',
  },
  VIEW_NAME_TAKEN: {
    status: 409,
    message: 'There already is a {kind} of {entity} named "{name}". Choose another name.',
  },
  VIEW_LIMIT: {
    status: 422,
    message:
      '{whose} {max} views of {entity}, as many as there can be. Delete one that is no longer needed.',
  },
  VIEW_NOT_YOURS: {
    status: 403,
    message:
      'The view "{name}" belongs to somebody else: the permission {permission} is missing. Duplicate it to have one of your own.',
  },
  VIEW_SHARING_FORBIDDEN: {
    status: 403,
    message: 'You may not change what others see of views: the permission {permission} is missing.',
  },
  VIEW_PLACE_UNKNOWN: {
    status: 422,
    message:
      'The view cannot stand beside {id}: you have no other {kind} of {entity} with this id.',
  },
})
