import { expect } from '@open-wc/testing'
import { sendKeys, sendMouse } from '@web/test-runner-commands'

import type { CrmCalendar } from '../../src/calendar/crm-calendar.ts'
import { frame, until } from '../support/until.ts'
import {
  active,
  type CalendarPage,
  calendarPage,
  chip,
  dayOf,
  find,
  middle,
} from './calendar-page.ts'

type Point = readonly [x: number, y: number]

/** As a finger makes it: those of the mouse come from the browser itself. */
function touch(target: EventTarget, type: string, [clientX, clientY]: Point): void {
  const finger = { pointerType: 'touch', pointerId: 7, isPrimary: true, clientX, clientY }
  const how = { bubbles: true, composed: true, cancelable: true }
  target.dispatchEvent(new PointerEvent(type, { ...how, ...finger }))
}

function touchmove(target: EventTarget): Event {
  const event = new Event('touchmove', { bubbles: true, composed: true, cancelable: true })
  target.dispatchEvent(event)
  return event
}

async function lengthOf(page: CalendarPage, name: string): Promise<number> {
  const { data } = await page.api(
    'get',
    `/activities/${chip(page.calendar, name)!.dataset['recordId']!}`,
  )
  return (Date.parse(String(data['endAt'])) - Date.parse(String(data['dueAt']))) / 60_000
}

function edgeOf(calendar: CrmCalendar, name: string): HTMLElement {
  return chip(calendar, name)!.parentElement!.querySelector<HTMLElement>('.stretch')!
}

/** Presses the lower edge of the Kick-off, once nothing moves under the pointer any more, and pulls it down by an hour. */
async function pullKickOff(calendar: CrmCalendar): Promise<void> {
  const edge = edgeOf(calendar, 'Kick-off')
  let at: readonly [number, number] = [0, 0]
  await until(async () => {
    const before = String(middle(edge))
    await frame()
    at = middle(edge)
    return String(at) === before && calendar.shadowRoot!.elementFromPoint(...at) === edge
  })
  const [x, y] = at
  await sendMouse({ type: 'move', position: [x, y] })
  await sendMouse({ type: 'down' })
  await sendMouse({ type: 'move', position: [x, y + 20] })
  await sendMouse({ type: 'move', position: [x, y + 48] })
  await until(() => heightOf(calendar) > 100)
}

function heightOf(calendar: CrmCalendar): number {
  return chip(calendar, 'Kick-off')!.offsetHeight
}

async function altShifted(key: string): Promise<void> {
  for (const down of ['Alt', 'Shift'] as const) await sendKeys({ down })
  await sendKeys({ press: key })
  for (const up of ['Shift', 'Alt'] as const) await sendKeys({ up })
}

suite('a finger', () => {
  test('that rests on an entry takes it along, and nothing scrolls', async () => {
    const { calendar } = await calendarPage()
    const entry = chip(calendar, 'Renewal')!
    const [x, y] = middle(entry)
    touch(entry, 'pointerdown', [x, y])
    expect(touchmove(entry).defaultPrevented).to.equal(false)
    await until(() => entry.classList.contains('dragging'))
    expect(touchmove(entry).defaultPrevented).to.equal(true)
    const to = middle(find(calendar, '.cell[data-day="2026-11-24"]')!)
    touch(window, 'pointermove', to)
    expect(find(calendar, '.drop')!.dataset['day']).to.equal('2026-11-24')
    touch(window, 'pointerup', to)
    await until(() => dayOf(calendar, 'Renewal') === '2026-11-24')
    expect(find(calendar, '.popover:popover-open')).to.equal(null)
  })

  test('that moves at once scrolls, and one that is taken away moves nothing', async () => {
    const { calendar } = await calendarPage()
    const entry = chip(calendar, 'Renewal')!
    const [x, y] = middle(entry)
    touch(entry, 'pointerdown', [x, y])
    touch(window, 'pointermove', [x, y + 30])
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(entry.classList.contains('dragging')).to.equal(false)
    touch(entry, 'pointerdown', [x, y])
    await until(() => entry.classList.contains('dragging'))
    touch(window, 'pointermove', middle(find(calendar, '.cell[data-day="2026-11-24"]')!))
    touch(window, 'pointercancel', [x, y])
    expect(find(calendar, '.dragging, .drop')).to.equal(null)
    expect(dayOf(calendar, 'Renewal')).to.equal('2026-11-18')
  })
})

suite('the lower edge of an entry', () => {
  test('is dragged: the entry is as long as that, in steps of a quarter of an hour', async () => {
    const page = await calendarPage({ view: 'week' })
    const { calendar, spoken } = page
    await pullKickOff(calendar)
    expect(heightOf(calendar)).to.be.closeTo(69 + 46, 4)
    await sendMouse({ type: 'up' })
    await until(() => spoken().includes('Kick-off ends at 11:30'))
    expect(await lengthOf(page, 'Kick-off')).to.equal(150)
    expect(find(calendar, '.popover:popover-open')).to.equal(null)
    expect(dayOf(calendar, 'Kick-off')).to.equal('2026-11-18')
  })

  test('goes back at Escape, when the host forbids it and when the server refuses', async () => {
    const { calendar, net } = await calendarPage({ view: 'week' })
    const pull = (): Promise<void> => pullKickOff(calendar)
    await pull()
    await sendKeys({ press: 'Escape' })
    await until(() => heightOf(calendar) < 80)
    await sendMouse({ type: 'up' })
    const stop = (event: Event): void => event.preventDefault()
    calendar.addEventListener('crm-before-activity-resize', stop)
    await pull()
    await sendMouse({ type: 'up' })
    await until(() => heightOf(calendar) < 80)
    calendar.removeEventListener('crm-before-activity-resize', stop)
    net.answer('PATCH /activities', 500, { code: 'INTERNAL', detail: 'x' })
    const failed = new Promise((resolve) => calendar.addEventListener('crm-error', resolve))
    await pull()
    await sendMouse({ type: 'up' })
    await failed
    await until(() => heightOf(calendar) < 80)
  })

  test('is moved by Alt, Shift and arrows, and by the panel', async () => {
    const page = await calendarPage({ view: 'week' })
    const { calendar } = page
    chip(calendar, 'Kick-off')!.focus()
    await altShifted('ArrowDown')
    await until(async () => (await lengthOf(page, 'Kick-off')) === 105)
    await altShifted('ArrowUp')
    await until(async () => (await lengthOf(page, 'Kick-off')) === 90)
    expect(active(calendar)!.textContent).to.contain('Kick-off')
    await sendKeys({ press: 'Enter' })
    const longer = await until(() =>
      [...calendar.shadowRoot!.querySelectorAll<HTMLElement>('.card-steps button')].find((one) =>
        one.textContent.includes('longer'),
      ),
    )
    longer.click()
    await until(async () => (await lengthOf(page, 'Kick-off')) === 105)
  })

  test('is not there for who may not change it', async () => {
    const { calendar } = await calendarPage({ view: 'week' })
    expect(find(calendar, '.stretch')).not.to.equal(null)
    calendar.readonly = true
    await calendar.updateComplete
    expect(find(calendar, '.stretch')).to.equal(null)
    chip(calendar, 'Kick-off')!.focus()
    await altShifted('ArrowDown')
    expect(chip(calendar, 'Kick-off')!.offsetHeight).to.be.closeTo(69, 4)
  })
})
