import { count, get } from './api.js'
import { codeSamples } from './code-samples.js'
import { contactRow, initials, waitingRow } from './contact-row.js'
import { element } from './element.js'
import { followChanges } from './live.js'

const PAGE_SIZE = 12
/** Typing is followed this long after the last key: one request a word, not one a letter. */
const TYPING_MS = 200

const at = (id) => document.getElementById(id)
const view = {
  q: '',
  status: '',
  cursor: undefined,
  first: 1,
  statuses: new Map(),
  fresh: new Set(),
}
let latest = 0

await Promise.all([showHost(), showStatuses()])
await Promise.all([showContacts(), showCounts()])
followChanges({ onState: showLive, onChanges })

at('next').addEventListener('click', ({ target }) => turnTo(target.dataset.cursor, PAGE_SIZE))
at('prev').addEventListener('click', ({ target }) => turnTo(target.dataset.cursor, -PAGE_SIZE))
at('tools').addEventListener('submit', (event) => event.preventDefault())
at('tools').addEventListener('input', debounce(readTools, TYPING_MS))

async function showHost() {
  const host = await (await fetch('/session.json')).json()
  at('user-name').textContent = host.user.name
  at('user-initials').textContent = initials(host.user.name)
  at('samples').replaceChildren(...codeSamples(host))
}

/** Labels and colours come from the schema, so that an admin's change shows here too. */
async function showStatuses() {
  const schema = await get('/schemas/contact')
  const options = schema.properties.status['x-crm'].options
  view.statuses = new Map(options.map((option) => [option.value, option]))
  const chips = options
    .slice(0, 4)
    .map(({ value, label }) =>
      element(
        'label',
        {},
        element('input', { type: 'radio', name: 'status', value }),
        element('span', {}, label),
      ),
    )
  at('statuses').append(...chips)
}

async function showCounts() {
  for (const node of document.querySelectorAll('[data-count]')) {
    node.textContent = (await count(node.dataset.count)).toLocaleString()
  }
}

async function showContacts() {
  const turn = ++latest
  if (at('rows').childElementCount === 0)
    at('rows').replaceChildren(...Array.from({ length: PAGE_SIZE }, waitingRow))
  try {
    const list = await get('/contacts', {
      limit: PAGE_SIZE,
      sort: '-createdAt',
      q: view.q,
      filter: view.status ? JSON.stringify({ status: view.status }) : '',
      cursor: view.cursor,
      include: 'company,tags',
      fields: 'name,title,email,status,companyId,tagIds',
      count: 'exact',
    })
    // An answer to an older question must not cover that to a newer one.
    if (turn === latest) draw(list)
  } catch (error) {
    if (turn === latest) say(`The contacts could not be loaded. ${error.message}`)
  }
}

function draw({ data, page }) {
  at('rows').replaceChildren(
    ...data.map((contact) => {
      const row = contactRow(contact, view.statuses)
      if (view.fresh.delete(contact.id)) row.classList.add('fresh')
      return row
    }),
  )
  say(data.length === 0 ? 'Nobody matches. Try fewer letters or another status.' : '')
  at('summary').textContent =
    `${page.total.toLocaleString()} ${page.total === 1 ? 'person' : 'people'}`
  at('position').textContent = data.length ? `${view.first} to ${view.first + data.length - 1}` : ''
  point(at('prev'), page.prev)
  point(at('next'), page.next)
}

function say(message) {
  at('empty').textContent = message
  at('empty').hidden = message === ''
  if (message) at('rows').replaceChildren()
}

function point(button, cursor) {
  button.disabled = cursor === null
  button.dataset.cursor = cursor ?? ''
}

function turnTo(cursor, step) {
  view.cursor = cursor
  view.first = Math.max(1, view.first + step)
  void showContacts()
}

function readTools() {
  const data = new FormData(at('tools'))
  Object.assign(view, {
    q: data.get('q').trim(),
    status: data.get('status'),
    cursor: undefined,
    first: 1,
  })
  void showContacts()
}

function onChanges(changes) {
  for (const { entity, action, recordId } of changes) {
    if (entity === 'contact' && action === 'created') view.fresh.add(recordId)
  }
  void Promise.all([showContacts(), showCounts()])
}

function showLive(connected) {
  at('live').classList.toggle('on', connected)
  at('live-text').textContent = connected ? 'Live: changes show within seconds' : 'Reconnecting…'
}

function debounce(work, ms) {
  let timer
  return () => {
    clearTimeout(timer)
    timer = setTimeout(work, ms)
  }
}
