import { element } from './element.js'
import { exampleOf, resolve } from './openapi.js'

/** What to send and what comes back, beside the explanation. */
export function examplePanel(document, operation, base) {
  const command = curl(document, operation, base)
  const answers = Object.entries(operation.responses)
    .filter(([status]) => status.startsWith('2') || status === '422' || status === '404')
    .map(([status, response]) => answerOf(document, status, response))
  return element(
    'div',
    { class: 'examples' },
    codeBlock('Request', command, [commandLines(command)]),
    answers.length > 0 && answerTabs(answers),
  )
}

/** The call as a shell command; the key stands in a variable, so that none ends up in a shell history by copying. */
function curl(document, operation, base) {
  const lines = [`curl ${urlOf(document, operation, base)}`, ...filterOf(operation)]
  if (operation.method !== 'get') lines.push(`-X ${operation.method.toUpperCase()}`)
  if (operation.security?.length !== 0) lines.push('-H "Authorization: Bearer $CRMKIT_API_KEY"')
  const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  if (!type) return lines.join(' \\\n  ')
  lines.push(`-H 'Content-Type: ${type}'`)
  const isJson = type.endsWith('json')
  lines.push(
    isJson
      ? `-d '${JSON.stringify(exampleOf(document, media.schema), null, 2).replaceAll("'", "'\\''")}'`
      : '--data-binary @file',
  )
  return lines.join(' \\\n  ')
}

function urlOf(document, operation, base) {
  const parameters = (operation.parameters ?? []).map((parameter) => resolve(document, parameter))
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === name)
    return String(parameter?.example ?? exampleOf(document, parameter?.schema) ?? name)
  })
  return `'${base}${path}'`
}

/** Of all query parameters the filter is the one that needs to be seen to be understood. */
function filterOf({ parameters = [] }) {
  const filter = parameters.find(
    (one) => one.in === 'query' && one.name === 'filter' && one.example,
  )
  return filter ? ['-G', `--data-urlencode 'filter=${filter.example}'`] : []
}

function answerOf(document, status, response) {
  const found = resolve(document, response)
  const [type, media] = Object.entries(found.content ?? {})[0] ?? []
  const example =
    media?.example ?? (type?.endsWith('json') ? exampleOf(document, media.schema) : undefined)
  const text = example === undefined ? (type ?? 'No body') : JSON.stringify(example, null, 2)
  return { status, text, isJson: example !== undefined }
}

function answerTabs(answers) {
  const holder = element('div', { class: 'answer' })
  const tabs = answers.map(({ status }) =>
    element(
      'button',
      { type: 'button', class: `tab status-${status[0]}`, onclick: () => show(status) },
      status,
    ),
  )
  const show = (status) => {
    const { text, isJson } = answers.find((answer) => answer.status === status)
    for (const tab of tabs) tab.setAttribute('aria-pressed', String(tab.textContent === status))
    holder.replaceChildren(
      codeBlock(
        element('span', { class: 'tabs' }, 'Answer ', ...tabs),
        text,
        isJson ? jsonSpans(text) : [text],
      ),
    )
  }
  show(answers[0].status)
  return holder
}

function codeBlock(title, text, lines) {
  const copy = element(
    'button',
    { type: 'button', class: 'copy', onclick: () => copyText(copy, text) },
    'Copy',
  )
  return element(
    'figure',
    { class: 'code' },
    element('figcaption', {}, title, copy),
    // A region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    element('pre', { tabindex: '0' }, element('code', {}, ...lines)),
  )
}

async function copyText(button, text) {
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = 'Copied'
  } catch {
    // Without a secure context there is no clipboard.
    button.textContent = 'Select the text'
  }
  setTimeout(() => (button.textContent = 'Copy'), 1_500)
}

function commandLines(command) {
  const at = command.indexOf("-d '")
  if (at === -1) return element('span', {}, command)
  return element('span', {}, command.slice(0, at + 4), ...jsonSpans(command.slice(at + 4, -1)), "'")
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?/g

function jsonSpans(text) {
  const nodes = []
  let last = 0
  for (const match of text.matchAll(TOKEN)) {
    nodes.push(text.slice(last, match.index))
    const [all, string, colon, word] = match
    const kind = colon ? 'key' : string ? 'string' : word ? 'word' : 'number'
    nodes.push(element('span', { class: `json-${kind}` }, string ?? all), colon ?? '')
    last = match.index + all.length
  }
  nodes.push(text.slice(last))
  return nodes
}
