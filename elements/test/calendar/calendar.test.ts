import { expect } from '@open-wc/testing'
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands'

import { cyclesLeave } from '../support/leaks.ts'
import { until } from '../support/provider.ts'
import {
  active,
  ADA,
  calendarPage,
  chip,
  dayOf,
  drag,
  find,
  shifted,
  SOME,
} from './calendar-page.ts'

// A colour half way between two is neither's contrast.
suiteSetup(() => emulateMedia({ reducedMotion: 'reduce' }))

test('it is accessible as a month and a week, in dark, with its panels, refused', async () => {
  const { calendar, element, net } = await calendarPage()
  await expect(calendar).to.be.accessible()
  chip(calendar, 'Kick-off')!.click()
  await until(() => find(calendar, '.popover:popover-open .card-move'))
  await expect(calendar).to.be.accessible()
  await sendKeys({ press: 'Escape' })
  find(calendar, '.cell[data-day="2026-11-20"]')!.click()
  await until(() => find(calendar, '.popover:popover-open [name=subject]'))
  find(calendar, '.popover [type=submit]')!.click()
  await until(() => find(calendar, '.error-text'))
  await expect(calendar).to.be.accessible()
  await sendKeys({ press: 'Escape' })
  calendar.view = 'week'
  await until(() => find(calendar, '.block-place'))
  await expect(calendar).to.be.accessible()
  element.theme = 'dark'
  document.body.style.background = '#16171b'
  await element.updateComplete
  await expect(calendar).to.be.accessible()
  calendar.view = 'month'
  await calendar.updateComplete
  await expect(calendar).to.be.accessible()
  document.body.style.background = ''
  net.answer('GET /activities', 500, { code: 'INTERNAL', detail: 'x', requestId: 'r' })
  const broken = document.createElement('crm-calendar')
  broken.setAttribute('day', '2025-03-03')
  element.append(broken)
  await until(() => find(broken, '.panel'))
  await expect(broken).to.be.accessible()
})

test('arrows, Home, End and page keys go from day to day, with one stop of Tab', async () => {
  const { calendar } = await calendarPage({ locale: 'de' })
  find(calendar, '.cell[tabindex="0"]')!.focus()
  const at = async (key: string, day: string): Promise<void> => {
    await sendKeys({ press: key })
    await until(() => active(calendar)?.dataset['day'] === day, `${key} leads to ${day}`)
    expect(calendar.shadowRoot!.querySelectorAll('.cell[tabindex="0"]')).to.have.length(1)
  }
  await at('ArrowRight', '2026-11-19')
  await at('ArrowDown', '2026-11-26')
  await at('Home', '2026-11-23')
  await at('End', '2026-11-29')
  await at('ArrowDown', '2026-12-06')
  await at('PageUp', '2026-11-06')
  await at('PageDown', '2026-12-06')
  expect(find(calendar, '.title')!.textContent).to.contain('Dezember')
})

test('Space goes into a day, Shift and arrows move an entry, and it keeps its time', async () => {
  const { calendar, api, spoken } = await calendarPage()
  find(calendar, '.cell[tabindex="0"]')!.focus()
  await sendKeys({ press: 'Space' })
  expect(active(calendar)!.textContent).to.contain('Kick-off')
  await sendKeys({ press: 'ArrowDown' })
  expect(active(calendar)!.textContent).to.contain('Renewal')
  await sendKeys({ press: 'ArrowUp' })
  await shifted('ArrowRight')
  await until(() => dayOf(calendar, 'Kick-off') === '2026-11-19')
  await until(() => active(calendar)?.textContent.includes('Kick-off'))
  await until(() => spoken().includes('Kick-off moved to Thursday'))
  await shifted('ArrowDown')
  await until(() => dayOf(calendar, 'Kick-off') === '2026-11-26')
  await until(() => spoken().includes('November 26'))
  const id = chip(calendar, 'Kick-off')!.dataset['recordId']!
  const { data } = await api('get', `/activities/${id}`)
  expect(Date.parse(String(data['dueAt']))).to.equal(Date.parse('2026-11-26T09:00:00Z'))
  expect(Date.parse(String(data['endAt']))).to.equal(Date.parse('2026-11-26T10:30:00Z'))
  await until(() => active(calendar)?.textContent.includes('Kick-off'))
  await sendKeys({ press: 'Escape' })
  expect(active(calendar)!.matches('.cell')).to.equal(true)
})

test('Enter adds on a day, by keys alone, and the focus is back in the day', async () => {
  const { calendar, spoken } = await calendarPage()
  find(calendar, '.cell[tabindex="0"]')!.focus()
  await sendKeys({ press: 'ArrowLeft' })
  await until(() => active(calendar)?.dataset['day'] === '2026-11-17')
  await sendKeys({ press: 'Enter' })
  await until(() => active(calendar)?.matches('[name=subject]'))
  await sendKeys({ type: 'Lunch' })
  await sendKeys({ press: 'Enter' })
  await until(() => dayOf(calendar, 'Lunch') === '2026-11-17')
  await until(() => active(calendar)?.dataset['day'] === '2026-11-17')
  await until(() => spoken().includes('Lunch added on Tuesday'))
})

test('an entry is dragged to another day; what the host forbids or the server refuses goes back', async () => {
  const { calendar, net } = await calendarPage()
  const cell = (day: string): Element => find(calendar, `.cell[data-day="${day}"]`)!
  await drag(chip(calendar, 'Renewal')!, cell('2026-11-24'))
  await until(() => dayOf(calendar, 'Renewal') === '2026-11-24')
  expect(find(calendar, '.popover:popover-open')).to.equal(null)
  const stop = (event: Event): void => event.preventDefault()
  calendar.addEventListener('crm-before-activity-move', stop)
  await drag(chip(calendar, 'Renewal')!, cell('2026-11-25'))
  await calendar.updateComplete
  expect(dayOf(calendar, 'Renewal')).to.equal('2026-11-24')
  calendar.removeEventListener('crm-before-activity-move', stop)
  net.answer('PATCH /activities', 500, { code: 'INTERNAL', detail: 'x' })
  const failed = new Promise((resolve) => calendar.addEventListener('crm-error', resolve))
  await drag(chip(calendar, 'Renewal')!, cell('2026-11-25'))
  await failed
  await until(() => dayOf(calendar, 'Renewal') === '2026-11-24')
})

test('the panel of an entry moves it without a drag', async () => {
  const { calendar } = await calendarPage()
  chip(calendar, 'Report')!.click()
  const later = await until(() =>
    [...calendar.shadowRoot!.querySelectorAll<HTMLElement>('.card-steps button')].find((one) =>
      one.textContent.includes('later'),
    ),
  )
  later.click()
  await until(() => dayOf(calendar, 'Report') === '2026-11-20')
})

test('in a week an entry stands at its hour and is dragged to another', async () => {
  const { calendar, api } = await calendarPage({ view: 'week' })
  const block = chip(calendar, 'Kick-off')!
  expect(block.closest<HTMLElement>('.cell')!.dataset['hour']).to.equal('9')
  expect(block.offsetHeight).to.be.closeTo(69, 4)
  await drag(block, find(calendar, '.cell[data-day="2026-11-20"][data-hour="13"]')!)
  await until(() => dayOf(calendar, 'Kick-off') === '2026-11-20')
  const id = chip(calendar, 'Kick-off')!.dataset['recordId']!
  await until(async () => {
    const { data } = await api('get', `/activities/${id}`)
    return String(data['dueAt']).startsWith('2026-11-20T1')
  })
  chip(calendar, 'Kick-off')!.focus()
  const before = chip(calendar, 'Kick-off')!.querySelector('.chip-time')!.textContent
  await shifted('ArrowDown')
  await until(() => chip(calendar, 'Kick-off')!.querySelector('.chip-time')!.textContent !== before)
})

test('more than fit a day are behind a button', async () => {
  const given = Array.from({ length: 5 }, (_, n) => ({ ...SOME[1], subject: `Call ${String(n)}` }))
  const { calendar } = await calendarPage({ given })
  const more = find(calendar, '.more')!
  expect(more.textContent.trim()).to.equal('+3 more')
  more.click()
  await until(() => find(calendar, '.popover:popover-open .day-list'))
  expect(calendar.shadowRoot!.querySelectorAll('.day-list li')).to.have.length(5)
  await expect(calendar).to.be.accessible()
})

test('what others do shows within a second', async () => {
  const { calendar, api } = await calendarPage({ live: 'sse' })
  await new Promise((resolve) => setTimeout(resolve, 500))
  await api('post', '/activities', { ...SOME[1], subject: 'Brand new', timeZone: 'UTC' }, ADA)
  await until(() => dayOf(calendar, 'Brand new') === '2026-11-18')
  const id = chip(calendar, 'Renewal')!.dataset['recordId']!
  await api('patch', `/activities/${id}`, { dueAt: '2026-11-25T10:00:00Z' })
  await until(() => dayOf(calendar, 'Renewal') === '2026-11-25')
})

test('in 320 pixels, from right to left, nothing overflows and arrows follow the page', async () => {
  const { calendar, element } = await calendarPage({ locale: 'ar' })
  await setViewport({ width: 320, height: 800 })
  element.dir = 'rtl'
  await calendar.updateComplete
  expect(document.documentElement.scrollWidth).to.be.at.most(320)
  await expect(calendar).to.be.accessible()
  find(calendar, '.cell[tabindex="0"]')!.focus()
  await sendKeys({ press: 'ArrowLeft' })
  await until(() => active(calendar)?.dataset['day'] === '2026-11-19')
  await setViewport({ width: 800, height: 600 })
})

test('50 times on the page and off it leave nothing behind', async () => {
  const { calendar, element } = await calendarPage()
  const left = await cyclesLeave(calendar, element)
  expect(left).to.deep.equal({ listeners: 0, timers: 0, streams: 0 })
})
