import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { writeLetter } from '../../src/mail/letter.ts'

test('a letter says the same as text and as HTML', () => {
  const { text, html } = writeLetter({
    paragraphs: ['Ada mentioned you on ACME.'],
    quote: 'Can you\ncall them?',
    action: { label: 'Open the deal', url: 'https://app.example.com/deal/1' },
    footer: 'You get this because of your settings.',
  })
  expect(text).toBe(
    'Ada mentioned you on ACME.\n\n> Can you\n> call them?\n\nOpen the deal: https://app.example.com/deal/1\n\n-- \nYou get this because of your settings.\n',
  )
  expect(html).toContain('<a href="https://app.example.com/deal/1"')
  expect(html).toContain('Can you<br>call them?')
})

test('nothing a caller writes becomes markup', () => {
  fc.assert(
    fc.property(fc.string(), (words) => {
      const plain = writeLetter({ paragraphs: ['x'], quote: 'x', footer: 'x' }).html
      const { html } = writeLetter({ paragraphs: [words], quote: words, footer: words })
      const tags = (text: string) => (text.match(/<[^>]*>/g) ?? []).filter((tag) => tag !== '<br>')
      expect(tags(html)).toEqual(tags(plain))
    }),
  )
})

test('a link that is no web address is left out', () => {
  const { text, html } = writeLetter({
    paragraphs: ['x'],
    action: { label: 'Open', url: `${'javascript'}:alert(1)` },
  })
  expect(text + html).not.toContain('javascript')
})
