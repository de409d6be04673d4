import { errors } from './errors.ts'

export interface ContactsOptions {
  /** ISO 4217 currency of a company's revenue that comes without one. Default: none, such a revenue is refused. */
  readonly defaultCurrency?: string
}

/** Throws `CONTACTS_OPTION_INVALID`: a wrong option is found when the plugin is made, not at the first import. */
export function assertOptions({ defaultCurrency }: ContactsOptions): void {
  if (defaultCurrency === undefined || Intl.supportedValuesOf('currency').includes(defaultCurrency))
    return
  throw errors.CONTACTS_OPTION_INVALID({
    name: 'defaultCurrency',
    expected: 'an ISO 4217 code such as EUR',
    value: defaultCurrency,
  })
}
