import { expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'

import type { CrmTimeline } from '../../src/timeline/crm-timeline.ts'
import { catchBeats, settled } from '../support/beats.ts'
import { cyclesLeave } from '../support/leaks.ts'
import { html, provider, until } from '../support/provider.ts'
import { once } from '../support/until.ts'
import { all, choose, entry, find, submit, timelinePage, write } from './timeline-page.ts'

const noted = (body: string, at: string, id: string) => ({
  ...{ kind: 'note', body, occurredAt: at },
  links: [`contact:${id}`],
})

const ADA = { id: 'ada', name: 'Ada Lovelace', roles: ['user'] }

test('it is accessible with entries, while it loads, empty, refused, in dark and in its menus', async () => {
  const { timeline, net, element, api, ada } = await timelinePage({
    before: async (page, { id }) => {
      await page.api('patch', `/contacts/${id}`, { status: 'customer', title: 'Admiral' })
      await page.api('post', '/activities', noted('Met at the fair', '2026-01-02T10:00:00Z', id))
      await page.api('post', `/comments/contact/${id}`, { body: 'Call her back' })
    },
  })
  await expect(timeline).to.be.accessible()
  element.theme = 'dark'
  document.body.style.background = '#16171b'
  await element.updateComplete
  await expect(timeline).to.be.accessible()
  document.body.style.background = ''
  element.theme = 'light'
  await until(() => find(timeline, '.entry-menu'))
  find<HTMLButtonElement>(timeline, '.entry-menu')!.click()
  await until(() => find(timeline, '.menu:popover-open'))
  await expect(timeline).to.be.accessible()
  await sendKeys({ press: 'Escape' })
  for (const kind of ['note', 'call', 'task', 'meeting', 'email']) {
    await choose(timeline, kind)
    await expect(timeline).to.be.accessible()
  }
  submit(timeline)
  await timeline.updateComplete
  await expect(timeline).to.be.accessible()
  net.answer('GET /timeline', 500, { code: 'INTERNAL', detail: 'broken', requestId: 'r-1' })
  timeline.recordId = (await api('post', '/contacts', { lastName: 'Other' })).data.id
  await until(() => find(timeline, '.panel [class*=button]'))
  await expect(timeline).to.be.accessible()
  net.clear()
  timeline.kinds = 'email'
  timeline.recordId = ada.id
  await until(() => find(timeline, '.panel-title')?.textContent.includes('Nothing'))
  await expect(timeline).to.be.accessible()
})

test('changes are told in the words of the fields, before and after, by the day', async () => {
  const { timeline } = await timelinePage({
    before: async (page, { id }) => {
      await page.api('patch', `/contacts/${id}`, { status: 'customer' })
      await page.api('post', '/activities', noted('Long ago', '2020-03-04T10:00:00Z', id))
    },
  })
  const change = entry(timeline, 'changed Status')!
  expect(change.querySelector('dd')!.textContent.replace(/\s+/g, ' ')).to.match(
    /before: Lead .*now: Customer/,
  )
  const days = all(timeline, '.day').map((day) => day.textContent)
  expect(days[0]).to.equal('Today')
  expect(days.at(-1)).to.contain('2020')
})

test('page keys go from entry to entry and on to earlier ones, and leave the feed', async () => {
  const { timeline } = await timelinePage({
    before: (page, { id }) =>
      page.seed(
        'activities',
        Array.from({ length: 40 }, (_, n) =>
          noted(`Note ${String(n)}`, new Date(Date.UTC(2026, 0, 1, n)).toISOString(), id),
        ),
      ),
  })
  const entries = all(timeline, '.entry')
  expect(entries).to.have.length(30)
  expect(entries[0]!.getAttribute('aria-setsize')).to.equal('-1')
  entries[28]!.focus()
  await sendKeys({ press: 'PageDown' })
  expect(timeline.shadowRoot!.activeElement).to.equal(entries[29])
  await sendKeys({ press: 'PageDown' })
  await until(() => timeline.shadowRoot!.activeElement?.getAttribute('aria-posinset') === '31')
  expect(all(timeline, '.entry')).to.have.length(41)
  expect(entries[0]!.getAttribute('aria-setsize')).to.equal('41')
  expect(new Set(all(timeline, '.entry').map(({ id }) => id)).size).to.equal(41)
  await sendKeys({ press: 'PageUp' })
  expect(timeline.shadowRoot!.activeElement).to.equal(entries[29])
  await sendKeys({ down: 'Control' })
  await sendKeys({ press: 'Home' })
  await sendKeys({ up: 'Control' })
  expect(timeline.shadowRoot!.activeElement).to.equal(find(timeline, '.filter'))
})

test('a note is written by keys alone, told, and the focus stays in the text', async () => {
  const { timeline, spoken } = await timelinePage()
  find<HTMLElement>(timeline, '.composer-kind[tabindex="0"]')!.focus()
  await sendKeys({ press: 'ArrowRight' })
  expect(find(timeline, '.composer-kind[aria-checked=true]')!.dataset['kind']).to.equal('note')
  await sendKeys({ press: 'Tab' })
  await sendKeys({ type: 'She likes ships' })
  const created = once<{ kind: string }>(timeline, 'crm-activity-create')
  await sendKeys({ down: 'Control' })
  await sendKeys({ press: 'Enter' })
  await sendKeys({ up: 'Control' })
  expect((await created).kind).to.equal('note')
  await until(() => entry(timeline, 'She likes ships'))
  await until(() => spoken().includes('Note added'))
  await until(() => timeline.shadowRoot!.activeElement?.id === 'composer-text')
  expect(find<HTMLTextAreaElement>(timeline, '#composer-text')!.value).to.equal('')
})

test('a task needs a subject, a comment a text', async () => {
  const { timeline } = await timelinePage()
  submit(timeline)
  await timeline.updateComplete
  expect(find(timeline, '.composer-note')!.textContent).to.equal('Write something first.')
  await choose(timeline, 'task')
  submit(timeline)
  await timeline.updateComplete
  expect(find(timeline, '.composer-note')!.textContent).to.equal('Give it a subject.')
  expect(timeline.shadowRoot!.activeElement!.id).to.equal('composer-subject')
})

test('what the server refuses stays in the text, with its words', async () => {
  const { timeline, net } = await timelinePage()
  net.offline()
  write(timeline, 'Not lost')
  submit(timeline)
  await until(() => find(timeline, '.composer-note')!.textContent.includes('cannot be reached'))
  expect(find<HTMLTextAreaElement>(timeline, '#composer-text')!.value).to.equal('Not lost')
  net.online()
  submit(timeline)
  await until(() => entry(timeline, 'Not lost'))
})

test('a member is mentioned by keys, and one without access is told of', async () => {
  const page = await provider()
  // A guest of the host who was here once: a member, with rights to nothing.
  await page
    .api('get', '/me', undefined, { id: 'bob', name: 'Bob Stone', roles: [] })
    .catch(() => 0)
  const { timeline, spoken } = await timelinePage({ page })
  const box = write(timeline, 'Look @Bo')
  await until(() => find(timeline, '.mention-option'))
  expect(box.getAttribute('aria-activedescendant')).to.equal('composer-text-option-0')
  await expect(timeline).to.be.accessible()
  await sendKeys({ press: 'Enter' })
  expect(box.value).to.equal('Look @Bob Stone ')
  submit(timeline)
  await until(() => find(timeline, '.entry .mention')?.textContent === '@Bob Stone')
  const warning = 'Bob Stone cannot see this record and was not told.'
  await until(() => find(timeline, '.composer-note')!.textContent === warning)
  await until(() => spoken().includes(warning))
  await expect(timeline).to.be.accessible()
})

test('own comments are edited and deleted, those of others are not', async () => {
  const { timeline, api, ada, spoken } = await timelinePage({
    before: async (page, { id }) => {
      await page.api('post', `/comments/contact/${id}`, { body: 'Mine' }, ADA)
    },
    roles: ['user'],
  })
  await api('post', `/comments/contact/${ada.id}`, { body: 'Theirs' }, { id: 'bob', name: 'Bob' })
  await timeline.refresh()
  await until(() => entry(timeline, 'Theirs'))
  expect(entry(timeline, 'Theirs')!.querySelector('.entry-menu')).to.equal(null)
  entry(timeline, 'Mine')!.querySelector<HTMLElement>('.entry-menu')!.click()
  await until(() => find(timeline, '.menu:popover-open'))
  all(timeline, '.menu-item')[0]!.click()
  const box = await until(() => find<HTMLTextAreaElement>(timeline, '.entry-edit textarea'))
  await until(() => timeline.shadowRoot!.activeElement === box)
  box.value = 'Mine, better'
  await sendKeys({ down: 'Control' })
  await sendKeys({ press: 'Enter' })
  await sendKeys({ up: 'Control' })
  await until(() => entry(timeline, 'Mine, better')?.textContent.includes('edited'))
  await until(() => timeline.shadowRoot!.activeElement?.matches('.entry-menu'))
  entry(timeline, 'Mine, better')!.querySelector<HTMLElement>('.entry-menu')!.click()
  await until(() => find(timeline, '.menu:popover-open'))
  all(timeline, '.menu-item')[1]!.click()
  await until(() => timeline.shadowRoot!.activeElement?.textContent.includes('Keep it'))
  await expect(timeline).to.be.accessible()
  find<HTMLButtonElement>(timeline, '.entry-ask .danger')!.click()
  await until(() => !entry(timeline, 'Mine, better'))
  await until(() => timeline.shadowRoot!.activeElement?.matches('.entry'))
  await until(() => spoken().includes('was deleted'))
})

test('what others write shows within a second, and the focus stays', async () => {
  const { timeline, api, ada, spoken, client } = await timelinePage({ live: 'sse' })
  const first = all(timeline, '.entry').at(-1)!
  first.focus()
  await until(() => client.live.isReady)
  const bob = { id: 'bob', name: 'Bob', roles: ['admin'] }
  await api('post', '/activities', noted('From Bob', new Date().toISOString(), ada.id), bob)
  await until(() => entry(timeline, 'From Bob'))
  expect(timeline.shadowRoot!.activeElement).to.equal(first)
  await until(() => spoken().includes('1 new entry'))
  await api('patch', `/contacts/${ada.id}`, { status: 'customer' }, bob)
  await until(() => entry(timeline, 'changed Status'))
})

test('comments of others come, change and go as the stream tells of them, without a look in between', async () => {
  const beats = catchBeats()
  const { timeline, api, ada, client, net, seed } = await timelinePage({ live: 'sse' })
  await until(() => client.live.isReady)
  const first = all(timeline, '.entry').at(-1)!
  first.focus()
  const bob = { id: 'bob', name: 'Bob', roles: ['admin'] }
  const path = `/comments/contact/${ada.id}`
  const { data: comment } = await api('post', path, { body: 'From afar' }, bob)
  await until(() => entry(timeline, 'From afar'))
  await api('patch', `/comments/${comment.id}`, { body: 'From near' }, bob)
  await until(() => entry(timeline, 'From near'))
  await api('delete', `/comments/${comment.id}`, undefined, bob)
  await until(() => !entry(timeline, 'From near'))
  expect(timeline.shadowRoot!.activeElement).to.equal(first)

  const looks = (): number =>
    net.calls.filter((line) => line.startsWith('GET /timeline/contact')).length
  const before = await settled(looks)
  for (const beat of beats) beat()
  const heard: string[] = []
  client.live.hear(['comment.created'], { event: ({ id }) => heard.push(id) })
  const [other] = await seed('companies', [{ name: 'Elsewhere' }])
  await api('post', `/comments/company/${other!.id}`, { body: 'Not here' }, bob)
  await until(() => heard.includes(other!.id))
  expect(await settled(looks)).to.equal(before)
})

test('who may not read activities, as in an engine without them, follows the record alone', async () => {
  const page = await provider({ live: 'sse', roles: ['contacts-only'] })
  const permissions = { 'contact.read': 'all' }
  await page.api('put', '/roles/contacts-only', { label: 'Contacts', permissions })
  const [ada] = await page.seed('contacts', [{ lastName: 'Hopper', status: 'lead' }])
  const timeline = await page.add<CrmTimeline>(
    html`<crm-timeline entity="contact" record-id=${ada!.id}></crm-timeline>`,
  )
  await until(() => page.client.live.isReady)
  await page.api('patch', `/contacts/${ada!.id}`, { status: 'customer' })
  await until(() => entry(timeline, 'changed Status'))
  const streams = page.net.calls.filter((line) => line.startsWith('GET /live'))
  expect(streams.length).to.be.greaterThan(0)
  expect(streams.join()).to.not.contain('activity')
})

test('where there is no stream it looks by itself', async () => {
  const beats = catchBeats()
  const { timeline, api, ada } = await timelinePage({ live: 'off' })
  await api('post', `/comments/contact/${ada.id}`, { body: 'Unheard' })
  expect(entry(timeline, 'Unheard')).to.equal(undefined)
  for (const beat of beats) beat()
  await until(() => entry(timeline, 'Unheard'))
})

test('a text from outside is text', async () => {
  const evil = '<img src=x onerror=alert(1)> @[<b>x</b>](member:nonsense)'
  const { timeline } = await timelinePage({
    before: (page, { id }) => page.api('post', `/comments/contact/${id}`, { body: evil }),
  })
  expect(find(timeline, '.card-body')!.textContent).to.equal(evil)
  expect(find(timeline, '.card-body img')).to.equal(null)
})

test('in 320 pixels, from right to left, nothing overflows', async () => {
  await setViewport({ width: 320, height: 800 })
  const { timeline, element } = await timelinePage({ locale: 'ar' })
  element.dir = 'rtl'
  await timeline.updateComplete
  expect(document.documentElement.scrollWidth).to.be.at.most(320)
  await expect(timeline).to.be.accessible()
  await setViewport({ width: 800, height: 600 })
})

test('50 times on the page and off it leave nothing behind', async () => {
  const { timeline, element } = await timelinePage()
  const left = await cyclesLeave(timeline, element)
  expect(left).to.deep.equal({ listeners: 0, timers: 0, streams: 0 })
})
