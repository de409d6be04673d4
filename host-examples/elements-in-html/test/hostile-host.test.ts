import { readFileSync } from 'node:fs'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { startTestHost } from '@crmkit/example-page-server/testing'

import { files } from '../files.ts'

const read = (name: string): string =>
  readFileSync(new URL(`hostile/${name}`, import.meta.url), 'utf8')
const page = await files()
const calm = read('index.html').replace('/hostile.css', '/calm.css')
const host = await startTestHost({
  files: new Map([
    ...page,
    ['/hostile', read('index.html')],
    ['/calm', calm],
    ['/hostile.css', read('hostile.css')],
    // Moved as well: letters of a layer of its own are measured without hinting.
    [
      '/calm.css',
      'body { font-family: sans-serif } .cutting { width: 1000px } .moving { transform: translateY(20px); filter: opacity(0.999) }',
    ],
    ['/hostile.js', read('hostile.js')],
    ['/crmkit-elements-again.js', page.get('/crmkit-elements.js') ?? ''],
  ]),
})
afterAll(() => host.close())
beforeAll(async () => {
  for (const firstName of ['Ada', 'Charles', 'Mary'])
    await host.t.as('acme').post('/contacts', { firstName, title: 'Analyst', status: 'customer' })
})

test('every box, size and letter is as on a calm page', async () => {
  const looks: Look[] = []
  for (const path of ['/calm', '/hostile']) {
    const { page } = await host.open(path)
    await page.locator('crm-contact-list').getByText('Mary').waitFor()
    await page.locator('crm-record-form').getByLabel('First name').waitFor()
    looks.push(await page.evaluate<Look>(LOOK))
  }
  const [calm = {}, hostile = {}] = looks
  expect(Object.keys(calm).length).toBeGreaterThan(100)
  expect(differences(calm, hostile)).toEqual([])
}, 60_000)

test('keys typed into a control do not reach the page’s hotkeys; keys pressed beside it do', async () => {
  const { page } = await host.open('/hostile')
  await page.getByRole('searchbox').click()
  await page.keyboard.type('new n/m?')
  await page.keyboard.press('Backspace')
  await page.locator('crm-record-form').getByLabel('First name').click()
  await page.keyboard.type('Jane/n')
  await page.locator('crm-record-form').getByLabel('About').click()
  await page.keyboard.type('gg')
  await page.keyboard.press('Enter')
  expect(await page.evaluate('hotkeys')).toEqual([])
  await page.evaluate('document.body.tabIndex = -1; document.body.focus()')
  await page.keyboard.press('n')
  expect(await page.evaluate('hotkeys')).toEqual(['n'])
}, 60_000)

test('a drawer and a menu stand above moved, cut and filtered ancestors; two copies of the library are one', async () => {
  const { page, complaints, printed } = await host.open('/hostile')
  const list = page.locator('crm-contact-list')
  await list.getByRole('button', { name: 'Menu of column Job title' }).click()
  const item = page.getByRole('menuitem').last()
  await item.click({ trial: true })
  await page.keyboard.press('Escape')
  await list.getByText('Charles').first().dblclick()
  await page.evaluate(
    "(async () => { const { data: [one] } = await document.querySelector('crm-provider').client.list('contact', { limit: 1 }); await document.querySelector('crm-record').show(one.id) })()",
  )
  const drawer = page.getByRole('dialog')
  // What can be clicked has come to rest.
  await drawer.getByRole('tab').last().click({ trial: true })
  await expect(drawer.boundingBox()).resolves.toMatchObject({ y: 0, height: 800 })
  const box = (await drawer.boundingBox())!
  expect(Math.round(box.x + box.width)).toBe(1280)
  expect(complaints).toEqual([])
  expect(printed).toEqual([])
}, 60_000)

type Look = Readonly<Record<string, string>>

/** Only what differs, each difference once with where it begins. */
function differences(calm: Look, hostile: Look): string[] {
  const found = new Map<string, string>()
  for (const part of Object.keys({ ...calm, ...hostile })) {
    const [a, b] = [
      (calm[part] ?? 'not there').split(' | '),
      (hostile[part] ?? 'not there').split(' | '),
    ]
    for (const [index, value] of a.entries()) {
      const change = `${value} → ${b[index] ?? ''}`
      if (value !== b[index] && !found.has(change)) found.set(change, part)
    }
  }
  return [...found].map(([change, part]) => `${part}: ${change}`)
}

/** What is drawn of each node inside the shadow roots, by its path. */
const LOOK = `(() => {
  const looks = {}
  const said = ['fontSize', 'fontWeight', 'fontStyle', 'fontVariantCaps', 'lineHeight', 'letterSpacing', 'wordSpacing', 'textTransform',
    'textAlign', 'textIndent', 'textShadow', 'whiteSpace', 'wordBreak', 'color', 'backgroundColor', 'cursor', 'listStyleType', 'tabSize', 'hyphens']
  const walk = (root, path) => {
    ;[...root.children].forEach((node, index) => {
      if (/^(style|script)$/.test(node.localName)) return
      const own = path + ' ' + node.localName + (node.classList[0] ? '.' + node.classList[0] : '') + ':' + index
      const style = getComputedStyle(node)
      const { width, height } = node.getBoundingClientRect()
      if (node.checkVisibility()) {
        looks[own] = [Math.round(width) + '×' + Math.round(height), ...said.map((name) => style[name])].join(' | ')
        walk(node.shadowRoot ?? node, own)
      }
    })
  }
  for (const node of document.querySelectorAll('crm-contact-list, crm-record-form')) walk(node.shadowRoot, node.localName)
  return looks
})()`
