import { afterAll, expect, test } from '@jest/globals'

import { lineTotals } from '../src/money.ts'
import { createSalesCrm, makeBoard, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
afterAll(() => t.close())
await makeBoard(acme)

/** Worked out by hand, to the minor unit; JPY has none below the yen. */
const reference = [
  // quantity, price, discount %, tax % → net, tax, total
  [1, 1_999, 0, 19, 1_999, 380, 2_379],
  [3, 1_999, 12.5, 19, 5_247, 997, 6_244],
  [0.333, 10_000, 0, 7.7, 3_330, 256, 3_586],
  [1, 5, 50, 0, 3, 0, 3],
  [1, 15, 10, 10, 14, 1, 15],
  [2, 1_005, 33.33, 8.1, 1_340, 109, 1_449],
  [1_000_000, 999, 0.01, 21, 998_900_100, 209_769_021, 1_208_669_121],
  [7, 980, 5, 10, 6_517, 652, 7_169],
] as const

test.each(reference)(
  '%d × %d less %d %% plus %d %% tax is %d + %d = %d',
  (quantity, unitPrice, discountPercent, taxPercent, net, tax, total) => {
    const line = { quantity, unitPrice, discountPercent, taxPercent }
    expect(lineTotals(line)).toEqual({ net, tax, total })
  },
)

test('a line copies the product, and a dearer product changes no deal', async () => {
  const product = await ok(
    acme.post('/products', { name: 'Box', price: 1_999, currency: 'EUR', taxPercent: 19 }),
  )
  const deal = await ok(acme.post('/deals', { title: 'A' }))
  const line = await ok(
    acme.post('/dealLines', { dealId: deal.id, productId: product.id, quantity: 3 }),
  )
  expect(line).toMatchObject({
    name: 'Box',
    unitPrice: 1_999,
    currency: 'EUR',
    net: 5_997,
    tax: 1_139,
  })
  await ok(acme.patch(`/products/${product.id}`, { price: 2_999, name: 'Chest' }))
  const later = await ok(acme.patch(`/dealLines/${line.id}`, { quantity: 4 }))
  expect(later).toMatchObject({ name: 'Box', unitPrice: 1_999, net: 7_996 })
  expect(await ok(acme.get(`/deals/${deal.id}`))).toMatchObject({ amount: 7_996, currency: 'EUR' })
})

test('the amount of a deal is what its lines come to, whoever says otherwise', async () => {
  const deal = await ok(acme.post('/deals', { title: 'B', amount: 5, currency: 'JPY' }))
  await Promise.all(
    [100, 200, 300].map((unitPrice) =>
      ok(acme.post('/dealLines', { dealId: deal.id, unitPrice, taxPercent: 10 })),
    ),
  )
  const totals = await ok(acme.get(`/deals/${deal.id}/totals`))
  expect(totals).toEqual({ currency: 'JPY', lines: 3, net: 600, tax: 60, total: 660 })
  expect((await ok(acme.get(`/deals/${deal.id}`))).amount).toBe(600)
  const other = await acme.patch(`/deals/${deal.id}`, { amount: 700 })
  expect([other.status, other.body.code]).toEqual([422, 'DEAL_AMOUNT_OF_LINES'])
  const currency = await acme.patch(`/deals/${deal.id}`, { currency: 'EUR' })
  expect([currency.status, currency.body.code]).toEqual([422, 'DEAL_CURRENCY_OF_LINES'])
  const [first] = (await ok(acme.get(`/deals/${deal.id}?include=lines`))).lines
  expect((await acme.delete(`/dealLines/${first.id}`)).status).toBe(204)
  expect((await ok(acme.get(`/deals/${deal.id}`))).amount).toBe(600 - first.net)
})

test('a product of another currency is not taken for the price', async () => {
  const { id: productId } = await ok(
    acme.post('/products', { name: 'Dollar thing', price: 100, currency: 'USD' }),
  )
  const deal = await ok(acme.post('/deals', { title: 'C', amount: 1, currency: 'EUR' }))
  const refused = await acme.post('/dealLines', { dealId: deal.id, productId })
  expect([refused.status, refused.body.code]).toEqual([422, 'DEAL_LINE_CURRENCY'])
  const given = await ok(acme.post('/dealLines', { dealId: deal.id, productId, unitPrice: 90 }))
  expect(given).toMatchObject({ currency: 'EUR', net: 90 })
})

test('who may not change the deal changes no line of it, and sees none that are out of reach', async () => {
  const deal = await ok(acme.post('/deals', { title: 'D' }))
  const line = await ok(acme.post('/dealLines', { dealId: deal.id, unitPrice: 1 }))
  await ok(
    acme.put('/roles/own-only', {
      label: 'Own only',
      permissions: { 'deal.*': 'own', 'dealLine.*': 'own' },
    }),
  )
  const own = t.as('acme', { roles: ['own-only'], id: 'own-only' })
  expect((await own.get(`/dealLines/${line.id}`)).status).toBe(404)
  const mine = await ok(own.post('/deals', { title: 'Mine' }))
  const ownLine = await ok(own.post('/dealLines', { dealId: mine.id, unitPrice: 1 }))
  expect((await ok(own.get('/dealLines'))).map(({ id }: { id: string }) => id)).toEqual([
    ownLine.id,
  ])
  expect((await own.post('/dealLines', { dealId: deal.id, unitPrice: 1 })).status).toBe(422)
})
