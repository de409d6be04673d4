import { expect } from '@open-wc/testing'

import type { KindSchema } from '../../src/fields/field-kind.ts'
import { provider, until } from '../support/provider.ts'
import { editor } from './editor-page.ts'

/** Texts that run where a library pastes them into a page. */
const HOSTILE = [
  '<img src=x onerror="window.fired=1">',
  '"><script>window.fired=1</script>',
  // eslint-disable-next-line no-script-url -- what must not run is what is tested
  'javascript:window.fired=1',
  "'-window.fired=1-'",
  '${window.fired=1}',
  '{{constructor.constructor("window.fired=1")()}}',
  'data:text/html,<script>window.fired=1</script>',
]

test('hostile text in every kind of field is only shown', async () => {
  const schemas: (KindSchema & Record<string, unknown>)[] = [
    { type: 'string' },
    { type: 'string', maxLength: 20_000 },
    { type: 'string', format: 'email' },
    { type: 'string', format: 'uri' },
    { type: 'string', 'x-crm': { normalize: 'phone' } },
    { type: 'string', format: 'date' },
    { type: 'string', enum: ['a'] },
    { type: 'object' },
    { type: 'array', items: { type: 'string' } },
    { type: 'array', items: { type: 'object', properties: { value: { type: 'string' } } } },
    { type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } },
    { type: 'object', properties: { kind: { type: 'string' }, through: { type: 'string' } } },
  ]
  for (const text of HOSTILE) {
    const values = [text, text, text, text, text, text, text, { a: text }, [text]]
    for (const [index, schema] of schemas.entries()) {
      const value = values[index] ??
        [[{ value: text }]][index - 9] ?? { street: text, name: text, kind: text }
      const it = await editor({ schema, value })
      for (const link of it.all<HTMLAnchorElement>('a')) {
        expect(link.protocol).to.be.oneOf(['mailto:', 'tel:', 'https:', 'http:'])
        // A click as a person makes it; nothing may open.
        link.addEventListener('click', (event) => event.preventDefault())
        link.click()
      }
      it.remove()
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((window as { fired?: number }).fired).to.equal(undefined)
})

test('a value as people read it, in their language', async () => {
  const cases: [Record<string, unknown>, unknown, string, string?][] = [
    [{ type: 'integer' }, 1234567, '1,234,567'],
    [{ type: 'boolean' }, true, 'Yes'],
    [{ type: 'string', format: 'date' }, '2026-11-20', '20.11.2026', 'de'],
    [{ type: 'string', oneOf: [{ const: 'a', title: 'Alpha' }] }, 'a', 'Alpha'],
    [{ type: 'string', enum: ['inProgress'] }, 'inProgress', 'In progress'],
    [{ type: 'string', enum: ['a'] }, 'gone', 'gone'],
    [{ type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, ['a', 'b'], 'A B'],
    [
      { type: 'object', properties: { amountMinor: {}, currency: {} } },
      { amountMinor: 1999, currency: 'EUR' },
      '€19.99',
    ],
    [{ type: 'string' }, '', ''],
  ]
  for (const [schema, value, text, locale] of cases) {
    const it = await editor({ schema, value, ...(locale ? { locale } : {}) })
    expect(it.cell.replace(/\s+/g, ' '), JSON.stringify(schema)).to.equal(text)
  }
})

test('a list shows the primary one, and how many there are beside it', async () => {
  const it = await editor({
    schema: {
      type: 'array',
      items: {
        type: 'object',
        properties: { value: { type: 'string' }, primary: { type: 'boolean' } },
      },
    },
    value: [{ value: 'b' }, { value: 'a', primary: true }, { value: 'c' }],
  })
  expect(it.all('.cell .f-text')[0]!.textContent).to.equal('a')
  expect(it.all('.cell .f-hidden')[0]!.textContent).to.equal('and 2 more')
})

test('names of related records are asked for together', async () => {
  const page = await provider()
  const tags = await page.seed('tags', [
    { name: 'VIP', color: 'purple' },
    { name: 'News', color: 'teal' },
  ])
  const field = (await page.client.entity('contact')).field('tagIds')!
  const it = await editor({ field, client: page.client, value: tags.map(({ id }) => id) })
  await until(() => it.cell.includes('VIP') && it.cell.includes('News'))
  const chips = it.all('.cell .tag')
  expect(chips.map(({ dataset }) => dataset['color'])).to.deep.equal(['purple', 'teal'])
  expect(page.net.calls.filter((call) => call.includes('/tags'))).to.have.length(1)
})
