import '../../src/define/crm-forecast.ts'

import { expect } from '@open-wc/testing'
import { html } from 'lit'

import type { CrmForecast } from '../../src/forecast/crm-forecast.ts'
import { keys } from '../board/board-page.ts'
import { cyclesLeave } from '../support/leaks.ts'
import { provider, type ProviderOptions, type TestProvider } from '../support/provider.ts'
import { frame, once, until } from '../support/until.ts'

const month = (ahead: number): string => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 15))
    .toISOString()
    .slice(0, 10)
}

async function forecastPage(
  options: ProviderOptions & { deals?: boolean } = {},
): Promise<TestProvider & { forecast: CrmForecast; stageId: string }> {
  const page = await provider(options)
  const pipelineId = (await page.api('post', '/pipelines', { name: 'Sales' })).data.id
  const stage = { name: 'New', probability: 50, pipelineId }
  const stageId = (await page.api('post', '/stages', stage)).data.id
  if (options.deals !== false)
    await page.seed('deals', [
      { title: 'a', amount: 100_000, currency: 'EUR', stageId, expectedCloseOn: month(0) },
      { title: 'b', amount: 300_000, currency: 'EUR', stageId, expectedCloseOn: month(2) },
      { title: 'c', amount: 70_000, currency: 'USD', stageId, expectedCloseOn: month(1) },
    ])
  const forecast = await page.add<CrmForecast>(html`<crm-forecast></crm-forecast>`)
  await until(() => !forecast.matches(':state(loading)'))
  await forecast.updateComplete
  await frame()
  return { ...page, forecast, stageId }
}

function find<T extends Element = HTMLElement>(forecast: CrmForecast, selector: string): T | null {
  return forecast.shadowRoot?.querySelector<T>(selector) ?? null
}

suite('a forecast', () => {
  test('shows each month with what is weighted, and never adds up two currencies', async () => {
    const { forecast } = await forecastPage()
    const bars = [...(forecast.shadowRoot?.querySelectorAll('.bar') ?? [])]
    expect(bars.length).to.equal(3)
    expect(bars[0]?.getAttribute('aria-label')).to.contain('weighted €500.00 of €1,000.00 open')
    expect(find(forecast, '.figures')?.textContent).to.contain('€2,000.00')
    await expect(forecast).to.be.accessible()
    const select = find<HTMLSelectElement>(forecast, '.currency')!
    select.value = 'USD'
    select.dispatchEvent(new Event('change'))
    await forecast.updateComplete
    expect(find(forecast, '.figures')?.textContent).to.contain('$350.00')
    await expect(forecast).to.be.accessible()
  })

  test('goes by arrows from month to month, and a month chosen finds its deals', async () => {
    const { forecast, client } = await forecastPage()
    find<SVGElement>(forecast, '.bar[tabindex="0"]')!.focus()
    await keys('End')
    const chosen = once<{ filter: object; value: number }>(forecast, 'crm-datapoint-select')
    expect(forecast.shadowRoot?.activeElement?.getAttribute('aria-label')).to.contain('€1,500.00')
    await keys('Enter')
    const { filter, value } = await chosen
    expect(value).to.equal(150_000)
    const { data } = await client.list('deal', { filter: filter as never })
    expect(data.map(({ title }) => title)).to.deep.equal(['b'])
    await keys('ArrowLeft')
    expect(forecast.shadowRoot?.activeElement?.getAttribute('aria-label')).to.contain(
      'weighted €0.00',
    )
  })

  test('is a table for whoever wants one', async () => {
    const { forecast } = await forecastPage()
    find(forecast, '[aria-pressed]')!.click()
    await forecast.updateComplete
    const rows = [...(forecast.shadowRoot?.querySelectorAll('tbody tr') ?? [])]
    expect(rows.length).to.equal(3)
    expect(find(forecast, 'tfoot')?.textContent).to.contain('€4,000.00')
    await expect(forecast).to.be.accessible()
  })

  test('follows changes of others', async () => {
    const page = await forecastPage({ live: 'sse' })
    const { forecast, api, stageId } = page
    const deal = { amount: 200_000, currency: 'EUR', stageId, expectedCloseOn: month(0) }
    const before = find(forecast, '.figures')?.textContent
    await until(async () => {
      // Again, until the stream stands.
      await api('post', '/deals', { ...deal, title: `d${String(performance.now())}` })
      await new Promise((resolve) => setTimeout(resolve, 1_200))
      return find(forecast, '.figures')?.textContent !== before
    })
  })

  test('says when there is nothing, and when it cannot be loaded', async () => {
    const page = await forecastPage({ deals: false })
    const { forecast, net } = page
    expect(forecast.matches(':state(empty)')).to.equal(true)
    await expect(forecast).to.be.accessible()
    net.answer('GET /reports', 503, {}, { times: 10 })
    const other = await page.add<CrmForecast>(html`<crm-forecast></crm-forecast>`)
    await until(() => other.matches(':state(error)'))
    await expect(other).to.be.accessible()
    net.clear()
    find(other, '.panel .button')!.click()
    await until(() => other.matches(':state(empty)'))
  })

  test('leaves nothing behind after 50 connections', async () => {
    const { forecast } = await forecastPage()
    const left = await cyclesLeave(forecast, forecast.parentElement!)
    expect(left).to.deep.equal({ listeners: 0, timers: 0, streams: 0 })
  })
})
