import { defineErrors } from '../base/define-errors.ts'

/** Everything the imports floor throws on purpose. */
export const errors = defineErrors({
  IMPORT_ENCODING_UNKNOWN: {
    status: 400,
    message:
      'There is no encoding "{encoding}". Leave it out to have it detected, or give utf-8, utf-16le, utf-16be or windows-1252.',
  },
  IMPORT_FILE_EMPTY: {
    status: 422,
    message:
      'The file has no rows of data: expected a row of headers and at least one row below it.',
  },
  IMPORT_FILE_INVALID: {
    status: 422,
    message: 'The file cannot be read from line {line} on: {reason}.',
  },
  IMPORT_OPTIONS_INVALID: {
    status: 422,
    message: 'The file cannot be imported like this; each place that needs attention is named.',
  },
  IMPORT_TARGET_GONE: {
    status: 409,
    message:
      'The column "{header}" was to go to "{target}", but since then {reason}. Upload the file again.',
  },
})
