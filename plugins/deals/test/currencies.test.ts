import { afterAll, expect, test } from '@jest/globals'

import { converted } from '../src/money.ts'
import { createSalesCrm, makeBoard, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
afterAll(() => t.close())

const { stages } = await makeBoard(acme)
for (const [amount, currency] of [
  [10_001, 'EUR'],
  [20_003, 'USD'],
  [30_007, 'USD'],
  [5_001, 'JPY'],
] as const)
  await ok(
    acme.post('/deals', {
      title: 'x',
      amount,
      currency,
      stageId: stages['Talks'],
      expectedCloseOn: '2026-12-05',
    }),
  )

test('sums of several currencies stand side by side, never in one', async () => {
  const [row] = await ok(acme.get('/reports/deals/forecast'))
  expect(row).toMatchObject({
    month: '2026-12',
    openCount: 4,
    sums: [
      { currency: 'EUR', amount: 10_001, weighted: 5_001 },
      { currency: 'JPY', amount: 5_001, weighted: 2_501 },
      { currency: 'USD', amount: 50_010, weighted: 25_005 },
    ],
    converted: null,
  })
})

test('one currency is asked for, and refused while a rate is missing', async () => {
  const asked = '/reports/deals/forecast?currency=EUR&on=2026-11-20'
  const without = await acme.get(asked)
  expect([without.status, without.body.code]).toEqual([422, 'EXCHANGE_RATE_MISSING'])
  expect(without.body.detail).toContain('JPY, USD')
  for (const [fromCurrency, day, rate] of [
    ['USD', '2026-01-01', 0.5],
    ['USD', '2026-11-01', 0.8701],
    ['USD', '2026-12-01', 9],
    ['JPY', '2026-11-20', 0.006123],
  ])
    await ok(acme.post('/exchangeRates', { fromCurrency, toCurrency: 'EUR', day, rate }))
  const { body } = await acme.get(asked)
  // 50,010 × 0.8701 = 43,513.70 → 43,514; 5,001 yen × 0.006123 = 30.621123 € → 3,062 cents.
  expect(body.data[0].converted.amount).toBe(10_001 + 43_514 + 3_062)
  expect(body.conversion).toMatchObject({
    currency: 'EUR',
    on: '2026-11-20',
    rates: [
      { from: 'JPY', day: '2026-11-20', rate: 0.006123 },
      { from: 'USD', day: '2026-11-01', rate: 0.8701 },
    ],
  })
})

test('a day has one rate between two currencies, which are two', async () => {
  const rate = { fromCurrency: 'USD', toCurrency: 'EUR', day: '2026-11-01', rate: 1 }
  expect((await acme.post('/exchangeRates', rate)).body.code).toBe('UNIQUE_TAKEN')
  const same = await acme.post('/exchangeRates', { ...rate, toCurrency: 'USD' })
  expect([same.status, same.body.code]).toEqual([422, 'EXCHANGE_RATE_SAME'])
})

test('a conversion is exact, and rounds half away from zero to the minor unit of the other', () => {
  expect(converted(1, { from: 'EUR', to: 'KWD', rate: 0.335 })).toBe(3)
  expect(converted(100, { from: 'KWD', to: 'JPY', rate: 487.5 })).toBe(49)
  expect(converted(9_007_199_254, { from: 'USD', to: 'EUR', rate: 1.000_000_1 })).toBe(
    9_007_200_155,
  )
  expect(converted(10, { from: 'USD', to: 'EUR', rate: 0.25 })).toBe(3)
})

test('an amount without a currency is refused', async () => {
  const { status, body } = await acme.post('/deals', { title: 'x', amount: 1 })
  expect([status, body.code]).toEqual([422, 'DEAL_AMOUNT_WITHOUT_CURRENCY'])
})
