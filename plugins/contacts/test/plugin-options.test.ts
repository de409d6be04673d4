import { expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'

test('a country that does not exist is refused when the plugin is made', () => {
  expect(() => contacts({ defaultCountry: 'germany' })).toThrow(
    'Expected contacts({ defaultCountry }) to be an ISO 3166-1 alpha-2 code such as DE, came "germany"',
  )
})

test('a currency that does not exist is refused when the plugin is made', () => {
  expect(() => contacts({ defaultCurrency: 'Euro' })).toThrow('an ISO 4217 code such as EUR')
})
