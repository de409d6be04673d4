import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'

import { launch } from '@crmkit/example-page-server/testing'

import { type Gallery, openGallery } from './open-gallery.ts'

const minuteMs = 60_000
const tags = [
  'crm-record-list',
  'crm-contact-list',
  'crm-record-form',
  'crm-record',
  'crm-pipeline-board',
  'crm-forecast',
  'crm-timeline',
  'crm-tasks',
  'crm-calendar',
  'crm-notifications',
]
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let gallery: Gallery
let browser: Browser

beforeAll(async () => {
  ;[gallery, browser] = await Promise.all([openGallery(), launch()])
}, 2 * minuteMs)

afterAll(async () => {
  await browser.close()
  await gallery.close()
}, minuteMs)

test.each(tags)(
  '%s shows every state it names, says nothing in the console, and passes axe in light and dark',
  async (tag) => {
    const { page, complaints } = await open(`/${tag}`)
    await page.locator('.state').first().waitFor()
    const states = await page.locator('.state').all()
    expect(states.length).toBeGreaterThan(4)
    for (const state of states) {
      await state.scrollIntoViewIfNeeded()
      await state.and(page.locator('[data-shown]')).waitFor({ timeout: 2 * minuteMs })
    }
    const wrong = await page.evaluate(unlike)
    expect({ wrong, complaints }).toEqual({ wrong: [], complaints: [] })
    await page.getByLabel('Theme').selectOption('light')
    expect(await faultsOf(page)).toEqual([])
    // Nothing but colours is other in the dark.
    await page.getByLabel('Theme').selectOption('dark')
    expect(await faultsOf(page, "runOnly: ['color-contrast']")).toEqual([])
    await page.context().close()
  },
  4 * minuteMs,
)

test(
  'the first page leads to every element, and fits a telephone',
  async () => {
    const { page, complaints } = await open('/', { width: 360, height: 740 })
    await page.locator('.cards li').first().waitFor()
    const links = await page
      .locator('.cards a')
      .evaluateAll((all) =>
        all.map((link) => (link as unknown as { pathname: string }).pathname.slice(1)),
      )
    expect(links).toEqual(tags)
    const over = 'document.documentElement.scrollWidth - innerWidth'
    expect(await page.evaluate(over)).toBe(0)
    expect(await faultsOf(page)).toEqual([])
    await page.goto(`${gallery.origin}/crm-record-list`)
    await page.locator('.state[data-shown]').first().waitFor()
    expect(await page.evaluate(over)).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  },
  minuteMs,
)

test('a state that is not what it says is found', async () => {
  const { page } = await open('/crm-tasks?state=ready')
  await page.locator('.state[data-shown]').waitFor()
  await page.evaluate("document.querySelector('.state').dataset.tells = 'offline'")
  expect(await page.evaluate(unlike)).toEqual(['ready'])
  await page.context().close()
})

/** Ids of the states whose element is not in the state that is told of it; runs in the page. */
const unlike = `[...document.querySelectorAll('.state')].filter(({ dataset, id }) => {
  const tag = location.pathname.slice(1)
  const shown = document.getElementById(id).querySelector(tag)
  const states = dataset.tells === 'ready' ? ['loading', 'error', 'offline'] : [dataset.tells]
  const is = states.some((state) => shown.matches(':state(' + state + ')'))
  return dataset.tells === 'ready' ? is : !is
}).map(({ id }) => id)`

async function open(path: string, viewport = { width: 1280, height: 900 }) {
  const context = await browser.newContext({ viewport, locale: 'en-US', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // The refusals of the engine that some states are about, which the browser notes by itself.
    const isRefusal = /status of 4\d\d/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !isRefusal) complaints.push(message.text())
  })
  await page.goto(gallery.origin + path)
  return { page, complaints }
}

// One page has the same element twenty times over, with the same names: no page of a host has.
const ONE_PAGE = "rules: { 'landmark-unique': { enabled: false } }"

async function faultsOf(page: Page, rules = ONE_PAGE): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(`axe.run({ ${rules} }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => id + ': ' + target.join(' '))))`)
}
