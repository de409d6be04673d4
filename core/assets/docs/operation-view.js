import { element, prose } from './element.js'
import { examplePanel } from './example-panel.js'
import { fieldList, fieldOf } from './field-list.js'
import { nameOf, resolve } from './openapi.js'

/** One call: what it does and takes on the left, how it looks on the right. */
export function operationView(document, operation, base) {
  return element(
    'article',
    {
      class: 'operation',
      id: operation.operationId,
      'aria-labelledby': `${operation.operationId}-title`,
    },
    element(
      'div',
      { class: 'explained' },
      element(
        'h2',
        { id: `${operation.operationId}-title` },
        ...prose(operation.summary),
        element(
          'a',
          { class: 'anchor', href: `#${operation.operationId}`, 'aria-label': 'Link to this call' },
          '#',
        ),
      ),
      endpoint(operation),
      operation['x-permission']
        ? element(
            'p',
            { class: 'quiet' },
            'Needs the permission ',
            element('code', {}, operation['x-permission']),
            '.',
          )
        : operation.security?.length === 0 && element('p', { class: 'quiet' }, 'Open to anyone.'),
      parametersOf(document, operation),
      bodyOf(document, operation),
      answersOf(document, operation),
    ),
    examplePanel(document, operation, base),
  )
}

export function methodBadge(method) {
  return element(
    'span',
    { class: `method ${method}` },
    method === 'delete' ? 'DEL' : method.toUpperCase(),
  )
}

function endpoint({ method, path }) {
  const parts = path
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith('{') ? element('var', {}, part.slice(1, -1)) : part))
  return element('p', { class: 'endpoint' }, methodBadge(method), element('code', {}, ...parts))
}

function parametersOf(document, { parameters = [] }) {
  const found = parameters.map((parameter) => resolve(document, parameter))
  const sections = [
    ['path', 'Path'],
    ['query', 'Query'],
    ['header', 'Headers'],
  ]
  return sections.flatMap(([place, title]) => {
    const here = found.filter((parameter) => parameter.in === place)
    if (here.length === 0) return []
    const rows = here.flatMap(({ name, schema, required, description }) =>
      fieldOf(document, name, schema, required, [], description),
    )
    return [
      element('section', {}, element('h3', {}, title), element('dl', { class: 'fields' }, ...rows)),
    ]
  })
}

function bodyOf(document, { requestBody }) {
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? []
  if (!type) return undefined
  const text = requestBody.description ?? resolve(document, media.schema).description
  return element(
    'section',
    {},
    element('h3', {}, 'Body', element('span', { class: 'quiet' }, type)),
    text && element('p', {}, ...prose(text)),
    type.endsWith('json') && fieldList(document, media.schema),
  )
}

function answersOf(document, { responses }) {
  const rows = Object.entries(responses).map(([status, response]) => {
    const found = resolve(document, response)
    const media = Object.values(found.content ?? {})[0]
    const shape = media?.schema?.$ref && nameOf(media.schema.$ref)
    const line = [
      element('span', { class: `status status-${status[0]}` }, status),
      element('span', {}, ...prose(found.description)),
      shape && element('code', { class: 'quiet' }, shape),
    ]
    if (!status.startsWith('2') || !shape)
      return element('li', {}, element('div', { class: 'answer-line' }, ...line))
    const body = element('div', {})
    const open = () => body.childElementCount > 0 || body.append(fieldList(document, media.schema))
    return element(
      'li',
      {},
      element(
        'details',
        { ontoggle: open },
        element('summary', { class: 'answer-line' }, ...line),
        body,
      ),
    )
  })
  return element(
    'section',
    {},
    element('h3', {}, 'Answers'),
    element('ul', { class: 'answers' }, ...rows),
  )
}
