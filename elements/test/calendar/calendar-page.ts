import '../../src/define/crm-calendar.ts'

import { resetMouse, sendKeys, sendMouse, setViewport } from '@web/test-runner-commands'

import type { CrmCalendar } from '../../src/calendar/crm-calendar.ts'
import {
  html,
  provider,
  type ProviderOptions,
  type TestProvider,
  until,
} from '../support/provider.ts'

export const ADA = { id: 'ada', name: 'Ada Lovelace', roles: ['admin'] }
export const SOME = [
  {
    kind: 'meeting',
    subject: 'Kick-off',
    dueAt: '2026-11-18T09:00:00Z',
    endAt: '2026-11-18T10:30:00Z',
  },
  { kind: 'call', subject: 'Renewal', dueAt: '2026-11-18T10:00:00Z' },
  { kind: 'task', subject: 'Report', dueAt: '2026-11-19T00:00:00Z', allDay: true },
]

teardown(() => resetMouse())

export interface CalendarPage extends TestProvider {
  readonly calendar: CrmCalendar
}

export async function calendarPage({
  given = SOME,
  view = 'month',
  ...options
}: ProviderOptions & { given?: readonly object[]; view?: string } = {}): Promise<CalendarPage> {
  await setViewport({ width: 1000, height: 900 })
  const page = await provider(options)
  for (const one of given) await page.api('post', '/activities', { timeZone: 'UTC', ...one }, ADA)
  const calendar = await page.add<CrmCalendar>(
    html`<crm-calendar day="2026-11-18" time-zone="UTC" view=${view}></crm-calendar>`,
  )
  if (given.length > 0) await until(() => find(calendar, '.chip'), 'the entries are there')
  await until(() => page.client.session.can('activity.create'))
  return { ...page, calendar }
}

export function find<T extends Element = HTMLElement>(
  calendar: CrmCalendar,
  selector: string,
): T | null {
  return calendar.shadowRoot!.querySelector<T>(selector)
}

export function chip(calendar: CrmCalendar, name: string): HTMLElement | undefined {
  const chips = calendar.shadowRoot!.querySelectorAll<HTMLElement>('.cell .chip')
  return [...chips].find((one) => one.textContent.includes(name))
}

export function dayOf(calendar: CrmCalendar, name: string): string | undefined {
  return chip(calendar, name)?.closest<HTMLElement>('.cell')?.dataset['day']
}

export function active(calendar: CrmCalendar): HTMLElement | null {
  return calendar.shadowRoot!.activeElement as HTMLElement | null
}

export async function shifted(key: string): Promise<void> {
  await sendKeys({ down: 'Shift' })
  await sendKeys({ press: key })
  await sendKeys({ up: 'Shift' })
}

export function middle(element: Element): [number, number] {
  const { left, top, width, height } = element.getBoundingClientRect()
  return [Math.round(left + width / 2), Math.round(top + height / 2)]
}

export async function drag(from: Element, to: Element): Promise<void> {
  await sendMouse({ type: 'move', position: middle(from) })
  await sendMouse({ type: 'down' })
  const [x, y] = middle(to)
  await sendMouse({ type: 'move', position: [x - 3, y] })
  await sendMouse({ type: 'move', position: [x, y] })
  await sendMouse({ type: 'up' })
}
