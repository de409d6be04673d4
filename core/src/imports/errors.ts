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
  IMPORT_NOT_FOUND: { status: 404, message: 'There is no import {id}.' },
  IMPORT_TAKEN_OVER: {
    status: 409,
    message: 'The import {id} was cancelled, or goes on in another process.',
  },
  IMPORT_INTERRUPTED: {
    status: 503,
    message: 'The import was interrupted because the worker stops; it goes on with the next one.',
  },
  IMPORT_FIELDS_CHANGED: {
    status: 503,
    message: 'The custom fields changed during the import; it goes on by the new ones.',
  },
  IMPORT_FILE_NOT_CSV: {
    status: 415,
    message: 'Expected a CSV file, came {kind}. Save the sheet as CSV (UTF-8) and send that.',
  },
  IMPORT_FILE_TOO_LARGE: {
    status: 413,
    message: 'The file has more than {maxBytes} bytes; send it in pieces.',
  },
  IMPORT_FORM_INVALID: {
    status: 400,
    message: 'Expected a form with one file and a field "options" of JSON, but {reason}.',
  },
  IMPORT_CANNOT_KEEP: {
    status: 422,
    message:
      'The columns {columns} cannot be kept: the {entity} takes no custom fields here. Map them, or set unknownColumns to ignore.',
  },
  IMPORT_OVER: {
    status: 409,
    message: 'The import {id} is {state} and cannot be stopped any more.',
  },
  IMPORT_FILE_GONE: {
    status: 404,
    message: 'The file of the import {id} is no longer there: it is removed when an import ends.',
  },
  IMPORT_NOT_TRIED: {
    status: 409,
    message: 'Only a dry run that is done can be started; the import {id} is {state}.',
  },
  IMPORT_OTHER_ENTITY: {
    status: 409,
    message: 'The dry run was one of "{entity}"; upload the file again for another entity.',
  },
  IMPORT_NOTHING_TO_UNDO: {
    status: 409,
    message: 'The import {id} was a dry run: there is nothing to undo.',
  },
  IMPORT_NOT_UNDOABLE: {
    status: 409,
    message:
      'The import {id} is {state}; only one that has ended, and has not been undone, can be undone.',
  },
  IMPORT_CURSOR_INVALID: {
    status: 400,
    message: 'Expected cursor to be the page.next of an earlier answer.',
  },
  IMPORT_GIVEN_UP: {
    status: 500,
    message:
      'The import failed {attempts} times and was given up; the log of the worker says why. What it has written stays until it is undone.',
  },
})
