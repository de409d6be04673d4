import { expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'

import { html, provider } from '../support/provider.ts'
import { frame, until } from '../support/until.ts'
import { PrimitivesGallery } from './gallery.ts'

customElements.define('primitives-gallery', PrimitivesGallery)

async function opened(): Promise<{
  gallery: PrimitivesGallery
  button: HTMLElement
  panel: HTMLElement
}> {
  const { add } = await provider()
  const gallery = await add<PrimitivesGallery>(html`<primitives-gallery></primitives-gallery>`)
  const button = gallery.shadowRoot!.getElementById('more')!
  const panel = gallery.shadowRoot!.querySelector<HTMLElement>('.menu')!
  button.focus()
  await sendKeys({ press: 'Enter' })
  await until(() => gallery.menu.isOpen)
  return { gallery, button, panel }
}

const focused = (gallery: PrimitivesGallery): string =>
  (gallery.shadowRoot!.activeElement as HTMLElement | null)?.dataset['label'] ??
  gallery.shadowRoot!.activeElement?.id ??
  ''

test('an open menu passes axe', async () => {
  const { gallery } = await opened()
  await expect(gallery).to.be.accessible()
})

test('arrows move through it and around its ends, letters jump, Escape gives the focus back', async () => {
  const { gallery, button } = await opened()
  expect(button.getAttribute('aria-expanded')).to.equal('true')
  expect(focused(gallery)).to.equal('Edit')
  await sendKeys({ press: 'ArrowDown' })
  expect(focused(gallery)).to.equal('Copy link')
  await sendKeys({ press: 'ArrowUp' })
  await sendKeys({ press: 'ArrowUp' })
  expect(focused(gallery)).to.equal('Delete')
  await sendKeys({ press: 'Home' })
  expect(focused(gallery)).to.equal('Edit')
  await sendKeys({ press: 'c' })
  expect(focused(gallery)).to.equal('Copy link')
  await new Promise((resolve) => setTimeout(resolve, 600))
  await sendKeys({ press: 'c' })
  expect(focused(gallery)).to.equal('Compact rows')
  await sendKeys({ press: 'Escape' })
  expect(gallery.menu.isOpen).to.equal(false)
  expect(focused(gallery)).to.equal('more')
  expect(button.getAttribute('aria-expanded')).to.equal('false')
})

test('Enter chooses, once; what is disabled is not chosen', async () => {
  const { gallery, button } = await opened()
  await sendKeys({ press: 'm' })
  expect(focused(gallery)).to.equal('Merge')
  await sendKeys({ press: 'Enter' })
  expect([gallery.chosen, gallery.menu.isOpen]).to.deep.equal(['', true])
  await sendKeys({ press: 'End' })
  await sendKeys({ press: 'Enter' })
  expect(gallery.chosen).to.equal('delete')
  expect(gallery.menu.isOpen).to.equal(false)
  expect(gallery.shadowRoot!.activeElement).to.equal(button)
})

test('the same button closes it, and so does a press elsewhere', async () => {
  const { gallery, button, panel } = await opened()
  button.click()
  await frame()
  expect(panel.matches(':popover-open')).to.equal(false)
  button.click()
  await until(() => gallery.menu.isOpen)
  panel.hidePopover()
  await until(() => !gallery.menu.isOpen)
  expect(button.getAttribute('aria-expanded')).to.equal('false')
})

test('it stands below its button, and turns over where there is no room', async () => {
  await setViewport({ width: 1200, height: 700 })
  const { gallery, button, panel } = await opened()
  const below = panel.getBoundingClientRect()
  expect(below.top).to.be.greaterThan(button.getBoundingClientRect().bottom)
  expect(Math.abs(below.left - button.getBoundingClientRect().left)).to.be.lessThan(2)
  gallery.menu.close()
  button.style.setProperty('position', 'fixed')
  button.style.setProperty('inset', 'auto 0 0 auto')
  button.click()
  await until(() => gallery.menu.isOpen)
  await frame()
  const above = panel.getBoundingClientRect()
  expect(above.bottom).to.be.lessThan(button.getBoundingClientRect().top + 1)
  expect(above.right).to.be.at.most(innerWidth)
  await setViewport({ width: 800, height: 600 })
})

test('an element taken off the page leaves no menu open', async () => {
  const { gallery } = await opened()
  gallery.remove()
  expect(gallery.menu.isOpen).to.equal(false)
})
