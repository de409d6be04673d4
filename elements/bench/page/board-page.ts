import '../../src/define/crm-provider.ts'
import '../../src/define/crm-pipeline-board.ts'

import type { CrmPipelineBoard } from '../../src/board/crm-pipeline-board.ts'
import type { LiveChange } from '../../src/client/live-stream.ts'
import type { RecordStoreControl } from '../../src/client/record-store.ts'
import type { BoardInPage } from '../board-world.ts'

// What runs in the browser: one board of 600 px and six columns.

let board: CrmPipelineBoard
/** Moves that the server has not answered yet. */
let writing = 0

const bench: BoardInPage = {
  async mount(tenant, id) {
    const started = performance.now()
    let arrived = 0
    const provider = document.createElement('crm-provider')
    provider.apiUrl = '/crm'
    provider.fetchSession = async () => {
      const body = JSON.stringify({ tenant, id, name: id })
      return (await fetch('/test/session', { method: 'POST', body })).json() as Promise<string>
    }
    provider.fetch = async (input, init) => {
      const address = input instanceof Request ? input.url : input.toString()
      if (address.endsWith('/move')) writing++
      const response = await fetch(input, init)
      if (address.endsWith('/move')) writing--
      if (!address.includes('/deals?')) return response
      // The data is at hand when its text is.
      const text = await response.text()
      arrived = performance.now()
      return new Response(text, { status: response.status, headers: response.headers })
    }
    board = document.createElement('crm-pipeline-board')
    board.height = '680px'
    provider.append(board)
    document.body.replaceChildren(provider)
    await drawn(() => columns().length === 6 && !find('.bones') && find('#panel') !== null)
    const first = { firstMs: lastDrawn - arrived, wholeMs: lastDrawn - started }
    await new Promise((resolve) => setTimeout(resolve, 500))
    return { ...first, nodes: board.shadowRoot?.querySelectorAll('*').length ?? 0 }
  },
  titles: (column) =>
    [...(columns()[column]?.querySelectorAll('.slot[data-record-id] .card-title') ?? [])].map(
      ({ textContent }) => textContent ?? '',
    ),
  count: (column) =>
    Number(columns()[column]?.querySelector('.column-count')?.textContent?.replaceAll(',', '')),
  focus(title) {
    cardOf(title)?.focus()
  },
  /** 240 frames of 500 px in one column. */
  async scroll() {
    const scroller = columns()[0]?.querySelector('.cards-scroll') as HTMLElement
    const deltas: number[] = []
    let last = await frame()
    let step = 500
    for (let index = 0; index < 240; index++) {
      if (scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1) step = -500
      scroller.scrollTop += step
      const now = await frame()
      deltas.push(now - last)
      last = now
    }
    scroller.scrollTop = 0
    await drawn(() => !find('.bones'))
    deltas.sort((a, b) => a - b)
    return {
      p95: deltas[Math.floor(deltas.length * 0.95)] ?? 0,
      over50: deltas.filter((ms) => ms > 50).length,
    }
  },
  /** ms from the key to the card drawn in its new place; the server's answer comes later. */
  async moves(times) {
    const took: number[] = []
    for (let index = 0; index < times; index++) {
      const [first = ''] = bench.titles(1)
      const card = cardOf(first)
      card?.focus()
      await board.updateComplete
      const started = performance.now()
      const press = { key: 'ArrowDown', shiftKey: true, bubbles: true, composed: true }
      card?.dispatchEvent(new KeyboardEvent('keydown', { ...press, cancelable: true }))
      while (bench.titles(1)[1] !== first) await Promise.resolve()
      took.push(performance.now() - started)
      await frame()
      // They are written one after the other; what comes next must not wait for all of them.
      await drawn(() => writing === 0)
    }
    return took
  },
  /** ms of script for so many live changes at once: cards of all columns get a new amount and go elsewhere. */
  async burst(size) {
    const records = board.crm?.records as RecordStoreControl
    const known = [...(board.shadowRoot?.querySelectorAll('.column') ?? [])].map((column) =>
      column.getAttribute('data-column'),
    )
    const { data } = await board.crm!.list('deal', { limit: Math.min(200, size), sort: 'position' })
    const changes = data.map((record, index): LiveChange => {
      const values = { stageId: known[index % 6], amount: 1, position: `0000${String(index)}zz` }
      return {
        ...{ entity: 'deal', id: record.id, action: 'updated', partial: false, at: '' },
        ...{ version: (record['version'] as number) + 1, requestId: `other-${String(index)}` },
        changed: Object.keys(values),
        values,
      }
    })
    await frame()
    const started = performance.now()
    records.applyLive(changes)
    await board.updateComplete
    return performance.now() - started
  },
  async seen(title, column) {
    await drawn(() => bench.titles(column).includes(title))
    return Date.now()
  },
}

function columns(): Element[] {
  return [...(board.shadowRoot?.querySelectorAll('.column[data-column]') ?? [])]
}

function find(selector: string): Element | null {
  return board.shadowRoot?.querySelector(selector) ?? null
}

function cardOf(title: string): HTMLElement | undefined {
  return [...(board.shadowRoot?.querySelectorAll<HTMLElement>('.slot .card') ?? [])].find(
    (card) => card.querySelector('.card-title')?.textContent === title,
  )
}

let lastDrawn = 0

/** Until it is true in a frame that has been drawn. */
async function drawn(isThere: () => boolean): Promise<void> {
  const end = performance.now() + 20_000
  while (!isThere()) {
    if (performance.now() > end) throw new Error('Not drawn within 20 s.')
    await frame()
  }
  await frame()
  lastDrawn = performance.now()
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}

Object.assign(globalThis, { bench })
