import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import { html, provider, type TestProvider } from '../support/provider.ts'
import { until } from '../support/until.ts'
import { PrimitivesGallery } from './gallery.ts'

customElements.define('primitives-gallery', PrimitivesGallery)

async function field(): Promise<
  TestProvider & { gallery: PrimitivesGallery; input: HTMLInputElement; options: () => string[] }
> {
  const page = await provider()
  const gallery = await page.add<PrimitivesGallery>(html`<primitives-gallery></primitives-gallery>`)
  const input = gallery.combobox.input!
  input.focus()
  const options = (): string[] =>
    [...gallery.shadowRoot!.querySelectorAll('.option-label')].map(({ textContent }) => textContent)
  return { ...page, gallery, input, options }
}

test('the arrow opens the whole list; it passes axe', async () => {
  const { gallery, input, options } = await field()
  expect(input.value).to.equal('Lisbon')
  await sendKeys({ press: 'ArrowDown' })
  await until(() => options().length === 7)
  expect(input.getAttribute('aria-expanded')).to.equal('true')
  expect(input.hasAttribute('aria-activedescendant')).to.equal(false)
  await expect(gallery).to.be.accessible()
})

test('typing narrows the list, tells how much is left, Enter takes the first', async () => {
  const { gallery, input, options, spoken } = await field()
  input.select()
  await sendKeys({ type: 'b' })
  await until(() => options().length === 4)
  expect(options()).to.deep.equal(['Berlin', 'Bern', 'Bordeaux', 'Create “b”'])
  await until(() => spoken() === '3 results')
  await sendKeys({ type: 'e' })
  await until(() => options().includes('Create “be”'))
  const active = input.getAttribute('aria-activedescendant')!
  expect(gallery.shadowRoot!.getElementById(active)!.textContent).to.contain('Berlin')
  await sendKeys({ press: 'ArrowDown' })
  await sendKeys({ press: 'Enter' })
  await gallery.updateComplete
  expect(gallery.city).to.equal('Bern')
  expect([input.value, gallery.combobox.isOpen]).to.deep.equal(['Bern', false])
  expect(gallery.shadowRoot!.activeElement).to.equal(input)
})

test('Escape closes the list and brings the value back, without closing what is around', async () => {
  const { gallery, input, options } = await field()
  let escaped = 0
  gallery.parentElement!.addEventListener('keydown', ({ key }) => key === 'Escape' && escaped++)
  input.select()
  await sendKeys({ type: 'pa' })
  await until(() => options().includes('Paris'))
  await sendKeys({ press: 'Escape' })
  await gallery.updateComplete
  expect([input.value, gallery.combobox.isOpen, escaped]).to.deep.equal(['Lisbon', false, 0])
  await sendKeys({ press: 'Escape' })
  expect(escaped).to.equal(1)
})

test('a search that was overtaken is aborted, and its answer never shown', async () => {
  const { gallery, input, options } = await field()
  gallery.searchDelayMs = 150
  input.select()
  await sendKeys({ type: 'l' })
  await until(() => gallery.searches.includes('l'))
  await sendKeys({ type: 'o' })
  await until(() => options().includes('London'))
  expect(gallery.aborted).to.be.at.least(1)
  expect(options()).to.deep.equal(['London', 'Create “lo”'])
})

test('what is not found can be made; nothing found and a failure are told', async () => {
  const { gallery, input, options, spoken } = await field()
  input.select()
  await sendKeys({ type: 'Ulm' })
  await until(() => options().join() === 'Create “Ulm”')
  await until(() => spoken() === 'Nothing found')
  await sendKeys({ press: 'Enter' })
  expect(gallery.city).to.equal('new Ulm')
  gallery.fails = true
  input.select()
  await sendKeys({ type: 'x' })
  await until(() => gallery.shadowRoot!.querySelector('.listbox [role=alert]'))
})
