import { errors } from './errors.ts'

export interface DealsOptions {
  /** ISO 4217 currency of an amount that comes without one. Default: none, such an amount is refused. */
  readonly defaultCurrency?: string
}

/** Throws `DEALS_OPTION_INVALID`. */
export function assertOptions({ defaultCurrency }: DealsOptions): void {
  if (defaultCurrency === undefined || Intl.supportedValuesOf('currency').includes(defaultCurrency))
    return
  throw errors.DEALS_OPTION_INVALID({
    name: 'defaultCurrency',
    expected: 'an ISO 4217 code such as EUR',
    value: defaultCurrency,
  })
}
