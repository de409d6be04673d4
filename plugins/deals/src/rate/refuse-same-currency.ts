import type { CompleteHook } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { ExchangeRate } from '../types.generated.ts'

export const refuseSameCurrency: CompleteHook<ExchangeRate> = {
  fields: ['fromCurrency', 'toCurrency'],
  run(data, before) {
    const { fromCurrency, toCurrency } = { ...before, ...data }
    if (fromCurrency !== toCurrency || fromCurrency === undefined) return
    const message = 'is the currency it starts from'
    throw errors.EXCHANGE_RATE_SAME(
      {},
      { faults: [{ path: '/toCurrency', code: 'EXCHANGE_RATE_SAME', message }] },
    )
  },
}
