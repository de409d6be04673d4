import { expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'

test('a currency that does not exist is refused when the plugin is made', () => {
  expect(() => contacts({ defaultCurrency: 'Euro' })).toThrow(
    'Expected contacts({ defaultCurrency }) to be an ISO 4217 code such as EUR, came "Euro"',
  )
})
