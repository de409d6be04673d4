import { expect } from '@open-wc/testing'
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands'

import { avatar, initials } from '../../src/primitives/avatar.ts'
import { html, provider } from '../support/provider.ts'
import { until } from '../support/until.ts'
import { PrimitivesGallery } from './gallery.ts'

customElements.define('primitives-gallery', PrimitivesGallery)

for (const theme of ['light', 'dark'] as const) {
  test(`every primitive passes axe in ${theme}: names, roles and contrast`, async () => {
    const { add } = await provider({ theme })
    await expect(await add(html`<primitives-gallery></primitives-gallery>`)).to.be.accessible()
  })
}

test('at 320 px nothing is wider than the page', async () => {
  await setViewport({ width: 320, height: 700 })
  const { add } = await provider()
  await add(html`<primitives-gallery></primitives-gallery>`)
  const over = document.documentElement.scrollWidth - innerWidth
  await setViewport({ width: 800, height: 600 })
  expect(over).to.equal(0)
})

test('a skeleton waits 150 ms before it appears, and nothing moves under reduced motion', async () => {
  const { add } = await provider()
  const gallery = await add(html`<primitives-gallery></primitives-gallery>`)
  const bone = gallery.shadowRoot!.querySelector('.bone')!
  expect(getComputedStyle(bone).animationDelay).to.contain('0.15s')
  await emulateMedia({ reducedMotion: 'reduce' })
  expect(getComputedStyle(bone).animationName).to.equal('bone-in')
  expect(
    getComputedStyle(gallery.shadowRoot!.querySelector('.button')!).transitionDuration,
  ).to.match(/^0s/)
  await emulateMedia({ reducedMotion: 'no-preference' })
})

test('tabs are one stop of the Tab key; arrows choose, in the direction of the script', async () => {
  const { add } = await provider()
  const gallery = await add<PrimitivesGallery>(html`<primitives-gallery></primitives-gallery>`)
  gallery.shadowRoot!.getElementById('tab-overview')!.focus()
  await sendKeys({ press: 'ArrowRight' })
  await gallery.updateComplete
  expect(gallery.tab).to.equal('deals')
  expect(gallery.shadowRoot!.activeElement!.id).to.equal('tab-deals')
  await sendKeys({ press: 'End' })
  await until(() => gallery.tab === 'history')
  gallery.dir = 'rtl'
  await sendKeys({ press: 'ArrowRight' })
  await until(() => gallery.tab === 'deals')
  await sendKeys({ press: 'Tab' })
  expect(gallery.shadowRoot!.activeElement!.id).to.equal('panel-deals')
})

test('initials are whole characters of the first and the last word', () => {
  const shown = [
    'Ada Lovelace',
    'Björk',
    '王小明',
    '  Jean-Luc  de la  Tour ',
    '«Ada» (King)',
    '',
    undefined,
    '👩‍💻 Dev',
  ]
  expect(shown.map(initials)).to.deep.equal(['AL', 'B', '王', 'JT', 'AK', '?', '?', 'D'])
  expect(avatar('Ada')).to.be.an('object')
})

test('a panel with controls takes the focus and gives it back', async () => {
  const { add } = await provider()
  const gallery = await add<PrimitivesGallery>(html`<primitives-gallery></primitives-gallery>`)
  const opener = gallery.shadowRoot!.getElementById('open-filters')!
  opener.focus()
  await sendKeys({ press: 'Enter' })
  await until(() => gallery.shadowRoot!.activeElement?.id === 'filter')
  expect(opener.getAttribute('aria-expanded')).to.equal('true')
  await sendKeys({ press: 'Escape' })
  await until(() => !gallery.filters.isOpen)
  expect(gallery.shadowRoot!.activeElement).to.equal(opener)
})
