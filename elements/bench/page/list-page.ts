import '@lit-labs/virtualizer'
import '../../src/define/crm-provider.ts'
import '../../src/define/crm-record-list.ts'

import { html, render } from 'lit'
import { TabulatorFull as Tabulator } from 'tabulator-tables'

import type { Measured } from '../measured.ts'

// What runs in the browser: each candidate shows the same 100,000 rows of 8 columns in 600 px.

const KEYS = ['name', 'title', 'email', 'phone', 'company', 'status', 'source', 'city'] as const
type Row = Readonly<Record<(typeof KEYS)[number] | 'id', string>>

const ROW_HEIGHT = 38
const HEIGHT = 600

interface Candidate {
  mount(place: HTMLElement): Promise<{ firstRowsMs: number; wholeMs: number }>
  scroller(place: HTMLElement): HTMLElement
  /** Texts of the rows that are drawn. */
  texts(place: HTMLElement): string[]
  root(place: HTMLElement): ParentNode
}

let rows: readonly Row[] = []
let session: { tenant: string; total: number }

const candidates: Readonly<Record<string, Candidate>> = {
  'crm-record-list': {
    async mount(place) {
      const started = performance.now()
      let arrived = 0
      const provider = document.createElement('crm-provider')
      provider.apiUrl = '/crm'
      provider.live = 'off'
      provider.fetchSession = () => ask('/test/session', { tenant: session.tenant })
      provider.fetch = async (input, init) => {
        const response = await fetch(input, init)
        const address = input instanceof Request ? input.url : input.toString()
        if (!address.includes('/contacts?')) return response
        // The data is at hand when its text is.
        const text = await response.text()
        arrived ||= performance.now()
        return new Response(text, { status: response.status, headers: response.headers })
      }
      const list = document.createElement('crm-record-list')
      list.entity = 'contact'
      list.fields = 'name,title,email,phone,status,source,createdAt,updatedAt'
      list.height = `${HEIGHT}px`
      provider.append(list)
      place.append(provider)
      await drawn(() => this.texts(place).some((text) => text.includes('@')))
      return { firstRowsMs: performance.now() - arrived, wholeMs: performance.now() - started }
    },
    scroller: (place) => list(place).querySelector<HTMLElement>('.scroller')!,
    texts: (place) =>
      [...(list(place)?.querySelectorAll('.body-row:not(.pending)') ?? [])].map(
        (row) => row.textContent ?? '',
      ),
    root: list,
  },
  'tabulator-tables': {
    async mount(place) {
      const started = performance.now()
      const element = document.createElement('div')
      place.append(element)
      new Tabulator(element, {
        height: HEIGHT,
        rowHeight: ROW_HEIGHT,
        data: [...rows],
        columns: KEYS.map((field) => ({ title: field, field, width: 150 })),
      })
      await drawn(() => this.texts(place).length > 5)
      const ms = performance.now() - started
      return { firstRowsMs: ms, wholeMs: ms }
    },
    scroller: (place) => place.querySelector<HTMLElement>('.tabulator-tableholder')!,
    texts: (place) =>
      [...place.querySelectorAll('.tabulator-row')].map((row) => row.textContent ?? ''),
    root: (place) => place,
  },
  '@lit-labs/virtualizer': {
    async mount(place) {
      const started = performance.now()
      const scroller = document.createElement('div')
      scroller.className = 'scroller'
      place.append(scroller)
      render(
        html`<lit-virtualizer
          scroller
          class="virtual"
          .items=${rows}
          .renderItem=${(row: Row) =>
            html`<div class="row">
              ${KEYS.map((key) => html`<div class="cell">${row[key]}</div>`)}
            </div>`}
        ></lit-virtualizer>`,
        scroller,
      )
      await drawn(() => this.texts(place).length > 5)
      const ms = performance.now() - started
      return { firstRowsMs: ms, wholeMs: ms }
    },
    scroller: (place) => place.querySelector<HTMLElement>('lit-virtualizer')!,
    texts: (place) => [...place.querySelectorAll('.row')].map((row) => row.textContent ?? ''),
    root: (place) => place,
  },
}

function list(place: HTMLElement): ShadowRoot {
  return place.querySelector('crm-record-list')?.shadowRoot as ShadowRoot
}

async function measure(name: string): Promise<Measured> {
  const candidate = candidates[name]
  if (!candidate) throw new Error(`No candidate ${name}.`)
  const place = document.createElement('div')
  place.className = 'place'
  document.body.replaceChildren(place)
  await frame()
  const first = await candidate.mount(place)
  // Counts, styles and fonts settle; nobody scrolls in the first half second.
  await new Promise((resolve) => setTimeout(resolve, 500))
  const nodes = countNodes(candidate.root(place))
  const scroller = candidate.scroller(place)
  const frames = await scroll(scroller)
  const jumpMs = await jump(candidate, place)
  document.body.replaceChildren()
  return { ...first, nodes, ...frames, jumpMs }
}

/** 240 frames of 700 px: faster than a hand, as fast as a thrown wheel. */
async function scroll(
  scroller: HTMLElement,
): Promise<{ frameP95Ms: number; framesOver50: number }> {
  const deltas: number[] = []
  let last = await frame()
  for (let index = 0; index < 240; index++) {
    scroller.scrollTop += 700
    const now = await frame()
    deltas.push(now - last)
    last = now
  }
  deltas.sort((a, b) => a - b)
  return {
    frameP95Ms: deltas[Math.floor(deltas.length * 0.95)] ?? 0,
    framesOver50: deltas.filter((ms) => ms > 50).length,
  }
}

/** Ten places far from each other; the median until their own rows stand there. */
async function jump(candidate: Candidate, place: HTMLElement): Promise<number> {
  const scroller = candidate.scroller(place)
  const times: number[] = []
  for (let index = 0; index < 10; index++) {
    const part = ((index * 7 + 3) % 10) / 10 + 0.04
    const row = Math.floor(session.total * part)
    const before = new Set(candidate.texts(place))
    const started = performance.now()
    scroller.scrollTop = row * ROW_HEIGHT
    await drawn(() => {
      const texts = candidate.texts(place)
      return texts.length >= 15 && !texts.some((text) => before.has(text))
    })
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  return times[5] ?? 0
}

/** Until it is true in a frame that has been drawn. */
async function drawn(isThere: () => boolean): Promise<void> {
  const end = performance.now() + 20_000
  while (!isThere()) {
    if (performance.now() > end) throw new Error('Not drawn within 20 s.')
    await frame()
  }
  await frame()
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}

function countNodes(root: ParentNode): number {
  let count = 0
  for (const element of root.querySelectorAll('*')) {
    count++
    if (element.shadowRoot) count += countNodes(element.shadowRoot)
  }
  return count
}

async function ask<T>(path: string, body: object): Promise<T> {
  const response = await fetch(path, { method: 'POST', body: JSON.stringify(body) })
  return (await response.json()) as T
}

Object.assign(globalThis, {
  bench: {
    names: Object.keys(candidates),
    measure,
    prepare(given: { tenant: string; total: number }) {
      session = given
      // The same texts as the records of the server, newest first.
      rows = Array.from({ length: given.total }, (_, index) => rowOf(given.total - 1 - index))
    },
  },
})

function rowOf(number: number): Row {
  return {
    id: String(number),
    name: `First${number} Last${(number * 7919) % 1_000}`,
    title: 'Engineer',
    email: `person${number}@example.com`,
    phone: `+4930${1_000_000 + number}`,
    company: 'Analytical Engines',
    status: 'lead',
    source: 'website',
    city: 'Berlin',
  }
}
