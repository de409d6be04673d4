import { isSupportedCountry } from 'libphonenumber-js'

import { errors } from './errors.ts'

export interface ContactsOptions {
  /** ISO 3166-1 alpha-2 country of national phone numbers on records that have no address. Default: none, such numbers stay as typed. */
  readonly defaultCountry?: string
  /** ISO 4217 currency of a company's revenue that comes without one. Default: none, such a revenue is refused. */
  readonly defaultCurrency?: string
}

/** Throws `CONTACTS_OPTION_INVALID`: a wrong option is found when the plugin is made, not at the first import. */
export function assertOptions({ defaultCountry, defaultCurrency }: ContactsOptions): void {
  if (defaultCountry !== undefined && !isSupportedCountry(defaultCountry)) {
    const expected = 'an ISO 3166-1 alpha-2 code such as DE'
    throw errors.CONTACTS_OPTION_INVALID({
      name: 'defaultCountry',
      expected,
      value: defaultCountry,
    })
  }
  if (
    defaultCurrency !== undefined &&
    !Intl.supportedValuesOf('currency').includes(defaultCurrency)
  ) {
    const expected = 'an ISO 4217 code such as EUR'
    throw errors.CONTACTS_OPTION_INVALID({
      name: 'defaultCurrency',
      expected,
      value: defaultCurrency,
    })
  }
}
