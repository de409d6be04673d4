import { expect } from '@open-wc/testing'

import { createFormat, minorDigits } from '../../src/i18n/format.ts'
import { createLocalizer } from '../../src/i18n/localizer.ts'
import { messagesEn } from '../../src/i18n/messages-en.ts'

test('values are filled in, numbers as the locale writes them', () => {
  const { t } = createLocalizer('en')
  expect(t('combobox.results', { count: 1 })).to.equal('1 result')
  expect(t('combobox.results', { count: 12_345 })).to.equal('12,345 results')
  expect(t('combobox.remove', { label: '<b>{label}</b>' })).to.equal('Remove <b>{label}</b>')
  expect(t('error.reference')).to.equal('Reference: {requestId}')
})

test('plural forms follow the locale', () => {
  const { t } = createLocalizer('pl', {
    'combobox.results': { one: '{count} wynik', few: '{count} wyniki', other: '{count} wyników' },
  })
  expect([1, 3, 5].map((count) => t('combobox.results', { count }))).to.deep.equal([
    '1 wynik',
    '3 wyniki',
    '5 wyników',
  ])
})

test('a host’s own keys are found, those of no one are not', () => {
  const localizer = createLocalizer('en', {
    'contact.email.error.required': 'We need an address for {name}.',
  })
  expect(localizer.custom('contact.email.error.required', { name: 'Ada' })).to.equal(
    'We need an address for Ada.',
  )
  expect(localizer.custom('contact.email.error.format')).to.equal(undefined)
  expect(localizer.custom('toString')).to.equal(undefined)
})

test('every text has a dotted key, and every plural its last resort', () => {
  for (const [key, message] of Object.entries(messagesEn)) {
    expect(key).to.match(/^[a-z]+(\.[\w -]+)+$/)
    if (typeof message !== 'string') expect(message, key).to.have.property('other')
  }
})

test('money counts in the minor unit of its currency', () => {
  const { money } = createFormat('en')
  expect(money(1999, 'EUR')).to.equal('€19.99')
  expect(money(1999, 'JPY')).to.equal('¥1,999')
  expect(money(-1999, 'KWD').replace(/\s/g, ' ')).to.equal('-KWD 1.999')
  expect(money(1999, 'not one')).to.equal('19.99 not one')
  expect(['EUR', 'JPY', 'KWD', '??'].map(minorDigits)).to.deep.equal([2, 0, 3, 2])
})

test('a date without a time is the same day in every time zone; what is no date is shown as it is', () => {
  const { date, dateTime } = createFormat('en')
  expect(date('2026-01-01')).to.equal('Jan 1, 2026')
  expect(date('2026-12-31')).to.equal('Dec 31, 2026')
  expect(date('soon')).to.equal('soon')
  expect(dateTime('2026-11-20T09:00:00Z')).to.contain('2026')
})

test('relative times are said in the largest unit that fits', () => {
  const { relative } = createFormat('en')
  const now = Date.parse('2026-11-20T12:00:00Z')
  const say = (seconds: number): string => relative(now + seconds * 1_000, now)
  expect(
    [-20, -120, -7_200, -86_400, -9 * 86_400, -70 * 86_400, -800 * 86_400, 3 * 86_400].map(say),
  ).to.deep.equal([
    '20 seconds ago',
    '2 minutes ago',
    '2 hours ago',
    'yesterday',
    'last week',
    '2 months ago',
    '2 years ago',
    'in 3 days',
  ])
})
