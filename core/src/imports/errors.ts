import { defineErrors } from '../base/define-errors.ts'

/** Everything the imports floor throws on purpose. */
export const errors = defineErrors({
  IMPORT_ENCODING_UNKNOWN: {
    status: 400,
    message:
      'There is no encoding "{encoding}". Leave it out to have it detected, or give utf-8, utf-16le, utf-16be or windows-1252.',
  },
})
