import { chapterView, overviewView } from './chapter-view.js'
import { createContents } from './contents.js'
import { element } from './element.js'
import { chaptersOf } from './openapi.js'

const api = document.documentElement.dataset.api
const main = document.querySelector('main')
const nav = document.querySelector('.nav')
const menu = document.querySelector('.menu')
const search = document.querySelector('#search')

setUpTheme()
setUpMenu()
// A host may know the visitor by a cookie; only when it does not, a key is asked for.
await load(undefined)

async function load(key) {
  const answer = await fetch(`${api}/openapi.json`, {
    credentials: 'same-origin',
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  }).catch(() => undefined)
  if (answer?.ok) return show(await answer.json())
  const refused = answer?.status === 401
  askForKey(
    refused
      ? key === undefined
        ? ''
        : 'This key is not valid (any more).'
      : await reasonOf(answer),
  )
}

async function reasonOf(answer) {
  const problem = await answer?.json().catch(() => undefined)
  return problem?.detail ?? 'The engine did not answer. Is it running?'
}

/** The key lives in this closure and nowhere else: not in the address, a cookie or storage. */
function askForKey(message) {
  const input = element('input', {
    id: 'key',
    type: 'password',
    autocomplete: 'off',
    required: true,
    placeholder: 'crm_…',
    'aria-describedby': 'key-note',
  })
  const form = element(
    'form',
    { class: 'key' },
    element('h1', {}, 'API documentation'),
    element(
      'p',
      { id: 'key-note' },
      'The documentation shows what your key may do: which entities are loaded, your own fields included. The key stays in this page’s memory.',
    ),
    element('label', { for: 'key' }, 'API key'),
    element('div', { class: 'key-row' }, input, element('button', { type: 'submit' }, 'Open')),
    element('p', { role: 'alert', class: 'fault' }, message),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void load(input.value.trim())
  })
  main.replaceChildren(form)
  input.focus()
}

function show(openApi) {
  const base = new URL(openApi.servers[0].url, location.href).href
  const chapters = chaptersOf(openApi).filter(({ operations }) => operations.length > 0)
  const contents = createContents(document.querySelector('.toc'), chapters)
  document.title = `${openApi.info.title} API`
  document.querySelector('.brand').textContent = openApi.info.title
  document.querySelector('.version').textContent = openApi.info.version
  nav.hidden = false
  search.addEventListener('input', () => contents.search(search.value.trim()))
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.closest('input, textarea')) return
    event.preventDefault()
    search.focus()
  })
  let shown
  const seen = new IntersectionObserver(
    (entries) => {
      const top = entries.find((entry) => entry.isIntersecting)
      if (top) contents.mark(top.target.id)
    },
    { rootMargin: '-20% 0px -70% 0px' },
  )
  window.addEventListener('hashchange', go)
  go()

  /** One chapter at a time: 30 entities are 400 calls, too many for one page. */
  function go() {
    const id = decodeURIComponent(location.hash.slice(1))
    const chapter = chapters.find(
      (one) => one.id === id || one.operations.some(({ operationId }) => operationId === id),
    )
    if (shown !== (chapter ?? 'overview')) {
      shown = chapter ?? 'overview'
      seen.disconnect()
      main.replaceChildren(
        chapter ? chapterView(openApi, chapter, base) : overviewView(openApi, chapters, base),
      )
      for (const article of main.querySelectorAll('article')) seen.observe(article)
    }
    closeMenu()
    contents.mark(id)
    const target = document.getElementById(id)
    if (target?.tagName === 'ARTICLE') target.scrollIntoView()
    else window.scrollTo(0, 0)
  }
}

function setUpMenu() {
  menu.addEventListener('click', () => {
    const isOpen = nav.classList.toggle('open')
    menu.setAttribute('aria-expanded', String(isOpen))
    if (isOpen) search.focus()
  })
  document.addEventListener('keydown', (event) => event.key === 'Escape' && closeMenu())
}

function closeMenu() {
  nav.classList.remove('open')
  menu.setAttribute('aria-expanded', 'false')
}

/** Follows the system until the reader chooses; the choice lasts as long as the page. */
function setUpTheme() {
  const root = document.documentElement
  document.querySelector('.theme').addEventListener('click', () => {
    const isDark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches
    root.dataset.theme = isDark ? 'light' : 'dark'
  })
}
