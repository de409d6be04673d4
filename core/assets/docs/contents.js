import { element, prose } from './element.js'
import { methodBadge } from './operation-view.js'

/** The list at the side, cut to what matches a fragment. */
export function createContents(holder, chapters) {
  const texts = new Map(
    chapters.flatMap(({ name, operations }) =>
      operations.map((operation) => [operation, searchText(name, operation)]),
    ),
  )
  let current = ''
  draw('')
  return { search: draw, mark }

  function draw(fragment) {
    const words = fragment.toLowerCase().split(/\s+/).filter(Boolean)
    const matches = (operation) => words.every((word) => texts.get(operation).includes(word))
    const groups = chapters.flatMap((chapter) => {
      const operations =
        words.length === 0 ? chapter.operations : chapter.operations.filter(matches)
      return operations.length > 0 || (words.length === 0 && chapter.operations.length > 0)
        ? [group(chapter, operations, words.length > 0)]
        : []
    })
    holder.replaceChildren(
      ...(groups.length > 0
        ? groups
        : [element('p', { class: 'quiet none' }, `No call matches “${fragment}”.`)]),
    )
    mark(current)
  }

  function group(chapter, operations, isOpen) {
    return element(
      'details',
      { open: isOpen, 'data-chapter': chapter.id },
      element('summary', {}, chapter.name, element('small', {}, String(operations.length))),
      element('ul', {}, ...operations.map((operation) => entry(operation))),
    )
  }

  function entry({ operationId, method, summary }) {
    return element(
      'li',
      {},
      element(
        'a',
        { href: `#${operationId}` },
        methodBadge(method),
        element('span', {}, ...prose(summary)),
      ),
    )
  }

  /** Shows where the reader is. */
  function mark(id) {
    current = id
    for (const link of holder.querySelectorAll('a')) {
      const isHere = link.getAttribute('href') === `#${id}`
      if (isHere) link.setAttribute('aria-current', 'true')
      else link.removeAttribute('aria-current')
      if (isHere) link.closest('details').open = true
    }
    const chapter = holder.querySelector(`details[data-chapter="${CSS.escape(id)}"]`)
    if (chapter) chapter.open = true
  }
}

function searchText(chapter, { method, path, summary, operationId, parameters = [] }) {
  const names = parameters.map(({ name = '' }) => name)
  return [chapter, method, path, summary, operationId, ...names].join(' ').toLowerCase()
}
