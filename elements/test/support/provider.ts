import '../../src/define/crm-provider.ts'

import { html, render, type TemplateResult } from 'lit'

import type { CrmClientControl } from '../../src/client/crm-client.ts'
import type { Rec } from '../../src/client/record.ts'
import type { CrmProvider } from '../../src/provider/crm-provider.ts'
import { createNet, type Net } from './net.ts'
import { until } from './until.ts'

export interface ProviderOptions {
  /** Default: a fresh one. */
  readonly tenant?: string
  /** Default `admin`. */
  readonly roles?: readonly string[]
  readonly id?: string
  readonly name?: string
  /** Life of a session. Default 10 minutes. */
  readonly lifeMs?: number
  readonly locale?: string
  readonly theme?: 'light' | 'dark' | 'auto' | 'page'
  /** Default `off`: a test that is about live changes turns them on. */
  readonly live?: 'sse' | 'off'
  /** What is inside from the start. */
  readonly content?: TemplateResult
}

export interface TestProvider {
  readonly element: CrmProvider
  readonly tenant: string
  readonly client: CrmClientControl
  readonly net: Net
  /** How often the page has asked for a session. */
  readonly sessions: () => number
  /** Puts elements inside and gives the first, once it has drawn itself. */
  readonly add: <T extends HTMLElement = HTMLElement>(content: TemplateResult) => Promise<T>
  /** A call of somebody else in the same tenant, past the page; throws for a refusal. */
  readonly api: (
    method: 'get' | 'post' | 'put' | 'patch' | 'delete',
    path: string,
    body?: unknown,
    actor?: { roles?: readonly string[]; id?: string; name?: string },
  ) => Promise<{ data: Rec & Record<string, unknown> }>
  /** Makes records and gives them. */
  readonly seed: (plural: string, records: readonly object[]) => Promise<Rec[]>
  /** The text of the live regions. */
  readonly spoken: () => string
}

const mounted = new Set<HTMLElement>()

// Registered once for each test file: what a test puts on the page goes with it.
teardown(() => {
  for (const element of mounted) element.remove()
  mounted.clear()
})

/** A provider with a session in a tenant of its own on the real engine. */
export async function provider(options: ProviderOptions = {}): Promise<TestProvider> {
  const tenant = options.tenant ?? (await ask<{ tenant: string }>('/test/tenant', {})).tenant
  const { roles, id, name, lifeMs } = options
  const net = createNet()
  let sessions = 0
  const element = document.createElement('crm-provider')
  element.apiUrl = '/crm'
  element.live = options.live ?? 'off'
  element.theme = options.theme ?? 'light'
  element.locale = options.locale ?? 'en'
  element.fetch = net.fetch
  element.fetchSession = () => {
    sessions++
    return ask('/test/session', { tenant, roles, id, name, lifeMs })
  }
  if (options.content) render(options.content, element)
  mount(element)
  await element.updateComplete
  const { client } = element
  if (!client) throw new Error('The provider made no client.')

  const page: TestProvider = {
    element,
    tenant,
    client,
    net,
    sessions: () => sessions,
    async add<T extends HTMLElement>(content: TemplateResult) {
      const place = document.createElement('div')
      element.append(place)
      render(content, place)
      const first = place.firstElementChild as T & { updateComplete?: Promise<unknown> }
      await first.updateComplete
      return first
    },
    async api(method, path, body, actor) {
      const answer = await ask<{ status: number; body: { data: Rec } }>('/test/api', {
        tenant,
        actor,
        method,
        path,
        body,
      })
      if (answer.status >= 400)
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    async seed(plural, records) {
      const found: Rec[] = []
      for (let start = 0; start < records.length; start += 500) {
        const operations = records
          .slice(start, start + 500)
          .map((data) => ({ method: 'create', data }))
        const answer = await page.api('post', `/${plural}/batch`, { operations })
        found.push(...(answer.data as unknown as { data: Rec }[]).map(({ data }) => data))
      }
      return found
    },
    spoken() {
      const regions = element.shadowRoot?.querySelectorAll('[aria-live]') ?? []
      return [...regions]
        .map((region) => region.textContent)
        .join(' ')
        .trim()
    },
  }
  return page
}

/** Puts an element on the page until the test ends. */
export function mount<T extends HTMLElement>(element: T): T {
  mounted.add(element)
  document.body.append(element)
  return element
}

/** Draws something on the page until the test ends, and gives its first element. */
export async function draw<T extends HTMLElement = HTMLElement>(
  content: TemplateResult,
): Promise<T> {
  const place = mount(document.createElement('div'))
  render(content, place)
  const first = place.firstElementChild as T & { updateComplete?: Promise<unknown> }
  await first.updateComplete
  return first
}

/** One of the test server's own routes. */
export async function ask<T>(path: `/test/${string}`, body: object): Promise<T> {
  const response = await fetch(path, { method: 'POST', body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  return (await response.json()) as T
}

export { html, until }
