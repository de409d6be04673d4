import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  MAIL_OFF: {
    status: 503,
    message:
      'Mail is off: createCrm was given no mail. Set mail: { transport: "smtp://…", from: "CRM <crm@example.com>" }.',
  },
  MAIL_ADDRESS_INVALID: {
    status: 422,
    message: 'Expected one e-mail address such as ada@example.com, came {address}.',
  },
  MAIL_REFUSED: {
    status: 502,
    message: 'The mail server refuses the mail for good: {reason}',
  },
  MAIL_NOT_DELIVERED: {
    status: 503,
    message: 'The mail could not be handed to the mail server ({reason}). It is tried again.',
  },
})
