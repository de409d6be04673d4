import { element } from './element.js'

/** Text with `code` in it, as nodes. */
export function prose(text) {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 ? element('code', {}, part) : part))
}
