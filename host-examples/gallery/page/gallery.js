import { element } from './element.js'
import { drawOverview } from './overview.js'
import { prose } from './prose.js'
import { drawState } from './state.js'
import { pages } from './states/pages.js'
import { applyLook, drawSwitches, readLook } from './switches.js'

const at = (id) => document.getElementById(id)
const ids = await (await fetch('/ids.json')).json()
const look = readLook()
const page = pages.find(({ tag }) => location.pathname === `/${tag}`)
const alone = new URLSearchParams(location.search).get('state')

drawSwitches(at('switches'), look, () => applyLook(look))
at('nav').append(...groups())
if (page) drawPage(page)
else at('main').append(...drawOverview(pages))
applyLook(look)
// The place in the page that the address names is there only now.
if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView()

function drawPage({ tag, about, states }) {
  document.title = `${tag} · CRMKit elements`
  const shown = states.filter(({ id }) => !alone || id === alone)
  if (alone) document.documentElement.dataset.alone = ''
  at('main').append(
    element(
      'header',
      { class: 'head' },
      element('h1', {}, tag),
      element('p', {}, ...prose(about)),
      element(
        'nav',
        { class: 'jumps', 'aria-label': 'States' },
        ...states.map(({ id, title }) => element('a', { href: `#${id}` }, title)),
      ),
    ),
    ...shown.map((state) => drawState({ of: tag, ...state }, { ids, look })),
  )
}

function groups() {
  const names = [...new Set(pages.map(({ group }) => group))]
  return names.flatMap((name) => [
    element('h2', {}, name),
    element(
      'ul',
      {},
      ...pages
        .filter(({ group }) => group === name)
        .map(({ tag }) => element('li', {}, linkTo(tag))),
    ),
  ])
}

function linkTo(tag) {
  const link = element('a', { href: `/${tag}`, 'data-look': '' }, tag)
  if (tag === page?.tag) link.setAttribute('aria-current', 'page')
  return link
}
