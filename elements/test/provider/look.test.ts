import { expect } from '@open-wc/testing'
import { emulateMedia } from '@web/test-runner-commands'

import { ProbeElement } from '../support/probe-element.ts'
import { html, provider } from '../support/provider.ts'

customElements.define('crm-probe', ProbeElement)

const text = (probe: ProbeElement): string =>
  getComputedStyle(probe.shadowRoot!.querySelector('[part=base]')!).color
const border = (probe: ProbeElement): string =>
  getComputedStyle(probe.shadowRoot!.querySelector('[part=base]')!).getPropertyValue('--_primary')

test('theme: of the page by default, light, dark, or the system’s', async () => {
  const { element, add } = await provider({ theme: 'page' })
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  const light = text(probe)
  element.theme = 'dark'
  await element.updateComplete
  const dark = text(probe)
  expect(dark).not.to.equal(light)
  element.theme = 'page'
  await element.updateComplete
  expect(text(probe)).to.equal(light)
  document.documentElement.style.setProperty('color-scheme', 'dark')
  expect(text(probe)).to.equal(dark)
  document.documentElement.style.removeProperty('color-scheme')
  element.theme = 'auto'
  await element.updateComplete
  await emulateMedia({ colorScheme: 'dark' })
  expect(text(probe)).to.equal(dark)
  await emulateMedia({ colorScheme: 'light' })
  expect(text(probe)).to.equal(light)
})

test('appearance sets tokens, for dark too, and goes again; no value can leave its place', async () => {
  const { element, add } = await provider()
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  element.appearance = {
    variables: {
      colorText: 'rgb(1, 2, 3)',
      chart1: 'red',
      colorPrimary: 'red; } * { display: none',
    },
    dark: { colorText: 'rgb(4, 5, 6)' },
  }
  await element.updateComplete
  expect(text(probe)).to.equal('rgb(1, 2, 3)')
  expect(getComputedStyle(probe).getPropertyValue('--crm-chart-1')).to.equal('red')
  expect(getComputedStyle(probe).display).to.equal('block')
  expect(border(probe)).not.to.contain('display')
  element.theme = 'dark'
  await element.updateComplete
  expect(text(probe)).to.equal('rgb(4, 5, 6)')
  element.appearance = undefined
  element.theme = 'light'
  await element.updateComplete
  expect(text(probe)).not.to.equal('rgb(1, 2, 3)')
})

test('a token set on any ancestor reaches the element', async () => {
  const { element, add } = await provider()
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  element.parentElement!.style.setProperty('--crm-color-text', 'rgb(7, 8, 9)')
  expect(text(probe)).to.equal('rgb(7, 8, 9)')
  element.parentElement!.style.removeProperty('--crm-color-text')
})

test('a page with html{font-size:62.5%} and its resets changes nothing inside', async () => {
  const { add } = await provider()
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  const size = (): string => getComputedStyle(probe.shadowRoot!.querySelector('button')!).fontSize
  const before = size()
  const hostile = document.createElement('style')
  hostile.textContent =
    'html{font-size:62.5%} *{margin:9px;position:relative;font-size:40px;text-transform:uppercase;letter-spacing:9px} crm-probe{text-transform:uppercase}'
  document.head.append(hostile)
  const base = getComputedStyle(probe.shadowRoot!.querySelector('[part=base]')!)
  expect([size(), base.textTransform, base.letterSpacing]).to.deep.equal([before, 'none', 'normal'])
  hostile.remove()
})
