import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import type { CrmTimeline } from '../../src/timeline/crm-timeline.ts'
import { until } from '../support/provider.ts'
import { all, entry, find, submit, timelinePage, write } from './timeline-page.ts'

const notes = (count: number, id: string) =>
  Array.from({ length: count }, (_, n) => ({
    ...{ kind: 'note', body: `Note ${String(n)}`, links: [`contact:${id}`] },
    occurredAt: new Date(Date.UTC(2026, 0, 1, n)).toISOString(),
  }))

const times = (timeline: CrmTimeline): string[] =>
  all<HTMLTimeElement>(timeline, '.entry time').map(({ dateTime }) => dateTime)
const isSorted = (values: readonly string[]): boolean =>
  values.every((value, at) => Date.parse(values[at - 1] ?? value) <= Date.parse(value))

test('the oldest stands on top where the host wants it so; what is new comes below, where one writes', async () => {
  const { timeline } = await timelinePage({
    before: (page, { id }) => page.seed('activities', notes(5, id)),
  })
  expect(isSorted(times(timeline).reverse())).to.equal(true)
  expect(find(timeline, '.base > :first-child')!.matches('.composer')).to.equal(true)
  timeline.order = 'oldest'
  await timeline.updateComplete
  expect(isSorted(times(timeline))).to.equal(true)
  expect(all(timeline, '.entry').map((one) => one.getAttribute('aria-posinset'))).to.deep.equal(
    all(timeline, '.entry').map((_, at) => String(at + 1)),
  )
  expect(all(timeline, '.day').at(-1)!.textContent).to.equal('Today')
  expect(find(timeline, '.feed ~ .composer')).to.not.equal(null)
  await expect(timeline).to.be.accessible()
  write(timeline, 'The newest')
  submit(timeline)
  await until(() => entry(timeline, 'The newest'))
  expect(all(timeline, '.entry').at(-1)).to.equal(entry(timeline, 'The newest'))
})

test('earlier ones come above, by the button and by keys, and the focus stays with its entry', async () => {
  const { timeline } = await timelinePage({
    before: async (page, { id }) => {
      await page.seed('activities', notes(70, id))
    },
  })
  timeline.order = 'oldest'
  await timeline.updateComplete
  const top = all(timeline, '.entry')[0]!
  expect(find(timeline, '.more')!.compareDocumentPosition(top)).to.equal(
    Node.DOCUMENT_POSITION_FOLLOWING,
  )
  top.focus()
  await sendKeys({ press: 'PageUp' })
  await until(() => all(timeline, '.entry').length === 60)
  const entries = all(timeline, '.entry')
  expect(entries[30]).to.equal(top)
  await until(() => timeline.shadowRoot!.activeElement === entries[29])
  await sendKeys({ press: 'PageDown' })
  expect(timeline.shadowRoot!.activeElement).to.equal(top)
  find<HTMLButtonElement>(timeline, '.more')!.click()
  await until(() => all(timeline, '.entry').length === 71)
  expect(timeline.shadowRoot!.activeElement).to.equal(top)
  expect(isSorted(times(timeline))).to.equal(true)
  expect(find(timeline, '.more')).to.equal(null)
  const leave = async (key: string): Promise<void> => {
    top.focus()
    await sendKeys({ down: 'Control' })
    await sendKeys({ press: key })
    await sendKeys({ up: 'Control' })
  }
  await leave('End')
  expect(timeline.shadowRoot!.activeElement!.matches('.composer-kind')).to.equal(true)
  await leave('Home')
  expect(timeline.shadowRoot!.activeElement!.matches('.filter')).to.equal(true)
})
