import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  CUSTOM_FIELD_NOT_FOUND: {
    status: 404,
    message: 'The {entity} has no custom field "{key}". It has: {known}.',
  },
  ENTITY_TAKES_NO_CUSTOM_FIELDS: { status: 422, message: 'A {entity} takes no custom fields.' },
  CUSTOM_FIELD_INVALID: {
    status: 422,
    message: 'The custom field was not saved: its definition needs attention.',
  },
  CUSTOM_FIELD_KEY_TAKEN: {
    status: 409,
    message:
      'The {entity} has, or once had, a custom field "{key}" ({status}). {remedy} A key is never given twice: answers of old and new would mean different things.',
  },
  CUSTOM_FIELD_LIMIT: {
    status: 422,
    message: 'A {entity} takes at most {max} {what} custom fields. Remove one you no longer need.',
  },
  CUSTOM_FIELD_ARCHIVED: {
    status: 409,
    message: 'The custom field "{key}" is {status}. Restore it first.',
  },
  CUSTOM_FIELD_NOT_ARCHIVED: {
    status: 409,
    message: 'The custom field "{key}" is {status}, not archived. {remedy}',
  },
  /** Counted before the change; nothing was changed. */
  CUSTOM_FIELD_VALUES_FAIL: {
    status: 409,
    message:
      'The custom field "{key}" was not changed: {count} records hold a value it would refuse. Change those records first; see errors for some.',
  },
  CUSTOM_FIELD_JOB_INTERRUPTED: {
    status: 503,
    message: 'The worker stops; the job goes on where it was when it runs again.',
  },
  FIELD_NOT_INDEXED: {
    status: 422,
    message:
      'There are more than {max} {many}, so a list cannot filter or sort by {fields} without an index. An administrator turns one on: {remedy}',
  },
})
