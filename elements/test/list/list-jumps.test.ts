import { expect } from '@open-wc/testing'

import { ListSource } from '../../src/list/list-source.ts'
import { provider, type TestProvider } from '../support/provider.ts'
import { until } from '../support/until.ts'
import { people } from './list-page.ts'

const VIEW = 10

interface SourcePage extends TestProvider {
  readonly source: ListSource
  /** The view is moved to this row. */
  readonly look: (first: number) => void
  /** First rows of the pages that were asked for since the last time. */
  readonly asked: () => number[]
}

/** The rows of 400 contacts in pages of 20, without a grid: the first page is there, and they are counted. */
async function sourcePage(): Promise<SourcePage> {
  const page = await provider()
  await page.seed('contacts', people(400))
  const source = new ListSource({
    pageSize: 20,
    host: {
      changed: () => undefined,
      rowsChanged: () => undefined,
      loaded: () => undefined,
      failed: () => undefined,
      shifted: () => undefined,
      gone: () => undefined,
      touched: () => undefined,
    },
  })
  await page.client.entity('contact')
  source.start(page.client, {
    ...{ entity: 'contact', filter: undefined, q: '', sort: 'name' },
    ...{ fields: ['id', 'name'], include: [] },
  })
  await until(() => source.total === 400 && source.idAt(0))
  let seen = 0
  const asked = (): number[] => {
    const lines = page.net.calls.slice(seen).filter((line) => /limit=20/.test(line))
    seen = page.net.calls.length
    return lines.map((line) => 20 + Number(/skip=(\d+)/.exec(line)?.[1] ?? 0))
  }
  asked()
  return { ...page, source, asked, look: (first) => source.ensure({ first, last: first + VIEW }) }
}

suite('a jump', () => {
  test('is followed at once', async () => {
    const { source, look, asked } = await sourcePage()
    look(300)
    // Its way to the network is some promises long, no timer.
    for (let turn = 0; turn < 50; turn++) await Promise.resolve()
    expect(asked()).to.deep.equal([300])
    await until(() => source.idAt(300))
    source.stop()
  })

  test('of a long way, only its first page and the one it ends at are read', async () => {
    const { source, look, asked } = await sourcePage()
    for (let row = 40; row <= 320; row += 40) {
      look(row)
      await Promise.resolve()
    }
    source.rested()
    await until(() => source.idAt(320))
    expect(asked()).to.deep.equal([40, 320])
    source.stop()
  })

  test('without a word that it has ended, what stands still is read', async () => {
    const { source, look } = await sourcePage()
    look(100)
    look(300)
    await until(() => source.idAt(300))
    source.stop()
  })

  test('away from pages that hang, the pages there are read', async () => {
    const { source, look, net, asked } = await sourcePage()
    const release = net.hold(/limit=20/)
    // Two pages: as many as are read at once.
    look(35)
    await until(() => asked().length > 0)
    net.clear()
    look(300)
    source.rested()
    await until(() => source.idAt(300))
    release()
    source.stop()
  })
})
