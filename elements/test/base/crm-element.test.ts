import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import { createCrmClient } from '../../src/client/crm-client.ts'
import { cyclesLeave } from '../support/leaks.ts'
import { ProbeElement } from '../support/probe-element.ts'
import { draw, html, mount, provider } from '../support/provider.ts'
import { once, until } from '../support/until.ts'

customElements.define('crm-probe', ProbeElement)

/** What the console said while something was done. */
async function said(method: 'error' | 'warn', work: () => Promise<void>): Promise<string> {
  const original = console[method]
  const lines: unknown[] = []
  console[method] = (...args: unknown[]) => lines.push(...args)
  try {
    await work()
  } finally {
    console[method] = original
  }
  return lines.join('\n')
}

test('an element in a provider gets its client', async () => {
  const { add, client } = await provider()
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  expect(probe.crm).to.equal(client)
  expect(probe.clients).to.deep.equal([client])
})

test('an element upgraded before its provider gets the client when that comes', async () => {
  class LateProvider extends customElements.get('crm-provider')! {}
  const late = await draw(html`<late-provider><crm-probe></crm-probe></late-provider>`)
  const probe = late.firstElementChild as ProbeElement
  expect(probe.crm).to.equal(undefined)
  customElements.define('late-provider', LateProvider)
  await until(() => probe.crm)
  expect(probe.clients).to.have.length(1)
})

test('a client of its own overrides the provider’s', async () => {
  const { add } = await provider()
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  const own = createCrmClient({ apiUrl: '/elsewhere', live: 'off' })
  probe.client = own
  await probe.updateComplete
  expect(probe.crm).to.equal(own)
  expect(probe.clients.at(-1)).to.equal(own)
})

test('an element without a provider says so after two seconds', async () => {
  let fault: unknown
  document.addEventListener('crm-error', (event) => (fault = (event as CustomEvent).detail), {
    once: true,
  })
  const text = await said('error', async () => {
    const probe = mount(document.createElement('crm-probe') as ProbeElement)
    await until(() => probe.base.missing)
  })
  expect(text).to.contain('<crm-probe> found no <crm-provider>')
  expect(fault).to.include({ code: 'NO_PROVIDER', source: 'connect' })
})

test('it shows that on the page too, and itself once there is a provider', async () => {
  let probe: ProbeElement | undefined
  await said('error', async () => {
    probe = mount(document.createElement('crm-probe') as ProbeElement)
    await until(() => probe?.shadowRoot?.querySelector('[role=alert]'))
  })
  expect(probe!.shadowRoot!.textContent).to.contain('<crm-probe> is not inside a <crm-provider>')
  await expect(probe!).to.be.accessible()
  const { element } = await provider()
  element.append(probe!)
  await until(() => probe!.shadowRoot!.querySelector('input'))
  expect(probe!.shadowRoot!.querySelector('[role=alert]')).to.equal(null)
})

test('an object written as an attribute is told with the way to do it', async () => {
  const text = await said('error', async () => {
    const { add } = await provider()
    await add(html`<crm-probe query="[object Object]"></crm-probe>`)
  })
  expect(text).to.contain('element.query = {…}')
})

test('a page without a framework gives objects in a script element', async () => {
  const { element } = await provider()
  const place = document.createElement('div')
  const script = document.createElement('script')
  script.type = 'application/json'
  script.slot = 'config'
  script.textContent = '{"query":{"limit":5},"nonsense":1}'
  const probe = document.createElement('crm-probe') as ProbeElement
  probe.append(script)
  place.append(probe)
  const text = await said('error', async () => {
    element.append(place)
    await probe.updateComplete
  })
  expect(probe.query).to.deep.equal({ limit: 5 })
  expect(text).to.contain('"nonsense"')
})

test('the host may stop an action, or decide later', async () => {
  const { add } = await provider()
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  expect(await probe.base.askHost('save', {})).to.deep.equal({ proceed: true })

  probe.addEventListener('crm-before-save', (event) => event.preventDefault(), { once: true })
  expect(await probe.base.askHost('save', {})).to.deep.equal({ proceed: false })

  const answer = (value: unknown): void =>
    probe.addEventListener(
      'crm-before-save',
      (event) =>
        (event as CustomEvent<{ respondWith(answer: unknown): void }>).detail.respondWith(value),
      { once: true },
    )
  answer(Promise.resolve(false))
  expect((await probe.base.askHost('save', {})).proceed).to.equal(false)
  answer(Promise.resolve({ note: 'x' }))
  expect(await probe.base.askHost('save', {})).to.deep.equal({
    proceed: true,
    answer: { note: 'x' },
  })
  const failed = once<{ message: string }>(probe, 'crm-error')
  answer(Promise.reject(new Error('The host refused.')))
  await said('error', async () => {
    expect((await probe.base.askHost('save', {})).proceed).to.equal(false)
  })
  expect((await failed).message).to.equal('The host refused.')
})

test('a letter typed into an element does not reach the hotkeys of the page', async () => {
  const { add } = await provider()
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  const heard: string[] = []
  const hear = (event: KeyboardEvent): void => void heard.push(event.key)
  document.addEventListener('keydown', hear)
  probe.shadowRoot!.querySelector('input')!.focus()
  await sendKeys({ press: 'k' })
  await sendKeys({ press: 'Escape' })
  probe.shadowRoot!.querySelector('button')!.focus()
  await sendKeys({ press: 'k' })
  document.removeEventListener('keydown', hear)
  expect(heard).to.deep.equal(['Escape', 'k'])
  expect(probe.shadowRoot!.querySelector('input')!.value).to.equal('k')
})

test('what is said goes to the live regions of the provider', async () => {
  const { add, spoken } = await provider()
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  probe.base.announce('Saved.')
  await until(() => spoken() === 'Saved.')
})

test('states can be styled from outside', async () => {
  const { add } = await provider()
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  probe.base.setState('loading', true)
  expect(probe.matches(':state(loading)')).to.equal(true)
  probe.base.setState('loading', false)
  expect(probe.matches(':state(loading)')).to.equal(false)
})

test('the signal ends when the element leaves the page, and a new one begins when it is back', async () => {
  const { add } = await provider()
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  const place = probe.parentElement!
  const { signal } = probe.base
  probe.remove()
  expect(signal.aborted).to.equal(true)
  place.append(probe)
  expect(probe.base.signal.aborted).to.equal(false)
  expect(probe.clients).to.have.length(2)
})

test('fifty comings and goings leave nothing behind', async () => {
  const { element } = await provider()
  const probe = document.createElement('crm-probe')
  expect(await cyclesLeave(probe, element)).to.deep.equal({ listeners: 0, timers: 0, streams: 0 })
})

test('a smaller element passes axe', async () => {
  const { add } = await provider()
  await expect(await add(html`<crm-probe></crm-probe>`)).to.be.accessible()
})
