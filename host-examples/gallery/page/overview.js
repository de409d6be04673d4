import { element } from './element.js'
import { highlight } from './markup.js'
import { prose } from './prose.js'

const START = `<crm-provider api-url="/crm">
  <crm-contact-list editable></crm-contact-list>
</crm-provider>`

/** The first page: what there is, and how its states are made. */
export function drawOverview(pages) {
  return [
    element(
      'header',
      { class: 'head' },
      element('h1', {}, 'Every element, in every state'),
      element(
        'p',
        {},
        'Web components for the pages of your own product, on a real engine: change whatever you like, the next start shows the same records again.',
      ),
    ),
    element(
      'div',
      { class: 'code lead' },
      element(
        'pre',
        { tabindex: '0', role: 'group', 'aria-label': 'A list in a page' },
        element('code', {}, ...highlight(START, 'html')),
      ),
    ),
    element('ul', { class: 'cards' }, ...pages.map(card)),
    element(
      'section',
      { class: 'notes' },
      element('h2', {}, 'How the states are made'),
      element(
        'p',
        {},
        'Nothing is drawn by hand. Every state is the element itself; loading, failing and being offline are made by the ',
        element('code', {}, 'fetch'),
        ' of its provider, as in your own tests: ',
        element('a', { href: '/assets/faults.js' }, 'faults.js'),
        '. A state that needs somebody to type or press has a script that does.',
      ),
    ),
  ]
}

function card({ tag, about, states, image }) {
  return element(
    'li',
    {},
    element(
      'a',
      { href: `/${tag}`, 'data-look': '' },
      image ? picture(image) : null,
      element('strong', {}, tag),
      element('span', { class: 'about' }, ...prose(about)),
      element('span', { class: 'count' }, `${states.length} states`),
    ),
  )
}

function picture(name) {
  return element(
    'span',
    { class: 'picture' },
    ...['light', 'dark'].map((look) =>
      element('img', {
        class: `in-${look}`,
        src: `/images/${name}-${look}.png`,
        alt: '',
        loading: 'lazy',
      }),
    ),
  )
}
