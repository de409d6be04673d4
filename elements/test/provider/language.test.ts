import { expect } from '@open-wc/testing'

import { ProbeElement } from '../support/probe-element.ts'
import { html, provider } from '../support/provider.ts'
import { until } from '../support/until.ts'

customElements.define('crm-probe', ProbeElement)

const shown = (probe: ProbeElement): string => probe.shadowRoot!.querySelector('span')!.textContent

test('a host overrides any text, while elements are shown', async () => {
  const { element, add } = await provider()
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  expect(shown(probe)).to.equal('Save')
  element.messages = { 'action.save': 'Sichern' }
  await until(() => shown(probe) === 'Sichern')
})

test('the locale of the provider is that of its elements, unless one has its own', async () => {
  const { element, add } = await provider({ locale: 'de-DE' })
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  const other = await add<ProbeElement>(html`<crm-probe locale="ar"></crm-probe>`)
  expect([probe.base.locale, probe.base.dir]).to.deep.equal(['de-DE', 'ltr'])
  expect([other.base.locale, other.base.dir]).to.deep.equal(['ar', 'rtl'])
  element.locale = 'he'
  await until(() => probe.base.dir === 'rtl')
})

test('without a locale it is the nearest lang of the page; a wrong one breaks nothing', async () => {
  const { element, add } = await provider()
  element.parentElement!.lang = 'fr'
  element.locale = undefined
  await element.updateComplete
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  expect(probe.base.locale).to.equal('fr')
  element.locale = 'no such thing!'
  await until(() => probe.base.locale === 'en')
  element.parentElement!.removeAttribute('lang')
})
