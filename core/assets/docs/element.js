/**
 * Builds one element. Text is always text: nothing of the document is ever parsed as HTML.
 *
 * @param {string} name
 * @param {Record<string, unknown>} [attributes] `on…` are listeners, booleans are set or left out
 * @param {...(Node | string | undefined | null | false)} children
 */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value)
    else node.setAttribute(key, value === true ? '' : String(value))
  }
  node.append(
    ...children.flat().filter((child) => child !== undefined && child !== null && child !== false),
  )
  return node
}

/** Text with `code` in it, as descriptions have it. */
export function prose(text) {
  return text
    .split(/(`[^`]+`)/)
    .map((part) => (part.startsWith('`') ? element('code', {}, part.slice(1, -1)) : part))
}
