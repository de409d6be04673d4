import { element } from './element.js'

// The page's policy lets strings become markup here alone; they are constants of `states/`.
const policy = globalThis.trustedTypes?.createPolicy('gallery', { createHTML: (text) => text })

/** The markup of a state as a host writes it: the provider, and the element in it. */
export function wholeMarkup({ markup, provider = '' }) {
  const attributes = ['api-url="/crm"', provider].filter(Boolean).join(' ')
  const inner = markup.trim().replace(/^/gm, '  ')
  return `<crm-provider ${attributes}>\n${inner}\n</crm-provider>`
}

/** What is printed is what is shown: the same text becomes the elements. */
export function parse(markup) {
  const template = document.createElement('template')
  template.innerHTML = policy ? policy.createHTML(markup) : markup
  return document.importNode(template.content, true)
}

/** The script of a state as its author wrote it, with the call it is about in its place. */
export function sourceOf({ script, call }) {
  const text = String(script).replaceAll(/\bcall\b(?=\))/g, `'${call}'`)
  const body = text.slice(text.indexOf('=>') + 2).trim()
  const inner = body.startsWith('{') ? body.slice(1, -1) : body
  const lines = inner.replace(/^\n|\s+$/g, '').split('\n')
  const indent = Math.min(...lines.filter(Boolean).map((line) => line.search(/\S/)))
  return lines.map((line) => line.slice(indent)).join('\n')
}

const HTML = /(<\/?)([\w-]+)|([\w-]+)(?==")|("[^"]*")|(\/?>)|([^<>"\s]+|\s+|[<>"])/g
const JS =
  /(\/\/.*)|('[^'\n]*'|`[^`]*`)|\b(const|let|await|async|return|if|else|new|import|from|for|of|throw)\b|([\w$]+(?=\())|([\w$]+|[^\w$]+?)/g

/** Code as coloured text. */
export function highlight(code, language) {
  const names =
    language === 'html' ? ['sign', 'tag', 'attr', 'text', 'sign'] : ['note', 'text', 'word', 'call']
  const nodes = []
  for (const match of code.matchAll(language === 'html' ? HTML : JS)) {
    const groups = match.slice(1)
    for (const [index, part] of groups.entries()) {
      if (part === undefined) continue
      nodes.push(names[index] ? element('span', { class: `c-${names[index]}` }, part) : part)
    }
  }
  return nodes
}
