import { expect } from '@open-wc/testing'
import { sendKeys, sendMouse } from '@web/test-runner-commands'

import { html, provider } from '../support/provider.ts'
import { until } from '../support/until.ts'
import { PrimitivesGallery } from './gallery.ts'

customElements.define('primitives-gallery', PrimitivesGallery)

async function gallery(): Promise<PrimitivesGallery> {
  const { add } = await provider()
  return add<PrimitivesGallery>(html`<primitives-gallery></primitives-gallery>`)
}

const active = (element: PrimitivesGallery): Element | null => element.shadowRoot!.activeElement

test('an open dialog and an open drawer pass axe', async () => {
  const element = await gallery()
  await element.dialog.open()
  await expect(element).to.be.accessible()
  element.dialog.close()
  await element.drawer.open()
  await expect(element).to.be.accessible()
})

test('the focus goes in, stays in, and comes back to the button that opened it', async () => {
  const element = await gallery()
  const opener = element.shadowRoot!.getElementById('open-dialog')!
  opener.focus()
  await sendKeys({ press: 'Enter' })
  await until(() => element.dialog.isOpen)
  const dialog = element.shadowRoot!.querySelector('#dialog')!
  expect(active(element)!.textContent.trim()).to.equal('Cancel')
  for (let i = 0; i < 6; i++) {
    await sendKeys({ press: 'Tab' })
    const now = active(element)
    expect(now === null || dialog.contains(now)).to.equal(true)
  }
  await sendKeys({ press: 'Escape' })
  await until(() => !element.dialog.isOpen)
  expect(active(element)).to.equal(opener)
})

test('Escape and a press beside it ask whether it may close; a button closes it', async () => {
  const element = await gallery()
  await element.dialog.open()
  element.mayClose = false
  await sendKeys({ press: 'Escape' })
  await sendMouse({ type: 'click', position: [5, 5] })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(element.dialog.isOpen).to.equal(true)
  element.mayClose = true
  await sendMouse({ type: 'click', position: [5, 5] })
  await until(() => !element.dialog.isOpen)
  await element.dialog.open()
  element.mayClose = false
  element.dialog.close()
  await until(() => !element.dialog.isOpen)
})

test('what is said while a modal dialog is open is said inside it: all else is inert then', async () => {
  const { add, spoken } = await provider()
  const element = await add<PrimitivesGallery>(html`<primitives-gallery></primitives-gallery>`)
  const dialog = element.shadowRoot!.querySelector('#dialog')!
  await element.dialog.open()
  element.say('Three contacts chosen.')
  await until(
    () => dialog.querySelector('[aria-live=polite]')?.textContent === 'Three contacts chosen.',
  )
  expect(spoken()).to.equal('')
  element.dialog.close()
  await until(() => !element.dialog.isOpen)
  element.say('Done.')
  await until(() => spoken() === 'Done.')

  // A dialog of the host, with the element in it and the provider outside.
  const theirs = document.createElement('dialog')
  element.parentElement!.append(theirs)
  theirs.append(element)
  theirs.showModal()
  element.shadowRoot!.querySelector<HTMLElement>('.button')!.focus()
  element.say('Inside.')
  await until(() => element.shadowRoot!.querySelector('[data-crm-live=polite]')?.textContent)
  expect(spoken()).to.equal('Done.')
})

test('an element taken off the page takes its dialog along, and may open it again', async () => {
  const element = await gallery()
  const place = element.parentElement!
  await element.dialog.open()
  element.remove()
  place.append(element)
  await element.dialog.open()
  expect(element.dialog.isOpen).to.equal(true)
})
