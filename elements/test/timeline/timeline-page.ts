import '../../src/define/crm-timeline.ts'

import { emulateMedia } from '@web/test-runner-commands'

import type { Rec } from '../../src/client/record.ts'
import type { CrmTimeline } from '../../src/timeline/crm-timeline.ts'
import { html, provider, type ProviderOptions, type TestProvider } from '../support/provider.ts'
import { until } from '../support/until.ts'

export interface TimelinePage extends TestProvider {
  readonly timeline: CrmTimeline
  readonly ada: Rec
}

// A colour half way between two is neither's contrast.
suiteSetup(() => emulateMedia({ reducedMotion: 'reduce' }))

/** The timeline of a contact on the page, loaded. */
export async function timelinePage({
  page,
  before = async () => undefined,
  ...options
}: ProviderOptions & {
  page?: TestProvider
  before?: (page: TestProvider, contact: Rec) => Promise<unknown>
} = {}): Promise<TimelinePage> {
  const host = page ?? (await provider(options))
  const [ada] = await host.seed('contacts', [
    { lastName: 'Hopper', firstName: 'Grace', status: 'lead' },
  ])
  await before(host, ada!)
  const timeline = await host.add<CrmTimeline>(
    html`<crm-timeline entity="contact" record-id=${ada!.id}></crm-timeline>`,
  )
  await until(() => find(timeline, '.entry, .panel'), 'the timeline has loaded')
  await until(() => find(timeline, '.composer, .panel') ?? timeline.readonly)
  return { ...host, timeline, ada: ada! }
}

export function find<T extends Element = HTMLElement>(
  element: HTMLElement,
  selector: string,
): T | null {
  return element.shadowRoot!.querySelector<T>(selector)
}

export function all<T extends Element = HTMLElement>(element: HTMLElement, selector: string): T[] {
  return [...element.shadowRoot!.querySelectorAll<T>(selector)]
}

/** An entry by what it says. */
export function entry(timeline: CrmTimeline, text: string): HTMLElement | undefined {
  return all(timeline, '.entry').find((one) => one.textContent.includes(text))
}

export function write(timeline: CrmTimeline, text: string): HTMLTextAreaElement {
  const box = find<HTMLTextAreaElement>(timeline, '#composer-text')!
  box.focus()
  box.value = text
  box.setSelectionRange(text.length, text.length)
  box.dispatchEvent(new Event('input', { bubbles: true }))
  return box
}

export function submit(timeline: CrmTimeline): void {
  find<HTMLButtonElement>(timeline, '.composer [type=submit]')!.click()
}

export async function choose(timeline: CrmTimeline, kind: string): Promise<void> {
  find<HTMLButtonElement>(timeline, `[data-kind=${kind}].composer-kind`)!.click()
  await timeline.updateComplete
}
