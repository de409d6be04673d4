import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  UNKNOWN_ENTITY: { status: 404, message: 'There is no entity "{name}". Loaded are: {known}.' },
  RECORD_NOT_FOUND: { status: 404, message: 'There is no {entity} {id}.' },
  VALIDATION_FAILED: {
    status: 422,
    message: 'The {entity} was not saved: some fields need attention.',
  },
  VERSION_STALE: {
    status: 412,
    message:
      'The {entity} has changed since you read it: you sent version {yours}, it is now {current}. Read it again and repeat your change.',
  },
  CUSTOM_FIELDS_CHANGED: {
    status: 409,
    message: 'The custom fields of {entity} changed while it was being saved. Repeat the request.',
  },
  UNIQUE_TAKEN: { status: 409, message: 'Another {entity} already has this {field}.' },
  STILL_REFERENCED: {
    status: 409,
    message:
      'The {entity} cannot be deleted: {by} still point to it. Change or delete those first.',
  },
  NOT_DELETED: {
    status: 409,
    message: 'The {entity} {id} is not deleted, so it cannot be restored.',
  },
  FORBIDDEN: {
    status: 403,
    message: 'You may not {verb} this {entity}: the permission {permission} is missing.',
  },
  FIELD_FORBIDDEN: { status: 403, message: 'You may not write the field {field} of {entity}.' },
  FIELD_UNREADABLE: {
    status: 403,
    message: 'This needs the field {field} of {entity}, which you may not read.',
  },
  STATEMENT_WITHOUT_TENANT: {
    status: 500,
    message:
      'A statement of a plugin must cut its tables to sql.tenant; this one does not name it: {text}',
  },
  UNKNOWN_KEY: {
    status: 400,
    message:
      '{entity} cannot be found by "{key}". Use one of: {known}, or external:<system>:<type>.',
  },
  BATCH_FAILED: {
    status: 422,
    message: 'Nothing was saved: operation {index} of the batch was refused. {reason}',
  },
  EXPORT_FORMAT_UNKNOWN: {
    status: 400,
    message: 'An export is made as csv or jsonl, given once; format was {format}.',
  },
  IF_MATCH_MALFORMED: {
    status: 400,
    message: 'If-Match must be a version in quotes, as the ETag gave it ("3"); it was {header}.',
  },
})
