import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'

import {
  type BoardInPage,
  type BoardWorld,
  createBoardWorld,
  type Seeded,
} from '../../bench/board-world.ts'

let world: BoardWorld
let seeded: Seeded
let [ada, grace]: Page[] = []

beforeAll(async () => {
  world = await createBoardWorld()
  seeded = await world.seed(12)
  ada = await world.open(seeded.tenant, 'ada')
  grace = await world.open(seeded.tenant, 'grace')
}, 120_000)
afterAll(() => world.close(), 60_000)

test('what one browser moves, the other shows', async () => {
  const title = await titlesOf(ada, 0).then(([first = '']) => first)
  await focus(ada, title)
  await ada?.keyboard.press('Shift+ArrowRight')
  await expectShown(grace, title, 1)
  expect(await titlesOf(grace, 0)).not.toContain(title)
}, 60_000)

test('two browsers that move the same card at once end with it in one place', async () => {
  const title = await titlesOf(ada, 2).then(([first = '']) => first)
  await Promise.all([focus(ada, title), focus(grace, title)])
  await Promise.all([
    ada?.keyboard.press('Shift+ArrowRight'),
    grace?.keyboard.press('Shift+ArrowLeft'),
  ])
  await until(async () => {
    const [one, other] = await Promise.all([wholeOf(ada), wholeOf(grace)])
    return one === other && one.split(title).length === 2
  })
}, 60_000)

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${await wholeOf(ada)}\n${await wholeOf(grace)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function expectShown(page: Page | undefined, title: string, column: number): Promise<void> {
  return until(async () => (await titlesOf(page, column)).includes(title))
}

async function wholeOf(page: Page | undefined): Promise<string> {
  const columns = await Promise.all(
    seeded.stages.map(async (_, index) => (await titlesOf(page, index)).join(',')),
  )
  return columns.join('|')
}

async function titlesOf(page: Page | undefined, column: number): Promise<string[]> {
  return (
    (await page?.evaluate(
      (index) => (globalThis as unknown as { bench: BoardInPage }).bench.titles(index),
      column,
    )) ?? []
  )
}

async function focus(page: Page | undefined, title: string): Promise<void> {
  await page?.evaluate(
    (one) => (globalThis as unknown as { bench: BoardInPage }).bench.focus(one),
    title,
  )
}
