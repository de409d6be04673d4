import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  NO_TRANSACTION: {
    status: 500,
    message:
      'A model was used outside a transaction. Wrap the call in context.transaction(async () => …).',
  },
  OTHER_TENANT_IN_TRANSACTION: {
    status: 500,
    message:
      'A transaction of one tenant was asked to work for another. End it first, or use a job for the other tenant.',
  },
  TRANSACTION_ABORTED: {
    status: 500,
    message:
      'A statement of the transaction failed and its error was swallowed, so nothing was kept. Let the error reach transaction().',
  },
  TENANT_UNKNOWN: {
    status: 404,
    message:
      'There is no tenant "{tenant}". Create it once with crm.tenants.ensure("{tenant}", { name }).',
  },
})
