import { afterAll, expect, test } from '@jest/globals'

import { startTestHost } from '@crmkit/example-page-server/testing'

import { files } from '../files.ts'
import { addressesThatRun, vectors } from './xss-vectors.ts'

/** Texts in one record. */
const FIELDS = 5
const CARRIERS = Math.ceil(vectors.length / FIELDS)

// No policy: what the elements do is to hold by itself.
const host = await startTestHost({ files: await files(), policy: undefined })
afterAll(() => host.close())

test('texts that are code, in every field of contacts and companies, are shown as text and nothing more', async () => {
  expect(vectors.length).toBeGreaterThan(60)
  await seed()
  const opened = await host.open('/', { viewport: { width: 2400, height: 3600 } })
  const { page } = opened
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  const shown = await page.evaluate<Shown>(SHOW_ALL)
  // Each is there to be read, letter by letter, and in as many records as were made.
  expect(shown).toMatchObject({
    rows: 2 * vectors.length,
    records: 2 * CARRIERS,
    suspicious: [],
    fired: null,
  })
  const texts = shown.texts.map(flat)
  expect(
    vectors.map(flat).filter((vector) => !texts.some((text) => text.includes(vector))),
  ).toEqual([])
  expect(dialogs).toEqual([])
  expect(opened.printed.filter((line) => line.includes('FIRED'))).toEqual([])
  expect(opened.complaints).toEqual([])
}, 120_000)

test('an address that runs is refused', async () => {
  for (const website of addressesThatRun) {
    const { status, body } = await host.t
      .as('acme')
      .post('/contacts', { firstName: 'Eve', website })
    expect({ website, status, path: body.errors[0].path }).toEqual({
      website,
      status: 422,
      path: '/website',
    })
  }
})

test('code that does run is noticed', async () => {
  const { page, printed } = await host.open('/')
  page.on('dialog', (dialog) => void dialog.dismiss())
  await page.evaluate(
    "document.body.insertAdjacentHTML('beforeend', `<img src=x onerror=\"window.fired=1;console.log('FIRED')\">`)",
  )
  await page.waitForFunction('window.fired === 1')
  expect(printed).toContain('FIRED')
})

interface Shown {
  /** Of the lists. */
  readonly rows: number
  /** Drawn each as a record with its changes, and as a form. */
  readonly records: number
  readonly texts: readonly string[]
  readonly suspicious: readonly string[]
  readonly fired: number | null
}

/** White space is drawn as one blank; letters nobody sees are not compared. */
function flat(text: string): string {
  return text.replace(/[\s\u0000-\u001f\u202e]+/g, '')
}

/** For lists one record for each text, with the text in all its fields; for the rest a few whose fields hold them all. */
async function seed(): Promise<void> {
  const acme = host.t.as('acme')
  for (const entity of ['contact', 'company']) {
    const path = `/schemas/${entity}/fields`
    const schema = { type: 'string', 'x-crm': { label: vectors[9]?.slice(0, 60) } }
    expect((await acme.post(path, { key: 'note', schema })).status).toBe(201)
    await acme.post(path, { key: 'link', schema: { type: 'string', format: 'uri' } })
  }
  const carriers = Array.from({ length: CARRIERS }, (_, index) =>
    vectors.slice(index * FIELDS, (index + 1) * FIELDS),
  )
  const texts = [...carriers, ...vectors.map((text) => [text])]
  await create('contacts', texts.map(contactOf))
  await create('companies', texts.map(companyOf))
  await acme.post('/views', {
    ...{ entity: 'contact', kind: 'list', name: vectors[9]?.slice(0, 60), shared: true },
    query: { filter: { title: vectors[10] } },
  })
}

function contactOf([text = '', a = text, b = text, c = text, d = text]: readonly string[]): object {
  return {
    ...{ firstName: cut(text), lastName: cut(text), title: text, source: cut(text), about: a },
    ...{ consentSource: b, addresses: [{ street: c, city: cut(c), region: cut(c) }] },
    ...{ website: web(text), phones: [{ value: `0${text.slice(0, 39)}` }] },
    custom: { note: d, link: web(d) },
  }
}

function companyOf([text = '', a = text, b = text, c = text, d = text]: readonly string[]): object {
  return {
    ...{ name: text, industry: cut(b), about: a, addresses: [{ street: c, city: cut(c) }] },
    ...{ phone: `0${b.slice(0, 39)}`, custom: { note: d, link: web(d) } },
  }
}

async function create(plural: string, records: readonly object[]): Promise<void> {
  const operations = records.map((data) => ({ method: 'create', data }))
  const { status, body } = await host.t.as('acme').post(`/${plural}/batch`, { operations })
  expect({ status, body: status === 200 ? {} : body }).toEqual({ status: 200, body: {} })
}

function cut(text: string): string {
  return text.slice(0, 100)
}

/** Addresses are of the web: those that run are refused, what stands behind one is not. */
function web(text: string): string {
  return `https://example.com/?q=${encodeURI(text).replace(/[^!-~]|["<>^`{|}\\\\]/g, '')}`.slice(
    0,
    400,
  )
}

/** Draws lists, records with all their tabs, and forms, and looks through every shadow root for what would run. */
const SHOW_ALL = `(async () => {
  const provider = document.querySelector('crm-provider')
  const texts = [], suspicious = new Set()
  const until = async (check) => {
    const end = Date.now() + 20_000
    while (!check()) {
      if (Date.now() > end) throw new Error('waited in vain for ' + check)
      await new Promise((done) => setTimeout(done, 10))
    }
  }
  const look = (root) => {
    if (root.textContent) texts.push(root.textContent)
    for (const node of root.querySelectorAll('*')) {
      if (node.shadowRoot) look(node.shadowRoot)
      if ('value' in node && typeof node.value === 'string') texts.push(node.value)
      const isLoaded = root !== document && /^(script|iframe|object|embed|base|link|meta|image|video|audio)$/.test(node.localName)
      if (isLoaded || (node.localName === 'img' && !node.src.startsWith(location.origin))) suspicious.add(node.outerHTML)
      for (const { name, value } of node.attributes) {
        if (name.startsWith('on')) suspicious.add(name + '=' + value)
        if (/^(xlink:)?href$|^(form)?action$|^src$/.test(name) && !/^(https?:|mailto:|tel:|sms:|[#/]|data:,)/.test(value))
          suspicious.add(name + '=' + value)
      }
    }
  }
  let rows = 0, records = 0
  for (const entity of ['contact', 'company']) {
    const list = document.createElement('crm-record-list')
    list.entity = entity
    list.height = '3500px'
    provider.append(list)
    await until(() => list.shadowRoot.querySelectorAll('.body-row').length > 80)
    // Made last, listed first: those that hold one text each.
    const ids = []
    for (let cursor = ''; cursor !== null; ) {
      const page = await provider.client.list(entity, { limit: 50, fields: ['id'], ...(cursor && { cursor }) })
      ids.push(...page.data.map(({ id }) => id))
      cursor = page.page.next
    }
    const carriers = ids.splice(${String(vectors.length)})
    rows += ids.length
    look(document)
    list.remove()
    const record = document.createElement('crm-record')
    const form = document.createElement('crm-record-form')
    Object.assign(record, { entity })
    Object.assign(form, { entity })
    provider.append(record, form)
    for (const id of carriers) {
      const loaded = new Promise((done) => record.addEventListener('crm-record-load', done, { once: true }))
      const ready = new Promise((done) => form.addEventListener('crm-ready', done, { once: true }))
      record.recordId = id
      form.recordId = id
      await Promise.all([loaded, ready])
      await Promise.all([record.updateComplete, form.updateComplete])
      records++
      look(document)
      record.tab = 'changes'
      await until(() => record.shadowRoot.querySelector('.change'))
      look(record.shadowRoot)
      record.tab = 'details'
    }
    record.remove()
    form.remove()
  }
  await new Promise((done) => setTimeout(done, 100))
  return { rows, records, texts, suspicious: [...suspicious], fired: window.fired ?? null }
})()`
