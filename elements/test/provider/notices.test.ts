import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import { ProbeElement } from '../support/probe-element.ts'
import { html, provider, type TestProvider } from '../support/provider.ts'
import { until } from '../support/until.ts'

customElements.define('crm-probe', ProbeElement)

async function page(): Promise<
  TestProvider & { probe: ProbeElement; toasts: () => HTMLElement[] }
> {
  const whole = await provider()
  const probe = await whole.add<ProbeElement>(html`<crm-probe></crm-probe>`)
  const toasts = (): HTMLElement[] => [
    ...whole.element.shadowRoot!.querySelectorAll<HTMLElement>('.toast'),
  ]
  return { ...whole, probe, toasts }
}

test('a notice is shown above the page, passes axe, and can be closed by keyboard', async () => {
  const { element, probe, toasts } = await page()
  probe.base.notify({ text: 'Three contacts deleted.', kind: 'success' })
  await until(() => toasts().length === 1)
  const region = element.shadowRoot!.querySelector('.toasts')!
  await until(() => region.matches(':popover-open'))
  expect(toasts()[0]!.textContent).to.contain('Three contacts deleted.')
  expect(toasts()[0]!.getAttribute('role')).to.equal('status')
  await expect(element).to.be.accessible()
  toasts()[0]!.querySelector('button')!.focus()
  await sendKeys({ press: 'Enter' })
  await until(() => toasts().length === 0)
  await until(() => !region.matches(':popover-open'))
})

test('its way back runs once, and closes it', async () => {
  const { probe, toasts } = await page()
  let undone = 0
  probe.base.notify({ text: 'Deleted.', action: { label: 'Undo', run: () => undone++ } })
  await until(() => toasts().length === 1)
  toasts()[0]!.querySelector('button')!.click()
  await until(() => toasts().length === 0)
  expect(undone).to.equal(1)
})

test('a notice goes by itself, but not while somebody is on it', async () => {
  const { probe, toasts } = await page()
  probe.base.notify({ text: 'Saved.', durationMs: 150 })
  await until(() => toasts().length === 1)
  toasts()[0]!.dispatchEvent(new PointerEvent('pointerenter'))
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(toasts()).to.have.length(1)
  toasts()[0]!.dispatchEvent(new PointerEvent('pointerleave'))
  await until(() => toasts().length === 0)
})

test('at most three are shown; the oldest goes; a fault is told at once', async () => {
  const { probe, toasts } = await page()
  for (const text of ['one', 'two', 'three', 'four']) probe.base.notify({ text, kind: 'error' })
  await until(() => toasts().length === 3)
  expect(toasts().map((toast) => toast.querySelector('span')!.textContent)).to.deep.equal([
    'two',
    'three',
    'four',
  ])
  expect(toasts()[0]!.getAttribute('role')).to.equal('alert')
})
