import { defineErrors } from '@crmkit/core'

/** Everything the contacts plugin refuses on purpose. */
export const errors = defineErrors({
  CONTACTS_OPTION_INVALID: {
    status: 500,
    message:
      'Expected contacts({ {name} }) to be {expected}, came "{value}". Correct it where createCrm is called.',
  },
  CONTACT_SEVERAL_PRIMARY: {
    status: 422,
    message:
      'Expected one primary entry in {list}, came {count}: {values}. Mark one of them as primary.',
  },
  CONTACT_PRIMARY_DIFFERS: {
    status: 422,
    message:
      'Expected {field} to be the primary entry of {list}, came {value} beside {primary}. Give only one of the two fields, or the same value in both.',
  },
  CONTACT_PHONE_NOT_A_NUMBER: {
    status: 422,
    message: 'Expected a phone number such as +49 30 901820, came "{value}", which holds no digit.',
  },
  COMPANY_REVENUE_WITHOUT_CURRENCY: {
    status: 422,
    message:
      'Expected revenueCurrency beside revenue, came an amount of {revenue} without one. Give an ISO 4217 code such as EUR, or set defaultCurrency of the contacts plugin.',
  },
  COMPANY_PARENT_CYCLE: {
    status: 422,
    message:
      "Expected a parent outside the company's own subsidiaries, came {parentId}, which belongs to {id} already: {chain}. Move that company first.",
  },
  AFFILIATION_ENDS_BEFORE_START: {
    status: 422,
    message: 'Expected endedOn on or after startedOn, came {endedOn} before {startedOn}.',
  },
})
