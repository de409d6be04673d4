import { element } from './element.js'

const AVATARS = 8

/** One contact of the table. `statuses` are the options of the field, with label and colour, as the entity's schema has them. */
export function contactRow(contact, statuses) {
  const status = statuses.get(contact.status)
  return element(
    'tr',
    {},
    element('td', {}, person(contact)),
    text(contact.company?.name),
    element('td', {}, badge(status?.label ?? contact.status, status?.color)),
    element('td', {}, element('div', { class: 'tags' }, ...tags(contact.tags))),
    text(contact.email),
  )
}

/** A cell that may be cut off; the whole text shows on hover. */
function text(value) {
  return value ? element('td', { title: value }, value) : element('td')
}

/** The first tag, and how many more. */
function tags([first, ...more]) {
  if (!first) return []
  const rest = badge(`+${more.length}`)
  rest.title = more.map(({ name }) => name).join(', ')
  return more.length > 0 ? [badge(first.name, first.color), rest] : [badge(first.name, first.color)]
}

export function waitingRow() {
  const cells = Array.from({ length: 5 }, () => element('td', {}, element('span')))
  return element('tr', { class: 'waiting' }, ...cells)
}

/** Two letters for who has no picture. */
export function initials(name) {
  const words = name.split(/[\s@.]+/).filter(Boolean)
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => (word ? [...word][0].toLocaleUpperCase() : ''))
    .join('')
}

function person({ id, name, title }) {
  const shown = name ?? 'Unnamed'
  // The last digits of a UUIDv7 are random, so neighbours get different colours.
  const color = Number.parseInt(id.slice(-2), 16) % AVATARS
  return element(
    'div',
    { class: 'person' },
    element('span', { class: `avatar avatar-${color}`, 'aria-hidden': 'true' }, initials(shown)),
    element(
      'div',
      { class: 'person-text' },
      element('strong', {}, shown),
      title ? element('small', {}, title) : null,
    ),
  )
}

function badge(label, color = 'gray') {
  return element('span', { class: `badge ${color}` }, label)
}
