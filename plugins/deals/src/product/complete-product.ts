import type { CompleteHook } from '@crmkit/core'

import type { Product } from '../types.generated.ts'

/** One spelling a product: blanks, hyphens, case and accents make no other one. */
export const completeProduct: CompleteHook<Product> = {
  fields: ['name'],
  run(data) {
    if (typeof data.name !== 'string') return
    data.nameKey = productKey(data.name)
  },
}

export function productKey(name: string): string {
  const folded = name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
  // A name of signs alone is its own key.
  return folded === '' ? name.trim().toLowerCase() : folded
}
