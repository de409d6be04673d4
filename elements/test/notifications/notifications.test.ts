import '../../src/define/crm-notifications.ts'

import { expect } from '@open-wc/testing'
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands'

import type { CrmNotifications } from '../../src/notifications/crm-notifications.ts'
import { catchBeats, settled } from '../support/beats.ts'
import { cyclesLeave } from '../support/leaks.ts'
import {
  html,
  provider,
  type ProviderOptions,
  type TestProvider,
  until,
} from '../support/provider.ts'
import { once } from '../support/until.ts'

const ADA = { id: 'ada', name: 'Ada Lovelace', roles: ['admin'] }
const BOB = { id: 'bob', name: 'Bob Stone', roles: ['admin'] }

interface BellPage extends TestProvider {
  readonly bell: CrmNotifications
  /** Bob mentions Ada in a comment, and it has reached her. */
  readonly mention: (body: string) => Promise<void>
}

// A colour half way between two is neither's contrast.
suiteSetup(() => emulateMedia({ reducedMotion: 'reduce' }))

async function bellPage({
  mentions = 1,
  pollSeconds = 1,
  ...options
}: ProviderOptions & { mentions?: number; pollSeconds?: number } = {}): Promise<BellPage> {
  const page = await provider(options)
  const me = (await page.api('get', '/me', undefined, ADA)).data as unknown as {
    member: { id: string }
  }
  const [contact] = await page.seed('contacts', [{ firstName: 'Grace', lastName: 'Hopper' }])
  const count = async (): Promise<number> => {
    const answer = await page.api('get', '/notifications', undefined, ADA)
    return (answer.data as unknown as unknown[]).length
  }
  const mention = async (body: string): Promise<void> => {
    const before = await count()
    const text = `@[Ada Lovelace](member:${me.member.id}) ${body}`
    await page.api('post', `/comments/contact/${contact!.id}`, { body: text }, BOB)
    await until(async () => (await count()) > before)
  }
  for (let n = 0; n < mentions; n++) await mention(`look at this ${String(n)}`)
  const bell = await page.add<CrmNotifications>(
    html`<crm-notifications poll-seconds=${pollSeconds}></crm-notifications>`,
  )
  if (mentions > 0) await until(() => bell.unread === mentions)
  return { ...page, bell, mention }
}

function find<T extends Element = HTMLElement>(bell: CrmNotifications, selector: string): T | null {
  return bell.shadowRoot!.querySelector<T>(selector)
}

async function open(bell: CrmNotifications): Promise<void> {
  find(bell, '.trigger')!.click()
  await until(() => find(bell, '.popover:popover-open'))
}

test('it is accessible closed, open, empty, refused and in dark', async () => {
  const { bell, element } = await bellPage()
  await expect(bell).to.be.accessible()
  await open(bell)
  await until(() => find(bell, '.item'))
  await expect(bell).to.be.accessible()
  element.theme = 'dark'
  document.body.style.background = '#16171b'
  await element.updateComplete
  await expect(bell).to.be.accessible()
  document.body.style.background = ''
  const empty = await bellPage({ mentions: 0 })
  await open(empty.bell)
  await until(() => find(empty.bell, '.panel-title')?.textContent === 'Nothing new')
  await expect(empty.bell).to.be.accessible()
  const broken = await provider()
  broken.net.answer('GET /notifications', 500, { code: 'INTERNAL', detail: 'x', requestId: 'r' })
  const refused = await broken.add<CrmNotifications>(html`<crm-notifications></crm-notifications>`)
  await open(refused)
  await until(() => find(refused, '.panel .button'))
  await expect(refused).to.be.accessible()
})

test('the button says how many are unread; keys open, go through, and back to the button', async () => {
  const { bell } = await bellPage({ mentions: 2 })
  const trigger = find(bell, '.trigger')!
  expect(trigger.textContent).to.contain('Notifications, 2 unread')
  expect(find(bell, '.badge')!.textContent).to.equal('2')
  trigger.focus()
  await sendKeys({ press: 'Enter' })
  await until(() => find(bell, '.popover:popover-open'))
  await until(() => bell.shadowRoot!.activeElement?.textContent.includes('Mark all'))
  await sendKeys({ press: 'Tab' })
  await until(() => bell.shadowRoot!.activeElement?.matches('.body, .item-open'))
  find(bell, '.item-open')!.focus()
  await sendKeys({ press: 'ArrowDown' })
  const items = bell.shadowRoot!.querySelectorAll('.item-open')
  expect(bell.shadowRoot!.activeElement).to.equal(items[1])
  await sendKeys({ press: 'Escape' })
  await until(() => bell.shadowRoot!.activeElement === trigger)
  expect(trigger.getAttribute('aria-expanded')).to.equal('false')
})

test('one is marked, all are marked, and the server knows', async () => {
  const { bell, api } = await bellPage({ mentions: 2 })
  await open(bell)
  const counts: number[] = []
  bell.addEventListener('crm-unread', (event) =>
    counts.push((event as CustomEvent<{ count: number }>).detail.count),
  )
  find(bell, '.unread .item-mark')!.click()
  await until(() => bell.unread === 1)
  find(bell, '.head .button')!.click()
  await until(() => bell.unread === 0)
  await until(() => !find(bell, '.badge'))
  expect(counts).to.deep.equal([1, 0])
  await until(async () => {
    const { unread } = (await api('get', '/notifications', undefined, ADA)) as unknown as {
      unread: number
    }
    return unread === 0
  })
})

test('a mark the server refuses is taken back', async () => {
  const { bell, net } = await bellPage()
  await open(bell)
  net.answer('POST /notifications/read', 500, { code: 'INTERNAL', detail: 'x' })
  const failed = once(bell, 'crm-error')
  find(bell, '.unread .item-mark')!.click()
  await failed
  await until(() => bell.unread === 1)
})

test('one opens its record and is read; a host that prevents it keeps both', async () => {
  const { bell } = await bellPage()
  await open(bell)
  const stop = (event: Event): void => event.preventDefault()
  bell.addEventListener('crm-notification', stop)
  find(bell, '.item-open')!.click()
  await bell.updateComplete
  expect(bell.unread).to.equal(1)
  bell.removeEventListener('crm-notification', stop)
  const gone = once<{ entity: string; id: string }>(bell, 'crm-navigate')
  find(bell, '.item-open')!.click()
  expect((await gone).entity).to.equal('contact')
  await until(() => bell.unread === 0)
  expect(find(bell, '.popover:popover-open')).to.equal(null)
})

test('a new one is told, counted and shown, and takes the focus from nobody', async () => {
  const { bell, mention, spoken, add } = await bellPage({ mentions: 0 })
  const input = await add<HTMLInputElement>(html`<input aria-label="Elsewhere" />`)
  input.focus()
  await mention('<b>look</b>')
  await until(() => bell.unread === 1)
  await until(() => spoken().includes('1 new notification'))
  expect(document.activeElement).to.equal(input)
  await open(bell)
  expect(find(bell, '.item-line')!.textContent).to.equal('Bob Stone mentioned you on Grace Hopper')
  expect(find(bell, '.item-excerpt')!.textContent).to.equal('@Ada Lovelace <b>look</b>')
})

test('the stream tells of a new one, and of what is read on another page, without a look in between', async () => {
  const beats = catchBeats()
  const options = { ...ADA, live: 'sse', pollSeconds: 60, mentions: 0 } as const
  const { bell, mention, client, net, api } = await bellPage(options)
  await until(() => client.live.isReady)
  await mention('as it happens')
  await until(() => bell.unread === 1)
  const looks = (): number => net.calls.filter((line) => line.startsWith('GET /notif')).length
  const before = await settled(looks)
  for (const beat of beats) beat()
  document.dispatchEvent(new Event('visibilitychange'))
  expect(await settled(looks)).to.equal(before)
  await api('post', '/notifications/read', {}, ADA)
  await until(() => bell.unread === 0)
})

test('in 320 pixels, from right to left, the panel fits', async () => {
  await setViewport({ width: 320, height: 800 })
  const { bell, element } = await bellPage({ locale: 'ar' })
  element.dir = 'rtl'
  await open(bell)
  const { left, right } = find(bell, '.popover')!.getBoundingClientRect()
  expect(left).to.be.at.least(0)
  expect(right).to.be.at.most(320)
  await expect(bell).to.be.accessible()
  await setViewport({ width: 800, height: 600 })
})

test('50 times on the page and off it leave nothing behind', async () => {
  const { bell, element } = await bellPage({ mentions: 0 })
  const left = await cyclesLeave(bell, element)
  expect(left).to.deep.equal({ listeners: 0, timers: 0, streams: 0 })
})
