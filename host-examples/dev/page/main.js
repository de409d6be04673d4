import { element } from './element.js'
import { developers, views } from './views.js'

const at = (id) => document.getElementById(id)
const provider = at('crm')
const record = at('record')
const sheet = at('sheet')
const host = await (await fetch('/session.json')).json()

provider.appearance = {
  variables: {
    colorPrimary: 'var(--accent)',
    colorOnPrimary: 'var(--accent-ink)',
    colorSurface: 'var(--surface)',
    colorBorder: 'var(--line)',
  },
}
// The host's server says who is asking; the token stays in memory and is fetched anew before it ends.
provider.fetchSession = async () => (await fetch('/crm-session', { method: 'POST' })).json()

at('user-name').textContent = host.user.name
at('user-initials').textContent = host.user.name
  .split(' ')
  .map(([letter]) => letter)
  .join('')
at('nav').append(
  ...Object.entries(views)
    .filter(([, { tag }]) => tag === undefined || customElements.get(tag))
    .map(([name, { title }]) => element('a', { href: `#/${name}` }, title)),
)
useLook(localStorage.getItem('look') ?? '')
at('look').addEventListener('click', () => useLook(isDark() ? 'light' : 'dark'))

// Lists and boards say it by events of their own, which name what was pressed.
const ways = new Set(['crm-record', 'crm-tasks', 'crm-notifications', 'crm-calendar'])
window.addEventListener('hashchange', show)
provider.addEventListener('crm-row-open', ({ detail, target }) => open(target.entity, detail.id))
provider.addEventListener('crm-card-open', ({ detail }) => open('deal', detail.id))
provider.addEventListener('crm-navigate', ({ detail, target }) => {
  if (ways.has(target.localName) && detail.id) open(detail.entity, detail.id)
  else if (target.localName === 'crm-record') goTo(detail.entity)
})
provider.addEventListener('crm-create-request', ({ detail }) => create(detail.entity))
provider.addEventListener('crm-submit', ({ detail, target }) => {
  if (target.parentNode !== at('sheet-body')) return
  sheet.close()
  open(target.entity, detail.id)
})
provider.addEventListener('crm-cancel', () => sheet.close())
record.addEventListener('crm-close', () => history.replaceState(null, '', `#/${place().name}`))
show()

/** The address says what is shown: `#/contacts`, and `#/contacts/contact/<id>` with a record beside it. */
function place() {
  const [, name = 'contacts', entity, id] = location.hash.split('/')
  const isKnown = name in views || name === 'developers'
  return { name: isKnown ? name : 'contacts', entity, id }
}

function show() {
  const { name, entity, id } = place()
  const view = views[name] ?? developers
  if (at('stage').dataset.view !== name) {
    at('stage').dataset.view = name
    at('title').textContent = view.title
    at('about').textContent = view.about
    document.title = `${view.title} · Tidewater`
    at('stage').replaceChildren(view.draw(host))
  }
  for (const link of document.querySelectorAll('.side nav a')) {
    if (link.hash === `#/${name}`) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  if (entity && id) Object.assign(record, { entity, recordId: id, open: true })
  else record.open = false
}

function open(entity, id) {
  location.hash = `#/${place().name}/${entity}/${id}`
}

function goTo(entity) {
  const found = Object.entries(views).find(([, view]) => view.entity === entity)
  if (found) location.hash = `#/${found[0]}`
}

function create(entity) {
  at('sheet-title').textContent = `New ${entity}`
  at('sheet-body').replaceChildren(element('crm-record-form', { entity, mode: 'create' }))
  sheet.showModal()
}

function isDark() {
  return (
    getComputedStyle(document.documentElement).colorScheme === 'dark' ||
    (document.documentElement.dataset.look === undefined &&
      matchMedia('(prefers-color-scheme: dark)').matches)
  )
}

function useLook(look) {
  if (look) document.documentElement.dataset.look = look
  if (look) localStorage.setItem('look', look)
  at('look').setAttribute('aria-pressed', String(isDark()))
}
