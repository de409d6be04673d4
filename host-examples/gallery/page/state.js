import { editCell, loading, openCell, press, type, until } from './acting.js'
import { element } from './element.js'
import { cable, cutOff, overtake, refuse, stall } from './faults.js'
import { german } from './german.js'
import { highlight, parse, sourceOf, wholeMarkup } from './markup.js'
import { prose } from './prose.js'
import { sessionOf, somebodyElse } from './sessions.js'

/** Elements wait until they come near the window: a page shows twenty of them. */
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue
      near.unobserve(target)
      target.dispatchEvent(new Event('near'))
    }
  },
  { rootMargin: '500px 0px' },
)

/** A state: what it is, the element in it, and the code that makes it. */
export function drawState(state, { ids, look }) {
  const markup = wholeMarkup({ ...state, markup: withIds(state.markup, ids) })
  const frame = element('div', { class: 'frame' })
  const stage = element('div', { class: 'stage' }, frame)
  if (state.theme) stage.dataset.theme = state.theme
  if (state.width) stage.dataset.width = state.width
  if (state.dir) Object.assign(frame, { dir: state.dir }).dataset.ownDir = ''
  // Room for what is to come, so that nothing below moves when it does.
  frame.style.minHeight = `${state.height ?? 200}px`
  if (state.fill) frame.style.height = `${state.height}px`
  const heading = element(
    'h2',
    {},
    element('a', { href: `#${state.id}` }, state.title),
    element(
      'a',
      {
        class: 'alone',
        href: `?state=${state.id}`,
        'aria-label': `${state.title} on a page of its own`,
      },
      '↗',
    ),
  )
  const section = element(
    'section',
    { class: 'state', id: state.id, 'data-tells': state.tells ?? 'ready' },
    heading,
    element('p', { class: 'about' }, ...prose(state.about)),
    stage,
    code(markup, 'html', state.script ? 'Markup' : 'Copy markup'),
    state.script ? code(sourceOf(state), 'js', 'Script') : null,
  )
  section.addEventListener('near', () => void (state.world === 'many' ? show() : inTurn(show)), {
    once: true,
  })
  near.observe(section)
  return section

  async function show() {
    // Forms keep what was typed; the next visitor, and the next state, begin without it.
    sessionStorage.clear()
    const content = parse(markup)
    const provider = content.querySelector('crm-provider')
    const shown = provider.querySelector(state.of)
    provider.fetchSession = sessionOf(state.world, state.role)
    // A page has one provider, and one stream of changes. Here are twenty, and a browser opens six connections to a server (HTTP/1.1).
    if (state.id !== 'ready') provider.live = 'off'
    if (!state.locale && look.locale) provider.locale = look.locale
    const loaded = loading(shown)
    const known = { provider, element: shown, loaded, ids, until, type, press, editCell, openCell }
    const ways = { stall, refuse, cable, cutOff, overtake, somebodyElse, german, call: state.call }
    // Scripts play a visitor; the real one keeps the focus, and the place in the page.
    frame.inert = true
    try {
      if (state.world === 'many') await filled(frame)
      const acting = state.script?.({ ...known, ...ways })
      frame.append(content)
      await acting
      if (state.tells) await until(() => shown.matches(`:state(${state.tells})`))
      else await loaded
    } finally {
      frame.inert = false
      section.dataset.shown = ''
    }
  }
}

/** The big tenant is filled while the gallery is open already. */
async function filled(frame) {
  frame.textContent = 'Thousands of records are on their way …'
  await fetch('/ready?world=many')
  frame.textContent = ''
}

let last = Promise.resolve()

/** One state after the other: what one types is not in the way of the next. */
function inTurn(work) {
  last = last.then(work, work)
  return last
}

/** `{person}` → its id in this gallery. */
function withIds(markup, ids) {
  return markup.replace(/\{(\w+)\}/g, (place, name) => ids[name] ?? place)
}

function code(text, language, label) {
  const copy = element(
    'button',
    { type: 'button', class: 'copy', 'aria-label': `Copy: ${label}` },
    'Copy',
  )
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text)
    copy.textContent = 'Copied'
    setTimeout(() => (copy.textContent = 'Copy'), 1600)
  })
  return element(
    'div',
    { class: 'code' },
    element(
      'pre',
      { tabindex: '0', role: 'group', 'aria-label': label },
      element('code', {}, ...highlight(text, language)),
    ),
    copy,
  )
}
