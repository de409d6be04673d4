import { expect } from '@open-wc/testing'

import { ask, mount, provider } from '../support/provider.ts'
import { once, until } from '../support/until.ts'

test('many calls at once ask the host for one session', async () => {
  const { client, sessions } = await provider()
  await Promise.all([client.entity('contact'), client.entity('company'), client.list('contact')])
  expect(sessions()).to.equal(1)
})

test('a session is told with its user', async () => {
  const told: unknown[] = []
  document.addEventListener('crm-session', (event) => told.push((event as CustomEvent).detail), {
    once: true,
  })
  const { client } = await provider({ name: 'Grace Hopper', id: 'grace' })
  await client.entity('contact')
  await until(() => told.length === 1)
  expect(told[0]).to.have.nested.property('user.name', 'Grace Hopper')
  expect(told[0]).to.have.property('expiresAt').that.is.greaterThan(Date.now())
})

test('a session is replaced at 80 % of its life, while the page is used', async () => {
  const { client, sessions } = await provider({ lifeMs: 1_500 })
  const started = performance.now()
  await client.list('contact')
  await until(() => sessions() === 2)
  expect(performance.now() - started).to.be.greaterThan(1_100)
  await client.list('contact')
})

test('calls refused with 401 bring one new session, and are repeated', async () => {
  const { client, sessions, tenant, net } = await provider()
  await client.list('contact')
  await ask('/test/end-sessions', { tenant })
  const before = net.calls.length
  const pages = await Promise.all([
    client.list('contact', { limit: 1 }),
    client.list('contact', { limit: 2 }),
    client.list('company', { limit: 3 }),
  ])
  expect(pages.map(({ data }) => data)).to.deep.equal([[], [], []])
  expect(sessions()).to.equal(2)
  expect(net.calls.length - before).to.be.at.least(6)
})

test('a session that cannot be had is told once, and the host may show it itself', async () => {
  const { element, client, net } = await provider()
  await client.list('contact')
  let told = 0
  element.addEventListener('crm-session-expired', (event) => {
    told++
    event.preventDefault()
  })
  net.answer(/./, 401, { code: 'UNAUTHENTICATED', detail: 'No.' })
  const results = await Promise.allSettled([client.list('contact'), client.list('company')])
  expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
  expect(told).to.equal(1)
  expect(element.shadowRoot!.querySelector('.toast')).to.equal(null)

  net.clear()
  await element.renewSession()
  await client.list('contact')
})

test('a fetchSession that fails is told in words, and asked again by the next call', async () => {
  const element = document.createElement('crm-provider')
  element.live = 'off'
  const { tenant } = await ask<{ tenant: string }>('/test/tenant', {})
  let fails = true
  element.fetchSession = async () => {
    if (fails) throw new Error('The host is not signed in.')
    return ask('/test/session', { tenant })
  }
  mount(element)
  await element.updateComplete
  const expired = once<{ message: string; code: string }>(element, 'crm-session-expired')
  const error = await element.client!.list('contact').catch((thrown: unknown) => thrown)
  expect(error).to.include({ code: 'SESSION_FAILED' })
  expect((await expired).message).to.contain('The host is not signed in.')
  await until(() => element.shadowRoot!.querySelector('.toast'))
  fails = false
  expect((await element.client!.list('contact')).data).to.deep.equal([])
})

test('a fetchSession that gives nothing useful is refused by name', async () => {
  const element = document.createElement('crm-provider')
  element.live = 'off'
  element.fetchSession = (async () => ({ session: 'x' })) as never
  mount(element)
  await element.updateComplete
  const error = await element.client!.list('contact').catch((thrown: Error) => thrown)
  expect((error as Error).message).to.contain('{"session":"x"}')
})

test('a fetchSession set after the page was drawn starts anew with it', async () => {
  const element = document.createElement('crm-provider')
  element.live = 'off'
  mount(element)
  await element.updateComplete
  const cookieClient = element.client
  const { tenant } = await ask<{ tenant: string }>('/test/tenant', {})
  element.fetchSession = () => ask('/test/session', { tenant })
  await element.updateComplete
  expect(element.client).not.to.equal(cookieClient)
  expect((await element.client!.list('contact')).data).to.deep.equal([])
  // A framework makes a new function each render: that is no new actor.
  const client = element.client
  element.fetchSession = () => ask('/test/session', { tenant })
  await element.updateComplete
  expect(element.client).to.equal(client)
})

test('taken out and put back in one task, it keeps its client and asks for no further session', async () => {
  const { element, client, sessions } = await provider()
  await client.list('contact')
  const place = element.parentElement!
  element.remove()
  place.append(element)
  await element.updateComplete
  expect(element.client).to.equal(client)
  await client.list('contact')
  expect(sessions()).to.equal(1)
})
