import '../../src/define/crm-pipeline-board.ts'

import { resetMouse, sendKeys } from '@web/test-runner-commands'

import type { CrmPipelineBoard } from '../../src/board/crm-pipeline-board.ts'
import type { Rec } from '../../src/client/record.ts'
import { provider, type ProviderOptions, type TestProvider } from '../support/provider.ts'
import { frame, until } from '../support/until.ts'

export interface BoardPageOptions extends ProviderOptions {
  readonly page?: TestProvider
  readonly stages?: readonly ({ name: string } & Readonly<Record<string, unknown>>)[]
  readonly pipeline?: Readonly<Record<string, unknown>>
  /** Titles of the deals of each stage, from the top. */
  readonly deals?: Readonly<Record<string, readonly (string | Readonly<Record<string, unknown>>)[]>>
  readonly attributes?: Readonly<Record<string, string>>
  readonly set?: Partial<CrmPipelineBoard>
  /** px */
  readonly width?: number
  /** Wait for the cards; default true. */
  readonly wait?: boolean
}

export interface BoardPage extends TestProvider {
  readonly board: CrmPipelineBoard
  readonly pipelineId: string
  /** Ids of stages by name. */
  readonly stages: Readonly<Record<string, string>>
  /** Ids of deals by title. */
  readonly ids: Readonly<Record<string, string>>
}

export const STAGES = [
  { name: 'New', probability: 10, color: 'blue' },
  { name: 'Talks', probability: 50, color: 'amber' },
  { name: 'Won', kind: 'won', color: 'green' },
  { name: 'Lost', kind: 'lost', color: 'red' },
] as const

/** A board of deals on the real engine. */
export async function boardPage(options: BoardPageOptions = {}): Promise<BoardPage> {
  const page = options.page ?? (await provider(options))
  const made = await page.api('post', '/pipelines', { name: 'Sales', ...options.pipeline })
  const pipelineId = made.data.id
  const stages: Record<string, string> = {}
  for (const stage of options.stages ?? STAGES)
    stages[stage.name] = (await page.api('post', '/stages', { ...stage, pipelineId })).data.id
  const deals = options.deals ?? { New: ['a', 'b', 'c'], Talks: ['d', 'e'] }
  const all = Object.entries(deals).flatMap(([stage, cards]) =>
    cards.map((card) => ({
      ...(typeof card === 'string' ? { title: card } : card),
      stageId: stages[stage],
      pipelineId,
    })),
  )
  const records = all.length > 0 ? await page.seed('deals', all) : []
  const ids = Object.fromEntries(records.map((record) => [String(record['title']), record.id]))
  const board = await addBoard(page, options)
  return { ...page, board, pipelineId, stages, ids }
}

/** Another board in a page that has its pipeline. */
export async function addBoard(
  page: TestProvider,
  options: Pick<BoardPageOptions, 'attributes' | 'set' | 'width' | 'wait'> = {},
): Promise<CrmPipelineBoard> {
  const place = document.createElement('div')
  place.style.width = `${options.width ?? 1_100}px`
  const board = document.createElement('crm-pipeline-board')
  for (const [name, value] of Object.entries(options.attributes ?? {}))
    board.setAttribute(name, value)
  Object.assign(board, options.set ?? {})
  // What is under way has other colours for a moment.
  board.style.setProperty('--crm-duration', '0s')
  place.append(board)
  page.element.append(place)
  if (options.wait !== false) {
    await loaded(board)
    // What happens before the stream is ready is read, not told.
    if (page.element.live === 'sse') {
      await until(() => page.client.live.isReady)
      await loaded(board)
    }
  }
  return board
}

/** The columns are counted, the cards in view are read, and the tools are there. */
export async function loaded(board: CrmPipelineBoard): Promise<void> {
  await until(
    () =>
      !board.matches(':state(loading)') &&
      find(board, '.column') !== null &&
      find(board, '#panel') !== null &&
      find(board, '.slot .bones') === null,
    'the board has loaded',
  )
  await board.updateComplete
  await frame()
}

export function find<T extends HTMLElement = HTMLElement>(
  board: CrmPipelineBoard,
  selector: string,
): T | null {
  return board.shadowRoot?.querySelector<T>(selector) ?? null
}

export function all<T extends HTMLElement = HTMLElement>(
  board: CrmPipelineBoard,
  selector: string,
): T[] {
  return [...(board.shadowRoot?.querySelectorAll<T>(selector) ?? [])]
}

export function column(board: CrmPipelineBoard, name: string): HTMLElement {
  const found = all(board, '.column').find(
    (one) => one.querySelector('.column-name')?.textContent === name,
  )
  if (!found) throw new Error(`No column ${name}.`)
  return found
}

/** Titles of a column as they are drawn, from the top. */
export function titles(board: CrmPipelineBoard, name: string): string {
  const cards = column(board, name).querySelectorAll('.slot[data-record-id] .card-title')
  return [...cards].map(({ textContent }) => textContent).join(' ')
}

/** Number in the head of a column. */
export function count(board: CrmPipelineBoard, name: string): number {
  return Number(column(board, name).querySelector('.column-count')?.textContent)
}

export function card(board: CrmPipelineBoard, title: string): HTMLElement {
  const found = all(board, '.slot .card').find(
    (one) => one.querySelector('.card-title')?.textContent === title,
  )
  if (!found) throw new Error(`No card ${title}.`)
  return found
}

/** Title of the card that has the focus. */
export function focused(board: CrmPipelineBoard): string {
  const active = board.shadowRoot?.activeElement
  return active?.querySelector('.card-title')?.textContent ?? active?.tagName.toLowerCase() ?? ''
}

/** Titles of a stage as the server has them. */
export async function stored(page: TestProvider, stageId: string | undefined): Promise<string> {
  const filter = encodeURIComponent(JSON.stringify({ stageId }))
  const answer = await page.api('get', `/deals?filter=${filter}&sort=position&limit=200`)
  return (answer.data as unknown as Rec[]).map((deal) => String(deal['title'])).join(' ')
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

interface Point {
  readonly x: number
  readonly y: number
}

export function middle(element: Element): Point {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) }
}

/** In a column, before the card that is at this place. */
export function gap(board: CrmPipelineBoard, name: string, index: number): Point {
  const list = column(board, name).querySelector('.cards-scroll') as HTMLElement
  const { left, top, width } = list.getBoundingClientRect()
  return { x: Math.round(left + width / 2), y: Math.round(top + index * 96 - list.scrollTop) }
}

/** Pointer events as a finger or a pen makes them: those of the mouse come from the browser itself. */
export function point(
  target: EventTarget,
  type: string,
  { x, y }: Point,
  pointerType = 'touch',
): void {
  target.dispatchEvent(
    new PointerEvent(type, {
      ...{ bubbles: true, composed: true, cancelable: true, isPrimary: true, pointerId: 7 },
      ...{
        pointerType,
        clientX: x,
        clientY: y,
        button: type === 'pointermove' ? -1 : 0,
        buttons: 1,
      },
    }),
  )
}

teardown(async () => {
  await resetMouse()
})
