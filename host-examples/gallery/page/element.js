/** A DOM node from a tag name, its attributes and its children; text is always text, never HTML. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children.filter((child) => child != null))
  return node
}
