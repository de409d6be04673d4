import { expect } from '@open-wc/testing'

import type { CrmProvider } from '../../src/provider/crm-provider.ts'
import { ProbeElement } from '../support/probe-element.ts'
import { ask, mount, provider } from '../support/provider.ts'
import { once, until } from '../support/until.ts'

customElements.define('crm-probe', ProbeElement)

/** A page of a host that makes real embed sessions. */
async function hosted(
  options: { origin?: string; components?: string[]; ttlSeconds?: number } = {},
): Promise<{ element: CrmProvider; tenant: string; asked: () => string[] }> {
  const { tenant } = await ask<{ tenant: string }>('/test/tenant', {})
  const asked: string[] = []
  const element = document.createElement('crm-provider')
  element.live = 'off'
  element.locale = 'en'
  element.fetchSession = ({ reason }) => {
    asked.push(reason)
    return ask('/test/embed-session', { tenant, origin: location.origin, ...options })
  }
  mount(element)
  await element.updateComplete
  return { element, tenant, asked: () => asked }
}

test('a real embed session reads and writes; the change log names the host’s user', async () => {
  const { element, tenant } = await hosted()
  const client = element.client!
  const made = await client.records.create('contact', { firstName: 'Ada' })
  // Who it is comes with an answer of its own.
  await client.session.ready()
  expect(client.session.user).to.include({ name: 'Grace Hopper' })
  expect(client.session.can('contact.create')).to.equal(true)
  const other = await provider({ tenant })
  const { data } = await other.api('get', `/contacts/${made.id}`)
  expect(data['createdBy']).to.include({ kind: 'embed', name: 'Grace Hopper' })
})

test('a revoked session is replaced without a word', async () => {
  const { element, tenant, asked } = await hosted()
  await element.client!.list('contact')
  await ask('/test/end-embed-sessions', { tenant })
  await until(async () => {
    await element.client!.list('contact')
    return asked().length === 2
  })
  expect(asked()).to.deep.equal(['start', 'expired'])
})

test('a short session is replaced before it ends, by its own expiry', async () => {
  const { element, asked } = await hosted({ ttlSeconds: 2 })
  await element.client!.list('contact')
  await until(() => asked().length === 2)
  expect(asked()[1]).to.equal('refresh')
})

test('a session for another page is refused in words', async () => {
  const { element } = await hosted({ origin: 'https://elsewhere.example' })
  const error = await element.client!.list('contact').catch((thrown: unknown) => thrown)
  expect(error).to.include({ status: 403, code: 'EMBED_ORIGIN_REFUSED' })
})

test('an element the session is not for says so, in place of itself', async () => {
  const { element } = await hosted({ components: ['crm-record-list'] })
  const probe = document.createElement('crm-probe') as ProbeElement
  const { error } = console
  console.error = () => undefined
  const told = once<{ code: string; message: string }>(element, 'crm-error')
  element.append(probe)
  expect((await told).code).to.equal('COMPONENT_CLOSED')
  console.error = error
  await until(() => probe.shadowRoot!.querySelector('[role=alert]'))
  expect(probe.shadowRoot!.querySelector('input')).to.equal(null)
  const allowed = await hosted({ components: ['crm-probe'] })
  const other = document.createElement('crm-probe') as ProbeElement
  allowed.element.append(other)
  await allowed.element.client!.session.ready()
  await other.updateComplete
  expect(other.shadowRoot!.querySelector('input')).not.to.equal(null)
})

test('another user signs in on the page: every element begins again, with nothing of the other’s', async () => {
  const one = await hosted()
  const first = one.element.client!
  const probe = document.createElement('crm-probe') as ProbeElement
  one.element.append(probe)
  const made = await first.records.create('contact', { firstName: 'Secret' })
  const other = await ask<{ tenant: string }>('/test/tenant', {})
  one.element.fetchSession = () =>
    ask('/test/embed-session', { tenant: other.tenant, origin: location.origin })
  await first.session.renew().catch(() => undefined)
  await until(() => one.element.client !== first)
  expect(probe.crm).to.equal(one.element.client)
  expect(probe.clients).to.have.length(2)
  expect(one.element.client!.records.get('contact', made.id)).to.equal(undefined)
  expect((await one.element.client!.list('contact')).data).to.deep.equal([])
  expect(one.element.shadowRoot!.querySelector('.toast')).to.equal(null)
})

test('a session of the same user with other rights is felt at once', async () => {
  const { element, tenant } = await hosted()
  const client = element.client!
  await client.entity('contact')
  const told: (readonly string[])[] = []
  client.onSchemaChange((entities) => told.push(entities))
  element.fetchSession = () =>
    ask('/test/embed-session', {
      tenant,
      origin: location.origin,
      permissions: ['contact.read'],
    })
  await client.session.renew()
  await until(() => told.length === 1)
  expect((await client.entity('contact')).permissions.create).to.equal(false)
  await until(() => !client.session.can('contact.create'))
})
