import { mkdir, rename, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import type { Browser, Page, Request } from 'playwright-core'

import { openGallery } from '@crmkit/example-gallery/testing'
import { launch } from '@crmkit/example-page-server/testing'

// `npm run screenshots`: the pictures of the documentation, taken of the gallery in a real browser. The records count from one day, and
// the browser's clock stands still on it, so that only a change of the elements changes a picture.
const NOW = '2026-11-18T10:20:00Z'
const folder = resolve(import.meta.dirname, '../docs/images')
const names = process.argv.slice(2)

interface Shot {
  readonly name: string
  readonly tag: string
  readonly state: string
  /** Of the window, px. */
  readonly width?: number
  readonly query?: string
  readonly dark?: boolean
  /** Px of the element's height to show; default all. */
  readonly height?: number
}

const subjects = [
  { name: 'list', tag: 'crm-record-list', state: 'ready' },
  { name: 'form', tag: 'crm-record-form', state: 'layout', width: 860 },
  { name: 'record', tag: 'crm-record', state: 'ready' },
  { name: 'board', tag: 'crm-pipeline-board', state: 'ready' },
  { name: 'timeline', tag: 'crm-timeline', state: 'ready', width: 860 },
  { name: 'calendar', tag: 'crm-calendar', state: 'ready' },
] as const
const others = [
  { name: 'forecast', tag: 'crm-forecast', state: 'one-currency' },
  { name: 'tasks', tag: 'crm-tasks', state: 'all', width: 860, height: 560 },
] as const

const shots: readonly Shot[] = [
  ...[...subjects, ...others].flatMap((one) => [
    { ...one, name: `${one.name}-light` },
    { ...one, name: `${one.name}-dark`, query: 'theme=dark', dark: true },
  ]),
  ...subjects.flatMap((one) => [
    { ...one, name: `${one.name}-narrow`, width: 372, query: 'width=320', height: 620 },
    { ...one, name: `${one.name}-rtl`, query: 'dir=rtl' },
  ]),
]

const gallery = await openGallery(NOW)
const browser = await launch()
try {
  await mkdir(folder, { recursive: true })
  for (const shot of shots) {
    if (names.length > 0 && !names.some((name) => shot.name.startsWith(name))) continue
    const bytes = await take(browser, gallery.origin, shot)
    console.log(`${shot.name}.png ${String(Math.round(bytes / 1024))} KiB`)
  }
} finally {
  await browser.close()
  await gallery.close()
}

async function take(browser: Browser, origin: string, shot: Shot): Promise<number> {
  const { name, tag, state, width = 1_140, query = '', dark = false, height } = shot
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    deviceScaleFactor: 1.5,
    reducedMotion: 'reduce',
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  })
  const page = await context.newPage()
  await page.clock.setFixedTime(NOW)
  const quiet = watchCalls(page)
  await page.goto(`${origin}/${tag}?state=${state}&${query}`)
  await page.locator(`.state[data-shown]`).waitFor()
  await quiet()
  const box = await page.locator(`.stage > .frame ${tag}`).boundingBox()
  if (!box) throw new Error(`Expected a state ${state} on the page of ${tag}.`)
  const path = join(folder, `${name}.png`)
  // Written beside first: a picture is never half there.
  await page.screenshot({
    path: `${path}.part.png`,
    clip: {
      x: box.x - 12,
      y: box.y - 12,
      width: box.width + 24,
      height: Math.min(box.height, height ?? Infinity) + 24,
    },
    fullPage: true,
    animations: 'disabled',
  })
  await rename(`${path}.part.png`, path)
  await context.close()
  return (await stat(path)).size
}

/** Waits until nothing has been asked for a while: names of linked records come a moment after the record. The stream stays open. */
function watchCalls(page: Page): () => Promise<void> {
  const quietMs = 500
  const open = new Set<Request>()
  let lastAt = Date.now()
  page.on('request', (request) => {
    if (!request.url().includes('/live')) open.add(request)
  })
  const ended = (request: Request): void => {
    open.delete(request)
    lastAt = Date.now()
  }
  page.on('requestfinished', ended)
  page.on('requestfailed', ended)
  return async () => {
    while (open.size > 0 || Date.now() - lastAt < quietMs)
      await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
