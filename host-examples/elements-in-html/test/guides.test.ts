import { readFileSync } from 'node:fs'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { strictPolicy } from '@crmkit/example-page-server'
import { startTestHost } from '@crmkit/example-page-server/testing'

import { files } from '../files.ts'

const page = `<!doctype html>
<html lang="en">
  <head>
    <title>Guide</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/guide.css" />
    <script type="module" src="/crmkit-elements.js"></script>
    <script type="module" src="/guide.js"></script>
  </head>
  <body>
    <crm-provider api-url="/crm">
      <crm-contact-list height="400px"></crm-contact-list>
      <crm-record-form entity="contact" fields="firstName,email"></crm-record-form>
      <crm-record entity="contact" mode="drawer"></crm-record>
    </crm-provider>
  </body>
</html>`

/** What the page of the guide has before the guide begins. */
const before = `
const provider = document.querySelector('crm-provider')
const record = document.querySelector('crm-record')
const form = document.querySelector('crm-record-form')
const confirmWithBilling = async (patch) => {
  window.asked = patch
  return false
}
provider.fetchSession = async () => (await fetch('/crm-session', { method: 'POST' })).json()
`

const host = await startTestHost({
  files: new Map([
    ...(await files()),
    ['/guide', page],
    ['/guide.css', blocks('theme', 'css').join('\n')],
    ['/guide.js', [before, ...blocks('events', 'js')].join('\n')],
  ]),
})
afterAll(() => host.close())
beforeAll(async () => {
  await host.t.as('acme').post('/contacts', { firstName: 'Ada', lastName: 'Lovelace' })
})

test('the style sheet of the guide "theme" gives the elements that look', async () => {
  const { page, complaints } = await host.open('/guide', { colorScheme: 'light' })
  await page.getByRole('grid').getByText('Ada').waitFor()
  const submit = page.locator('crm-record-form').getByRole('button', { name: 'Create contact' })
  expect((await submit.evaluate(styleOf)).colour).toBe('rgb(15, 118, 110)')
  expect((await submit.boundingBox())?.height).toBe(34)
  const base = page.locator('crm-contact-list [part~=base]').first()
  expect((await base.evaluate(styleOf)).border).toBe('0px')
  expect(complaints).toEqual([])
}, 60_000)

test('the listeners of the guide "events" open a record, and stop a form', async () => {
  const { page, printed } = await host.open('/guide')
  const form = page.locator('crm-record-form')
  await form.getByLabel('First name').fill('Grace')
  await form.getByRole('button', { name: 'Create contact' }).click()
  await page.waitForFunction('window.asked')
  expect(await page.evaluate('window.asked')).toMatchObject({ firstName: 'Grace' })
  await page.getByRole('grid').getByText('Ada').first().click()
  await page.getByRole('dialog').getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  const { body } = await host.t.as('acme').get('/contacts')
  expect(body.data).toHaveLength(1)
  expect(printed).toEqual([])
}, 60_000)

test('the policy of the guide "content-security-policy" is the one the examples are served with', () => {
  const [policy = ''] = blocks('content-security-policy', '')
  expect(policy.trim().split(/;\s*/)).toEqual(strictPolicy.split(/;\s*/))
})

/** Runs in the page. */
function styleOf(element: unknown): { colour: string; border: string } {
  const page = globalThis as unknown as {
    getComputedStyle(element: unknown): { backgroundColor: string; borderTopWidth: string }
  }
  const { backgroundColor, borderTopWidth } = page.getComputedStyle(element)
  return { colour: backgroundColor, border: borderTopWidth }
}

function blocks(guide: string, language: string): string[] {
  const text = readFileSync(new URL(`../../../docs/guides/${guide}.md`, import.meta.url), 'utf8')
  const found = [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)]
  return found.filter(([, of]) => of === language).map(([, , code = '']) => code)
}
