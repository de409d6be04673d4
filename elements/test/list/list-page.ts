import '../../src/define/crm-record-list.ts'

import { resetMouse, sendKeys } from '@web/test-runner-commands'

import type { Rec } from '../../src/client/record.ts'
import type { CrmRecordList } from '../../src/list/record-list.ts'
import { provider, type ProviderOptions, type TestProvider } from '../support/provider.ts'
import { frame, until } from '../support/until.ts'

export interface ListPageOptions extends ProviderOptions {
  readonly page?: TestProvider
  readonly records?: readonly object[]
  readonly plural?: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly set?: Partial<CrmRecordList>
  /** px */
  readonly width?: number
  /** Wait for the first records; default true. */
  readonly wait?: boolean
}

export interface ListPage extends TestProvider {
  readonly list: CrmRecordList
  readonly records: readonly Rec[]
}

/** Deterministic people; the last made comes first in a list. */
export function people(count: number): object[] {
  const statuses = ['lead', 'prospect', 'customer']
  return Array.from({ length: count }, (_, index) => ({
    firstName: `First${String(index).padStart(4, '0')}`,
    lastName: `Last${String((index * 7) % count).padStart(4, '0')}`,
    email: `person${index}@example.com`,
    title: index % 2 ? 'Engineer' : 'Buyer',
    status: statuses[index % 3],
  }))
}

/** A list of contacts on the real engine. */
export async function listPage(options: ListPageOptions = {}): Promise<ListPage> {
  const page = options.page ?? (await provider(options))
  const records = options.records?.length
    ? await page.seed(options.plural ?? 'contacts', options.records)
    : []
  const place = document.createElement('div')
  if (options.width !== undefined) place.style.width = `${options.width}px`
  const list = document.createElement('crm-record-list')
  list.entity = 'contact'
  for (const [name, value] of Object.entries(options.attributes ?? {}))
    list.setAttribute(name, value)
  Object.assign(list, options.set ?? {})
  // What is under way has other colours for a moment.
  list.style.setProperty('--crm-duration', '0s')
  place.append(list)
  page.element.append(place)
  if (options.wait !== false) {
    await loaded(list)
    // What happens before the stream is ready is read, not told.
    if (options.live === 'sse') {
      await until(() => page.client.live.isReady)
      await loaded(list)
    }
  }
  return { ...page, list, records }
}

/** The records of the last question are drawn. */
export async function loaded(list: CrmRecordList): Promise<void> {
  await until(
    () =>
      !list.matches(':state(loading), :state(stale)') &&
      find(list, '.head-row') !== null &&
      // Menus and panels come when the rows stand.
      find(list, '.bulk') !== null,
    'the list has loaded',
  )
  await list.updateComplete
  await frame()
}

export function find<T extends HTMLElement = HTMLElement>(
  list: CrmRecordList,
  selector: string,
): T | null {
  return list.shadowRoot?.querySelector<T>(selector) ?? null
}

export function all<T extends HTMLElement = HTMLElement>(
  list: CrmRecordList,
  selector: string,
): T[] {
  return [...(list.shadowRoot?.querySelectorAll<T>(selector) ?? [])]
}

/** Rows as they are seen, from the top. */
export function rows(list: CrmRecordList): HTMLElement[] {
  return all(list, '.body-row').sort(
    (a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')),
  )
}

export function cell(list: CrmRecordList, index: number, key: string): HTMLElement {
  const found = find(list, `.body-row[aria-rowindex="${index + 2}"] > [data-col="${key}"]`)
  if (!found) throw new Error(`No cell ${key} in row ${index}.`)
  return found
}

export function header(list: CrmRecordList, key: string): HTMLElement {
  const found = find(list, `.head-row > [data-col="${key}"]`)
  if (!found) throw new Error(`No header ${key}.`)
  return found
}

export function texts(list: CrmRecordList, key: string): string[] {
  return rows(list).map((row) => row.querySelector(`[data-col="${key}"]`)?.textContent.trim() ?? '')
}

/** Row and column of the focused cell: `0 email`, `head name`. */
export function focused(list: CrmRecordList): string {
  const active = list.shadowRoot?.activeElement
  const place = active?.closest<HTMLElement>('[data-col]')
  if (!place) return active?.tagName.toLowerCase() ?? 'nothing'
  const row = place.closest('[role=row]')
  const index = Number(row?.getAttribute('aria-rowindex')) - 2
  return `${index === -1 ? 'head' : index} ${place.dataset['col'] ?? ''}`
}

/** Keys as a person presses them: `await keys('ArrowDown', 'Shift+ArrowDown')`. */
export async function keys(...presses: string[]): Promise<void> {
  for (const press of presses) {
    const parts = press.split('+')
    const key = parts.pop() ?? ''
    for (const modifier of parts) await sendKeys({ down: modifier })
    await sendKeys({ press: key })
    for (const modifier of parts.reverse()) await sendKeys({ up: modifier })
  }
  await frame()
}

export async function click(element: HTMLElement | null | undefined): Promise<void> {
  if (!element) throw new Error('Nothing to click.')
  element.click()
  await frame()
}

/** Opens a panel of the toolbar and gives its element once its content is drawn. */
export async function openPanel(list: CrmRecordList, kind: string): Promise<HTMLElement> {
  await click(find(list, `#tool-${kind}`))
  return until(() => find(list, `#panel:popover-open .${kind}-panel`), `the panel ${kind} is open`)
}

export async function choose(
  select: HTMLSelectElement | null | undefined,
  value: string,
): Promise<void> {
  if (!select) throw new Error('No select.')
  select.value = value
  select.dispatchEvent(new Event('change', { bubbles: true }))
  await frame()
}

/** Events of the list, in order. */
export function heard<D = Record<string, unknown>>(
  list: HTMLElement,
  ...types: string[]
): { type: string; detail: D }[] {
  const events: { type: string; detail: D }[] = []
  for (const type of types)
    list.addEventListener(type, (event) => {
      events.push({ type, detail: (event as CustomEvent<D>).detail })
    })
  return events
}

teardown(async () => {
  await resetMouse()
})
