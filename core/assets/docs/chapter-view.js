import { element, prose } from './element.js'
import { fieldList } from './field-list.js'
import { operationView } from './operation-view.js'

/** One subject: what it is, what it holds, and every call on it. */
export function chapterView(document, chapter, base) {
  const shape = chapter['x-component'] && { $ref: `#/components/schemas/${chapter['x-component']}` }
  return element(
    'div',
    { class: 'chapter' },
    element(
      'header',
      { class: 'chapter-head' },
      element('h1', { id: chapter.id }, chapter.name),
      chapter.description && element('p', { class: 'lead' }, ...prose(chapter.description)),
      shape &&
        element(
          'details',
          { class: 'shape' },
          element('summary', {}, `Fields of ${chapter['x-component']}`),
          fieldList(document, shape),
        ),
    ),
    ...chapter.operations.map((operation) => operationView(document, operation, base)),
  )
}

/** The first page: how to call the engine, and what there is. */
export function overviewView(document, chapters, base) {
  const paragraphs = (document.info.description ?? '').split('\n\n')
  return element(
    'div',
    { class: 'chapter overview' },
    element('h1', {}, document.info.title),
    ...paragraphs.map((text, index) =>
      element('p', { class: index === 0 ? 'lead' : '' }, ...prose(text)),
    ),
    element('p', { class: 'base' }, 'Base address ', element('code', {}, base)),
    element(
      'ul',
      { class: 'cards' },
      ...chapters.map(({ id, name, description, operations }) =>
        element(
          'li',
          {},
          element(
            'a',
            { href: `#${id}` },
            element('strong', {}, name),
            description && element('span', {}, ...prose(description)),
            element(
              'small',
              {},
              `${operations.length} ${operations.length === 1 ? 'call' : 'calls'}`,
            ),
          ),
        ),
      ),
    ),
  )
}
