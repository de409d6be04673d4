import type { CompleteHook } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { DealsOptions } from '../options.ts'
import type { Deal } from '../types.generated.ts'

/** An amount without a currency is not money: it could neither be shown nor summed. */
export function completeDeal({ defaultCurrency }: DealsOptions): CompleteHook<Deal> {
  return {
    fields: ['amount', 'currency'],
    run(data, before) {
      const { amount, currency } = { ...before, ...data }
      if (typeof amount !== 'number' || currency) return
      if (defaultCurrency === undefined) {
        const message = 'is required beside amount'
        throw errors.DEAL_AMOUNT_WITHOUT_CURRENCY(
          { amount },
          { faults: [{ path: '/currency', code: 'required', message }] },
        )
      }
      data.currency = defaultCurrency
    },
  }
}
