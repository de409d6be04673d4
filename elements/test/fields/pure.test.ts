import { expect } from '@open-wc/testing'

import { fieldAt, pointerOf, valueAt, withValue } from '../../src/fields/field-path.ts'
import { fromLocalTime, toLocalTime } from '../../src/fields/local-time.ts'
import { numberText, parseNumber, toMinor } from '../../src/fields/number-text.ts'
import { mergePatch, patchOf } from '../../src/form/merge-patch.ts'
import { meets } from '../../src/form/rules.ts'
import { mergeThreeWays } from '../../src/form/three-way-merge.ts'

test('a key leads into custom and ext, and a pointer leads back to the key', () => {
  const record = { email: 'a', custom: { region: 'north' }, ext: { shop: { plan: 'pro' } } }
  expect(valueAt(record, 'ext.shop.plan')).to.equal('pro')
  expect(withValue(record, 'custom.region', 'south')).to.deep.equal({
    ...record,
    custom: { region: 'south' },
  })
  expect(pointerOf('custom.region')).to.equal('/custom/region')
  expect(fieldAt('/emails/1/value', ['email', 'emails'])).to.deep.equal({
    key: 'emails',
    rest: '/1/value',
  })
  expect(fieldAt('/unknown', ['email'])).to.equal(undefined)
})

test('a merge patch says only what differs: lists whole, objects member by member, null clears', () => {
  expect(
    mergePatch({ a: 1, b: { c: 1, d: 2 }, e: [1] }, { a: 1, b: { c: 1 }, e: [1, 2] }),
  ).to.deep.equal({
    b: { d: null },
    e: [1, 2],
  })
  expect(mergePatch(null, undefined)).to.equal(undefined)
  expect(patchOf({ custom: { a: 1 } }, { custom: { a: 2 } }, ['custom.a', 'email'])).to.deep.equal({
    custom: { a: 2 },
  })
})

test('of two people each keeps what only they changed; the same change is none to decide', () => {
  const { value, conflicts, taken } = mergeThreeWays(
    { a: 1, b: 1, c: 1, d: 1 },
    { a: 2, b: 1, c: 2, d: 2 },
    { a: 1, b: 3, c: 3, d: 2 },
    ['a', 'b', 'c', 'd'],
  )
  expect(value).to.deep.equal({ a: 2, b: 3, c: 2, d: 2 })
  expect(conflicts).to.deep.equal([{ key: 'c', base: 1, mine: 2, theirs: 3 }])
  expect(taken).to.deep.equal(['b'])
})

test('a rule’s condition is read as the server reads a filter', () => {
  const record = {
    status: 'lead',
    size: 5,
    name: null,
    tags: ['x'],
    emails: [{ value: 'a@b.c' }],
    custom: { r: 1 },
  }
  const fits: object[] = [
    { status: 'lead' },
    { status: { in: ['lead'] }, size: { gte: 5, lt: 6 } },
    { name: null },
    { name: { isNull: true } },
    { name: { ne: 'Ada' } },
    { or: [{ status: 'x' }, { size: { between: [1, 9] } }] },
    { not: { status: 'x' } },
    { tags: { has: 'x' }, emails: { has: 'a@b.c' } },
    { status: { contains: 'EA' } },
    { 'custom.r': 1 },
  ]
  for (const filter of fits)
    expect(meets(filter as never, record), JSON.stringify(filter)).to.equal(true)
  for (const filter of [
    { status: 'x' },
    { size: { gt: 5 } },
    { name: { gt: 'a' } },
    { and: [{ size: 1 }] },
  ])
    expect(meets(filter, record), JSON.stringify(filter)).to.equal(false)
})

test('numbers survive the way to the locale and back', () => {
  for (const locale of ['en', 'de', 'fr', 'de-CH', 'hi', 'ar-EG', 'pt-BR']) {
    for (const value of [0, -1.5, 1234567.891, 0.1, 99999999]) {
      const shown = new Intl.NumberFormat(locale, { maximumFractionDigits: 5 }).format(value)
      expect(
        parseNumber(shown.replace(/\u061c|\u200e|\u200f/g, ''), locale),
        `${locale} ${shown}`,
      ).to.equal(value)
      expect(
        parseNumber(numberText(value, locale).replace(/\u061c|\u200e|\u200f/g, ''), locale),
      ).to.equal(value)
    }
  }
  expect(parseNumber('12 apples', 'en')).to.equal(undefined)
  expect(toMinor(1.005, 'EUR')).to.equal(101)
  expect(toMinor(10, 'JPY')).to.equal(10)
})

test('a time is that of a zone’s clocks, also on the days they are set', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC']) {
    for (const local of [
      '2026-01-01T00:00',
      '2026-03-29T03:30',
      '2026-10-25T12:00',
      '2026-07-15T23:59',
    ]) {
      expect(toLocalTime(fromLocalTime(local, zone)!, zone), `${zone} ${local}`).to.equal(local)
    }
  }
  expect(fromLocalTime('2026-07-01T12:00', 'Europe/Berlin')).to.equal('2026-07-01T10:00:00.000Z')
  expect(fromLocalTime('', 'UTC')).to.equal(undefined)
})
